import type { Settings } from '../../config/settings'
import { splitList } from '../../config/settings'
import { openClock } from '../clock/rehearsal-clock'
import { quickBooksDocument, quickBooksPage } from '../http/views/vendor-links'
import { type Program, startProgram } from './program'

const SWEEP_SECONDS = 3_600

/** The program on the real vendors: everything comes from settings, and nothing is made up. */
export async function startProduction(
  settings: Settings,
  role: 'all' | 'web' | 'worker',
  consoleFolder: string | null,
): Promise<Program> {
  const given = <T>(name: string, value: T | undefined): T => {
    if (value === undefined) throw new Error(`${name}: production needs it`)
    return value
  }
  const publicUrl = given('PUBLIC_URL', settings.PUBLIC_URL).replace(/\/$/, '')
  return startProgram({
    settings,
    role,
    databaseUrl: given('DATABASE_URL', settings.DATABASE_URL),
    clock: openClock(settings.CLOCK_FILE),
    publicUrl,
    sealKeys: splitList(settings.SEAL_KEYS),
    hubspot: {
      clientId: given('HUBSPOT_CLIENT_ID', settings.HUBSPOT_CLIENT_ID),
      clientSecrets: splitList(settings.HUBSPOT_CLIENT_SECRET),
      appId: settings.HUBSPOT_APP_ID ?? null,
      apiUrl: settings.HUBSPOT_API_URL,
      authorizeUrl: settings.HUBSPOT_AUTHORIZE_URL,
    },
    quickbooks: {
      clientId: given('QUICKBOOKS_CLIENT_ID', settings.QUICKBOOKS_CLIENT_ID),
      clientSecret: given('QUICKBOOKS_CLIENT_SECRET', settings.QUICKBOOKS_CLIENT_SECRET),
      webhookTokens: splitList(settings.QUICKBOOKS_WEBHOOK_TOKENS),
      apiUrl: settings.QUICKBOOKS_API_URL,
      authorizeUrl: settings.QUICKBOOKS_AUTHORIZE_URL,
      tokenUrl: settings.QUICKBOOKS_TOKEN_URL,
      revokeUrl: settings.QUICKBOOKS_REVOKE_URL,
      userInfoUrl: settings.QUICKBOOKS_USERINFO_URL,
      issuer: settings.QUICKBOOKS_ISSUER,
      jwksUrl: settings.QUICKBOOKS_JWKS_URL,
    },
    pages: {
      deal: (uiDomain, portalId, dealId) => `https://${uiDomain}/contacts/${portalId}/record/0-3/${dealId}`,
      invoice: (_realmId, quickbooksId) =>
        quickbooksId === ''
          ? settings.QUICKBOOKS_APP_URL
          : `${settings.QUICKBOOKS_APP_URL}/app/invoice?txnId=${quickbooksId}`,
      document: (_realmId, kind, quickbooksId) =>
        `${settings.QUICKBOOKS_APP_URL}/app/${quickBooksDocument(kind, quickbooksId)}`,
      books: (_realmId, page, id) => `${settings.QUICKBOOKS_APP_URL}/app/${quickBooksPage(page, id)}`,
    },
    sweepMs: (settings.SWEEP_SECONDS ?? SWEEP_SECONDS) * 1000,
    consoleFolder,
    embedded: null,
  })
}
