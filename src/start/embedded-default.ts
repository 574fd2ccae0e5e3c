import { writeFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import path from 'node:path'
import { type Settings, SettingsError } from '../../config/settings'
import { startHubSpotSimulator } from '../../connectors/hubspot/simulator/start'
import { startQuickBooksSimulator } from '../../connectors/quickbooks/simulator/start'
import { openClock } from '../clock/rehearsal-clock'
import { startDemo } from '../demo/start-demo'
import { connectHubSpot, connectQuickBooks } from '../http/connect-vendor'
import { simulatorPages } from '../http/views/vendor-links'
import { startEmbeddedPostgres } from '../postgres/embedded'
import { migrate } from '../postgres/migrate'
import { program as programActor, roles } from '../tenants/actor'
import { readConnection } from '../tenants/connection-table'
import { addDoor, secretHash } from '../tenants/door-table'
import { addPerson, addWorkspace, workspaceExists } from '../tenants/workspace-table'
import { type EmbeddedSecrets, type EmbeddedTenant, keepSecrets, readOrMakeSecrets } from './embedded-secrets'
import { type Program, startProgram } from './program'

const SWEEP_SECONDS = 30
const ZONE = 'America/Los_Angeles'

/**
 * The program with nothing installed: a PostgreSQL of its own, both vendors as simulators over HTTP, two
 * workspaces connected to them, and people who sign in by a click. On loopback only.
 */
export async function startEmbeddedDefault(
  settings: Settings,
  consoleFolder: string | null,
): Promise<Program> {
  refuseNetwork(settings.HOST)
  // The database is a process of its own, and would outlive a start that failed.
  const running: (() => Promise<unknown>)[] = []
  try {
    return await startParts(settings, consoleFolder, running)
  } catch (error) {
    for (const end of running.reverse()) await end().catch(() => undefined)
    throw error
  }
}

/** `running` gains how to end each part, as soon as it runs. */
async function startParts(
  settings: Settings,
  consoleFolder: string | null,
  running: (() => Promise<unknown>)[],
): Promise<Program> {
  const dataDir = path.resolve(settings.DATA_DIR)
  const secrets = readOrMakeSecrets(dataDir)
  const clock = openClock(settings.CLOCK_FILE, secrets.clockAheadMs)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const postgres = settings.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDir, log: say })
  if (postgres) running.push(() => postgres.stop())
  const databaseUrl = settings.DATABASE_URL ?? postgres?.url ?? ''
  await migrate(databaseUrl)

  const publicUrl = settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`
  const hubspot = await startHubSpotSimulator({
    port: settings.PORT + 1,
    clock,
    journalPath: path.join(dataDir, 'hubspot.jsonl'),
    portals: [
      {
        portalId: secrets.main.portalId,
        name: 'Harbour & Co',
        sample: 'agency',
        accessToken: secrets.main.hubspotToken,
      },
      {
        portalId: secrets.other.portalId,
        name: 'Nordkade',
        sample: 'small',
        accessToken: secrets.other.hubspotToken,
      },
    ],
    appId: secrets.hubspotAppId,
    clientId: secrets.hubspotClientId,
    clientSecret: secrets.hubspotClientSecret,
    webhook: { url: `${publicUrl}/webhooks/hubspot` },
  })
  running.push(() => hubspot.close())
  const quickbooks = await startQuickBooksSimulator({
    port: settings.PORT + 2,
    clock,
    journalPath: path.join(dataDir, 'quickbooks.jsonl'),
    companies: [
      {
        realmId: secrets.main.realmId,
        name: 'Harbour & Co',
        sample: 'landscaping',
        accessToken: secrets.main.quickbooksToken,
      },
      {
        realmId: secrets.other.realmId,
        name: 'Nordkade BV',
        sample: 'small',
        accessToken: secrets.other.quickbooksToken,
      },
    ],
    clientId: secrets.quickbooksClientId,
    clientSecret: secrets.quickbooksClientSecret,
    webhook: { url: `${publicUrl}/webhooks/quickbooks`, verifierToken: secrets.quickbooksVerifierToken },
  })
  running.push(() => quickbooks.close())

  const program = await startProgram({
    settings,
    role: 'all',
    databaseUrl,
    clock,
    publicUrl,
    sealKeys: [secrets.sealKey],
    hubspot: {
      clientId: secrets.hubspotClientId,
      clientSecrets: [secrets.hubspotClientSecret],
      appId: secrets.hubspotAppId,
      apiUrl: hubspot.url,
      authorizeUrl: `${hubspot.url}/oauth/authorize`,
    },
    quickbooks: {
      clientId: secrets.quickbooksClientId,
      clientSecret: secrets.quickbooksClientSecret,
      webhookTokens: [secrets.quickbooksVerifierToken],
      apiUrl: quickbooks.url,
      authorizeUrl: `${quickbooks.url}/connect/oauth2`,
      tokenUrl: `${quickbooks.url}/oauth2/v1/tokens/bearer`,
      revokeUrl: `${quickbooks.url}/v2/oauth2/tokens/revoke`,
      userInfoUrl: `${quickbooks.url}/v1/openid_connect/userinfo`,
      issuer: `${quickbooks.url}/op/v1`,
      jwksUrl: `${quickbooks.url}/op/v1/jwks`,
    },
    pages: simulatorPages(hubspot.url, quickbooks.url),
    sweepMs: (settings.SWEEP_SECONDS ?? SWEEP_SECONDS) * 1000,
    consoleFolder,
    embedded: {
      workspaces: [secrets.main.workspaceId, secrets.other.workspaceId],
      onClockMoved: (clockAheadMs) => {
        secrets.clockAheadMs = clockAheadMs
        keepSecrets(dataDir, secrets)
      },
    },
  })

  const sides = { issueQuickBooks: quickbooks.issueTokens, issueHubSpot: hubspot.issueTokens }
  await settle(
    program,
    secrets.main,
    {
      name: 'Harbour & Co',
      zone: ZONE,
      currency: 'USD',
      // What the sample company has ready: services, retainage and deposits.
      settings: { itemId: '1', retainageItemId: '20', depositItemId: '21' },
    },
    sides,
  )
  await settle(
    program,
    secrets.other,
    { name: 'Nordkade', zone: 'Europe/Amsterdam', currency: 'EUR', settings: {} },
    sides,
  )
  writeEndpoints(dataDir, publicUrl, settings.PORT, secrets, {
    hubspot: hubspot.url,
    quickbooks: quickbooks.url,
  })

  say('')
  say(`  Milepost is ready: ${publicUrl}`)
  say(`  HubSpot, simulated:    ${hubspot.url}   (play the salesperson)`)
  say(`  QuickBooks, simulated: ${quickbooks.url}   (play the bookkeeper)`)
  say(`  API tokens and addresses: ${path.join(dataDir, 'endpoints.json')}`)
  say('')
  const demo = startDemo({
    wanted: settings.DEMO === 'on',
    dataDir,
    address: `http://${settings.HOST}:${settings.PORT}`,
    tokens: secrets.main.apiTokens,
    quickbooks: {
      baseUrl: quickbooks.url,
      realmId: secrets.main.realmId,
      accessToken: secrets.main.quickbooksToken,
    },
    zone: ZONE,
    clock,
    say,
  })

  return {
    ...program,
    async stop() {
      await demo.stop()
      await program.stop()
      await hubspot.close()
      await quickbooks.close()
      await postgres?.stop()
    },
  }
}

