/**
 * What the benches stand on: a PostgreSQL of their own with real durability, both vendors' stand-ins with no limits in
 * the way, one connected workspace, and processes whose CPU can be read.
 */
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(path.join(root, 'dist/'))
/** A module of the built program. */
export const built = (name) => require(path.join(root, 'dist', `${name}.js`))

if (!existsSync(path.join(root, 'dist/src/main.js'))) throw new Error('run "npm run build" first')

/**
 * `limits` are QuickBooks' own; none stand in the way where nothing is said. `settings` are the workspace's. `beside`: a
 * second workspace with accounts of its own.
 */
export async function openStand({ limits, settings = {}, beside = false } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'milepost-bench-'))
  const postgres = await built('src/postgres/embedded').startEmbeddedPostgres({
    dataDir: folder,
    log: () => undefined,
  })
  await built('src/postgres/migrate').migrate(postgres.url)
  const clock = built('src/clock/clock').systemClock
  const account = { portalId: 148_000_009, realmId: '4620816365291009' }
  const second = { portalId: 148_000_010, realmId: '4620816365291010' }
  const accounts = beside ? [account, second] : [account]
  const tokenOf = (word, each) => (each === account ? word : `${word}-beside`)
  const secrets = {
    sealKey: randomBytes(32).toString('base64'),
    hubspot: 'secret-of-the-hubspot-app',
    quickbooks: 'secret-of-the-quickbooks-app',
    verifier: 'verifier-token-of-the-bench',
  }
  const hubspot = await built('connectors/hubspot/simulator/start').startHubSpotSimulator({
    port: 0,
    clock,
    journalPath: null,
    portals: accounts.map((each) => ({
      portalId: each.portalId,
      name: 'Bench',
      sample: 'agency',
      accessToken: tokenOf('pat-bench', each),
    })),
    appId: 1,
    clientId: 'hubspot',
    clientSecret: secrets.hubspot,
    webhook: { url: null },
    limits: { per10s: 1e6, searchPerSecond: 1e6 },
  })
  const quickbooks = await built('connectors/quickbooks/simulator/start').startQuickBooksSimulator({
    port: 0,
    clock,
    journalPath: null,
    companies: accounts.map((each) => ({
      realmId: each.realmId,
      name: 'Bench',
      sample: 'landscaping',
      accessToken: tokenOf('qbo-bench', each),
    })),
    clientId: 'quickbooks',
    clientSecret: secrets.quickbooks,
    webhook: { url: null, verifierToken: secrets.verifier },
    limits: limits ?? {
      requestsPerMinute: 1e6,
      requestsPerSecond: 1e6,
      concurrent: 1e6,
      batchesPerMinute: 1e6,
    },
  })
  const parts = { postgres, clock, secrets, hubspot, quickbooks, settings }
  const workspace = await connectWorkspace({ ...parts, account })
  const other = beside
    ? { ...(await connectWorkspace({ ...parts, account: second })), account: second }
    : null
  const port = await freePort()
  const environment = {
    PATH: process.env.PATH ?? '',
    PORT: String(port),
    // What production insists on; it is asked on loopback, as a proxy would.
    PUBLIC_URL: 'https://milepost.example',
    DATABASE_URL: postgres.url,
    SEAL_KEYS: secrets.sealKey,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    HUBSPOT_CLIENT_ID: 'hubspot',
    HUBSPOT_CLIENT_SECRET: secrets.hubspot,
    HUBSPOT_API_URL: hubspot.url,
    QUICKBOOKS_CLIENT_ID: 'quickbooks',
    QUICKBOOKS_CLIENT_SECRET: secrets.quickbooks,
    QUICKBOOKS_WEBHOOK_TOKENS: secrets.verifier,
    QUICKBOOKS_API_URL: quickbooks.url,
  }
  const children = []
  return {
    ...workspace,
    account,
    other,
    secrets,
    settings: environment,
    databaseUrl: postgres.url,
    hubspot,
    quickbooks,
    url: `http://127.0.0.1:${port}`,
    /** Starts a script of the project in a process of its own. */
    run(file, words = [], more = {}) {
      const child = spawn(process.execPath, [path.join(root, file), ...words], {
        env: { ...environment, ...more },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      children.push(child)
      return child
    },
    async close() {
      for (const child of children) {
        if (child.exitCode !== null) continue
        child.kill('SIGTERM')
        await new Promise((resolve) => child.once('exit', resolve))
      }
      await hubspot.close()
      await quickbooks.close()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function connectWorkspace({ postgres, clock, account, secrets, hubspot, quickbooks, settings }) {
  const database = built('src/postgres/database').openDatabase({ url: postgres.url, clock, connections: 2 })
  const workspaceId = randomUUID()
  const token = `mp_${randomBytes(24).toString('base64url')}`
  const { addPerson, addWorkspace } = built('src/tenants/workspace-table')
  const { addDoor, secretHash } = built('src/tenants/door-table')
  await database.inWorkspace(workspaceId, async (sql) => {
    await addWorkspace(sql, {
      workspaceId,
      name: 'Bench',
      zone: 'UTC',
      currency: 'USD',
      settings: { itemId: '1', taxCode: null, ...settings },
    })
    const { personId } = await addPerson(sql, { name: 'Bench', email: null, role: 'owner' })
    await addDoor(sql, { kind: 'token', hash: secretHash(token), subjectId: personId, expiresAt: null })
  })
  const { connectHubSpot, connectQuickBooks } = built('src/http/connect-vendor')
  const connect = {
    database,
    clock,
    sealer: built('src/tenants/seal').sealer([secrets.sealKey]),
    openCompany: built('connectors/quickbooks/open-company').openCompany,
    openPortal: built('connectors/hubspot/open-portal').openPortal,
    baseUrl: { quickbooks: quickbooks.url, hubspot: hubspot.url },
    paces: { quickbooks: built('src/tenants/pace').unpaced, hubspot: built('src/tenants/pace').unpaced },
  }
  const actor = built('src/tenants/actor').program('bench')
  const given = hubspot.issueTokens(account.portalId)
  await connectHubSpot(connect, workspaceId, actor, {
    portalId: String(account.portalId),
    tokens: { ...given, accessExpiresInS: given.expiresInS, refreshExpiresInS: null },
  })
  await connectQuickBooks(connect, workspaceId, actor, {
    realmId: account.realmId,
    tokens: quickbooks.issueTokens(account.realmId),
  })
  await database.close()
  return { workspaceId, token }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

export async function untilAnswers(url) {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await pause(20)
  }
  throw new Error(`${url} does not answer`)
}

/** CPU that a process has used, in milliseconds (Linux: hundredths of a second). */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
