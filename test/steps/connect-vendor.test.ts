/**
 * Goal: a workspace never mixes two companies or portals. Method: both vendors' stand-ins with two accounts each, and
 * people who connect, disconnect and connect again, to the right one and to another.
 */
import { randomUUID } from 'node:crypto'
import { openPortal } from '../../connectors/hubspot/open-portal'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { exchangeCounted, tokenCall } from '../../src/http/connect-calls'
import {
  type ConnectParts,
  connectHubSpot,
  connectQuickBooks,
  disconnectVendor,
} from '../../src/http/connect-vendor'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { leaseReading, readReading, releaseReading } from '../../src/inbox/reading-table'
import { masterReadings } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { readConnection, type Vendor } from '../../src/tenants/connection-table'
import { unpaced } from '../../src/tenants/pace'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { addDeal, owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let parts: ConnectParts
beforeEach(async () => {
  stage = await openStage({ companies: ['landscaping', 'small'] })
  parts = {
    database: stage.database,
    clock: stage.clock,
    sealer: stage.sealer,
    openCompany,
    openPortal,
    baseUrl: { quickbooks: stage.quickbooks.url, hubspot: stage.hubspot.url },
    paces: { quickbooks: unpaced, hubspot: unpaced },
  }
  await disconnect('quickbooks', other().workspaceId)
  await disconnect('hubspot', other().workspaceId)
})
afterEach(() => stage.close())

const other = () => must(stage.workspaces[1])
const disconnect = (vendor: Vendor, workspaceId = stage.workspaceId) =>
  disconnectVendor(
    {
      ...parts,
      revoke: {
        quickbooks: async () => ({ outcome: 'done', value: null, trace: null }),
        hubspot: async () => ({ outcome: 'done', value: null, trace: null }),
      },
    },
    workspaceId,
    vendor,
  )
const tokens = (name: string) => ({
  accessToken: `static-${name}`,
  refreshToken: `refresh-${name}`,
  accessExpiresInS: 3_600,
  refreshExpiresInS: null,
})
const connect = (vendor: Vendor, name: 'landscaping' | 'small', workspaceId = stage.workspaceId) => {
  const place = name === 'landscaping' ? stage : other()
  return vendor === 'quickbooks'
    ? connectQuickBooks(parts, workspaceId, owner, { realmId: place.realmId, tokens: tokens(name) })
    : connectHubSpot(parts, workspaceId, owner, { portalId: String(place.portalId), tokens: tokens(name) })
}
const connection = (vendor: Vendor) => stage.within(async (sql) => must(await readConnection(sql, vendor)))
const read = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
const refusal = { status: 409, code: 'connection_lost' }

test.each([
  true,
  false,
])('a company whose documents are here is not exchanged for another (disconnected: %s)', async (cut) => {
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice?minorversion=75`, {
    CustomerRef: { value: '1' },
    Line: [
      { Amount: 1, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
    ],
  })
  stage.advance(2_000)
  expect(await read()).toBe(1)
  if (cut) await disconnect('quickbooks')
  const before = await connection('quickbooks')
  await expect(connect('quickbooks', 'small')).rejects.toMatchObject(refusal)
  // Nothing but the refusal itself is kept of the other, and it is said until the right one is connected.
  const refusedAccount = { name: 'Stage small', at: expect.any(String) }
  expect(await connection('quickbooks')).toEqual({ ...before, refusedAccount })
  await connect('quickbooks', 'landscaping')
  expect(await connection('quickbooks')).toMatchObject({ status: 'connected', refusedAccount: null })
  expect(await read()).toBe(0)
})

test('a portal whose deals are here is not exchanged for another', async () => {
  await stage.within((sql) => addDeal(sql, '1'))
  await disconnect('hubspot')
  await expect(connect('hubspot', 'small')).rejects.toMatchObject(refusal)
  await connect('hubspot', 'landscaping')
  expect(await connection('hubspot')).toMatchObject({ status: 'connected' })
})

test('before anything stands on it another one may be chosen, and nothing of the first is left', async () => {
  await readCompany(stage)
  const entityIds = ['1']
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key: 'k',
        entity: 'Invoice',
        entityIds,
        operation: 'created',
        occurredAt: null,
        body: {},
      },
    ]),
  )
  await connect('quickbooks', 'small')
  const left = await stage.within(async (sql) => ({
    lists: await masterReadings(sql),
    masters: await sql('select 1 from master'),
    events: await waitingEvents(sql, 'quickbooks', 10),
    reading: await readReading(sql, 'quickbooks'),
  }))
  expect(left).toEqual({
    lists: new Map(),
    masters: [],
    events: [],
    reading: { cursorAt: null, readAt: null, asOf: null, failures: 0, progress: null, slowed: false },
  })
  await connect('hubspot', 'small')
  expect(await connection('hubspot')).toMatchObject({ name: `Portal ${other().portalId}` })
})

test('not while the first is being read: what is on its way would come in under the other', async () => {
  expect(await leaseReading(stage.database, stage.workspaceId, 'quickbooks', 60_000)).toEqual(
    expect.any(String),
  )
  await expect(connect('quickbooks', 'small')).rejects.toMatchObject(refusal)
  await releaseReading(stage.database, stage.workspaceId, 'quickbooks', null)
  await connect('quickbooks', 'small')
  expect(await connection('quickbooks')).toMatchObject({ status: 'connected' })
})

test('the first connection of a workspace is free to choose', async () => {
  const workspaceId = randomUUID()
  await stage.database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'New', zone: 'UTC', currency: 'EUR', settings: {} }),
  )
  await connect('quickbooks', 'small', workspaceId)
  await connect('hubspot', 'small', workspaceId)
})

test.each([
  'quickbooks',
  'hubspot',
] as const)('tokens of a process’s memory do not outlive a reconnect: %s', async (vendor) => {
  const held = await stage.tokens.accessToken(stage.workspaceId, vendor)
  const elsewhere = stage.anotherProcess()
  await elsewhere.tokens.accessToken(stage.workspaceId, vendor)
  await connect(vendor, 'landscaping')
  expect(held).not.toBe('static-landscaping')
  for (const process of [stage, elsewhere]) {
    expect(await process.tokens.accessToken(stage.workspaceId, vendor)).toBe('static-landscaping')
  }
  await disconnect(vendor)
  for (const process of [stage, elsewhere]) {
    await expect(process.tokens.accessToken(stage.workspaceId, vendor)).rejects.toMatchObject({
      needsPerson: true,
    })
  }
})

test('what connecting costs is counted once, also where it is refused, or fails', async () => {
  const counted = (workspaceId = stage.workspaceId) =>
    stage.database.inWorkspace(workspaceId, (sql) =>
      sql<{ vendor: string; operation: string; calls: number; metered: number }>(
        "select vendor, operation, calls::int, metered::int from vendor_usage where reason = 'connect' order by 1, 2",
      ),
    )
  expect(await counted()).toEqual([])
  await expect(connect('quickbooks', 'small')).resolves.toBeUndefined()
  expect(await counted()).toEqual([
    { vendor: 'quickbooks', operation: 'read CompanyInfo', calls: 1, metered: 1 },
  ])
  await connectHubSpot(parts, stage.workspaceId, owner, {
    portalId: String(stage.portalId),
    tokens: tokens('landscaping'),
    exchange: tokenCall('hubspot', 'exchange code', { outcome: 'done', value: null, trace: null }, 12),
  })
  const all = [
    { vendor: 'hubspot', operation: 'exchange code', calls: 1, metered: 0 },
    { vendor: 'hubspot', operation: 'read account', calls: 1, metered: 0 },
    { vendor: 'quickbooks', operation: 'read CompanyInfo', calls: 1, metered: 1 },
  ]
  expect(await counted()).toEqual(all)
  await stage.quickbooks.fault({ method: 'GET', path: '*/companyinfo/*', effect: 'status', status: 503 })
  await expect(connect('quickbooks', 'small')).rejects.toMatchObject({ status: 502 })
  const [exchange, account, company] = all
  const failed = { ...company, calls: 2 }
  expect(await counted()).toEqual([exchange, account, failed])
  await stage.quickbooks.clearFaults()

  // A company that is refused has answered all the same; and so has whoever takes no code, or ends a grant.
  await expect(connect('quickbooks', 'small', other().workspaceId)).rejects.toMatchObject(refusal)
  expect(await counted(other().workspaceId)).toContainEqual({
    vendor: 'quickbooks',
    operation: 'read CompanyInfo',
    calls: 1,
    metered: 1,
  })
  const fault = {
    kind: 'unauthorized',
    message: 'No such code',
    code: null,
    status: 400,
    trace: null,
    retryAfterMs: null,
  } as const
  await exchangeCounted(parts, stage.workspaceId, 'quickbooks', async () => ({ outcome: 'refused', fault }))
  await disconnect('quickbooks')
  expect(await counted()).toEqual([
    exchange,
    account,
    { vendor: 'quickbooks', operation: 'exchange code', calls: 1, metered: 0 },
    failed,
    { vendor: 'quickbooks', operation: 'revoke token', calls: 1, metered: 0 },
  ])
})

test('a call that can’t be counted hides no refusal, and leaves no tokens of what was revoked', async () => {
  // PostgreSQL takes no such text.
  const done = { outcome: 'done', value: null, trace: 'a\u0000b' } as const
  await stage.quickbooks.fault({ method: 'GET', path: '*/companyinfo/*', effect: 'status', status: 503 })
  const refused = connectQuickBooks(parts, stage.workspaceId, owner, {
    realmId: stage.realmId,
    tokens: tokens('landscaping'),
    exchange: tokenCall('quickbooks', 'exchange code', done, 12),
  })
  await expect(refused).rejects.toMatchObject({ status: 502, code: 'vendor_unavailable' })
  const revoke = { quickbooks: async () => done, hubspot: async () => done }
  await disconnectVendor({ ...parts, revoke }, stage.workspaceId, 'quickbooks')
  expect(await connection('quickbooks')).toMatchObject({
    status: 'disconnected',
    accessTokenSealed: null,
    refreshTokenSealed: null,
  })
})