/** Anyone who reaches it signs in as the owner by a click, and may move its clock. */
function refuseNetwork(host: string): void {
  if (host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))) return
  throw new SettingsError([
    'HOST: the embedded default is for this machine alone (127.0.0.1); a network takes NODE_ENV=production',
  ])
}

interface Sides {
  readonly issueQuickBooks: (realmId: string) => {
    accessToken: string
    refreshToken: string
    accessExpiresInS: number
    refreshExpiresInS: number
  }
  readonly issueHubSpot: (portalId: number) => {
    accessToken: string
    refreshToken: string
    expiresInS: number
  }
}

/** Makes a workspace with its people and connections, the first time; a later start finds them. */
async function settle(
  program: Program,
  tenant: EmbeddedTenant,
  workspace: Omit<Parameters<typeof addWorkspace>[1], 'workspaceId'>,
  sides: Sides,
): Promise<void> {
  const { database, connect } = program
  const { workspaceId } = tenant
  const connected = await database.inWorkspace(workspaceId, (sql) => readConnection(sql, 'quickbooks'))
  if (connected) return
  await database.inWorkspace(workspaceId, async (sql) => {
    if (await workspaceExists(sql)) return
    await addWorkspace(sql, { workspaceId, ...workspace })
    for (const role of [...roles].reverse()) {
      const person = await addPerson(sql, { name: people[role], email: emailOf(people[role]), role })
      await addDoor(sql, {
        kind: 'token',
        hash: secretHash(tenant.apiTokens[role] ?? ''),
        subjectId: person.personId,
        expiresAt: null,
      })
    }
  })
  const actor = programActor('first start')
  const hubspot = sides.issueHubSpot(tenant.portalId)
  await connectHubSpot(connect, workspaceId, actor, {
    portalId: String(tenant.portalId),
    tokens: { ...hubspot, accessExpiresInS: hubspot.expiresInS, refreshExpiresInS: null },
  })
  await connectQuickBooks(connect, workspaceId, actor, {
    realmId: tenant.realmId,
    tokens: sides.issueQuickBooks(tenant.realmId),
  })
}

const people = {
  owner: 'Olivia Marsh',
  admin: 'Adam Reyes',
  bookkeeper: 'Beth Sandoval',
  member: 'Marco Lindt',
  viewer: 'Vera Koh',
} as const

/** "adam@harbourandco.example": by it a colleague is known among those who approve. */
const emailOf = (name: string) => `${name.split(' ')[0]?.toLowerCase()}@harbourandco.example`

function writeEndpoints(
  dataDir: string,
  app: string,
  port: number,
  secrets: EmbeddedSecrets,
  urls: { hubspot: string; quickbooks: string },
): void {
  const { main, other } = secrets
  const endpoints = {
    app,
    operators: `http://127.0.0.1:${port + 9}`,
    apiToken: main.apiTokens.owner,
    tokens: main.apiTokens,
    hubspot: {
      baseUrl: urls.hubspot,
      portalId: String(main.portalId),
      accessToken: main.hubspotToken,
      clientSecret: secrets.hubspotClientSecret,
    },
    quickbooks: {
      baseUrl: urls.quickbooks,
      realmId: main.realmId,
      accessToken: main.quickbooksToken,
      webhookVerifierToken: secrets.quickbooksVerifierToken,
    },
    other: { apiToken: other.apiTokens.owner, portalId: String(other.portalId), realmId: other.realmId },
  }
  writeFileSync(path.join(dataDir, 'endpoints.json'), JSON.stringify(endpoints, null, 2), { mode: 0o600 })
}
