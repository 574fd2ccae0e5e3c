import { limits } from '../../config/limits'
import type { CallRecord } from '../../connectors/answer'
import { type HubSpotOAuth, hubSpotOAuth } from '../../connectors/hubspot/oauth'
import { openPortal } from '../../connectors/hubspot/open-portal'
import { type QuickBooksOAuth, quickBooksOAuth } from '../../connectors/quickbooks/oauth'
import { openCompany } from '../../connectors/quickbooks/open-company'
import type { Clock } from '../clock/clock'
import type { ConnectParts } from '../http/connect-vendor'
import type { Database } from '../postgres/database'
import { tokenKeeper } from '../tenants/access-token'
import { paceOf } from '../tenants/pace'
import type { Sealer } from '../tenants/seal'
import { addVendorCalls } from '../tenants/vendor-call-table'
import { openVendors, type Vendors } from '../tenants/vendors'
import { tellOfLoss, tellOfTroubles } from '../upkeep/tell-of-connection'
import type { ProgramOptions } from './program'

/** Both vendors, ready for use: signing in, connecting, and calling them with tokens that stay alive. */
export interface VendorAccess {
  readonly quickbooks: QuickBooksOAuth
  readonly hubspot: HubSpotOAuth
  readonly vendors: Vendors
  readonly connect: ConnectParts
}

export function openVendorAccess(
  options: Pick<ProgramOptions, 'quickbooks' | 'hubspot' | 'publicUrl'>,
  parts: {
    database: Database
    clock: Clock
    sealer: Sealer
    log: (error: unknown, what: string) => void
    onCall: (call: CallRecord) => void
  },
): VendorAccess {
  const { database, clock, sealer } = parts
  const quickbooks = quickBooksOAuth({
    ...options.quickbooks,
    redirectUri: `${options.publicUrl}/oauth/quickbooks/callback`,
    deadlineMs: limits.vendorDeadlineMs,
    clock,
  })
  const hubspot = hubSpotOAuth({
    clientId: options.hubspot.clientId,
    clientSecret: options.hubspot.clientSecrets[0] ?? '',
    redirectUri: `${options.publicUrl}/oauth/hubspot/callback`,
    authorizeUrl: options.hubspot.authorizeUrl,
    apiBaseUrl: options.hubspot.apiUrl,
    deadlineMs: limits.vendorDeadlineMs,
  })
  const baseUrl = { quickbooks: options.quickbooks.apiUrl, hubspot: options.hubspot.apiUrl }
  const tokens = tokenKeeper({
    database,
    sealer,
    clock,
    refresh: { quickbooks: quickbooks.refresh, hubspot: (token) => refreshHubSpot(hubspot, token) },
    onCalls: async (workspaceId, calls) => {
      for (const call of calls) parts.onCall(call)
      await database
        .inWorkspace(workspaceId, (sql) => addVendorCalls(sql, calls))
        .catch((error: unknown) => parts.log(error, 'counting refreshes of a token'))
    },
    onLost: (workspaceId, vendor) => tellOfLoss({ database, clock }, workspaceId, vendor),
  })
  const paces = {
    quickbooks: paceOf({ database, vendor: 'quickbooks' }),
    hubspot: paceOf({ database, vendor: 'hubspot' }),
  }
  const vendors = openVendors({
    paces,
    database,
    sealer,
    clock,
    tokens,
    openCompany,
    openPortal,
    baseUrl,
    log: parts.log,
    onCall: parts.onCall,
    onTroubles: (workspaceId, noted) => tellOfTroubles({ database, clock }, workspaceId, noted),
  })
  const connect: ConnectParts = {
    database,
    clock,
    sealer,
    openCompany,
    openPortal,
    baseUrl,
    paces,
  }
  return { quickbooks, hubspot, vendors, connect }
}

async function refreshHubSpot(hubspot: HubSpotOAuth, refreshToken: string) {
  const answer = await hubspot.refresh(refreshToken)
  if (answer.outcome !== 'done') return answer
  return {
    ...answer,
    value: { ...answer.value, accessExpiresInS: answer.value.expiresInS, refreshExpiresInS: null },
  }
}
