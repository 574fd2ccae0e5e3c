/**
 * Goal: every question has a way out that does what it says: what a person leaves stays left until it is over, and costs no
 * later billing; *Try now* tries now; *Check now* asks for that very record. Method: both vendors' stand-ins, and a person who
 * presses the buttons by HTTP.
 */
import { limits } from '../../config/limits'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { listAttention } from '../../src/attention/attention-table'
import { type FlowParts, wire } from '../../src/flow/flow'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { thinLedgers } from '../../src/inbox/thin-ledgers'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { claimNext, type QueueName } from '../../src/outbox/claim'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Api, openApi } from '../fixtures/api'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

const DAY = 86_400_000

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.hubspot.clearFaults()
})

const asked = async (cause: string) =>
  (await stage.within((sql) => listAttention(sql, { limit: 100, offset: 0 }))).find(
    (item) => item.cause === cause,
  ) ?? null
const press = async (cause: string, action: string) => {
  const { attentionId, actions } = must(await asked(cause))
  expect(actions.map((each) => each.action)).toContain(action)
  const path = `/attention/${attentionId}/settle`
  expect((await api.ask('POST', path, { action }, { as: 'viewer' })).status).toBe(403)
  expect((await api.ask('POST', path, { action })).status).toBe(200)
}
const read = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const parts = (): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: DAY,
  log: () => undefined,
})
const run = (queue: QueueName) => wire(parts())[queue]({ workspaceId: stage.workspaceId, subjectId: null })
const claim = async (queue: QueueName) =>
  (
    await claimNext(stage.database, queue, {
      most: 4,
      perWorkspace: 4,
      leaseMs: 1,
      gatherMs: 0,
      sweepMs: 60_000,
    })
  ).length

test('a deal that is deleted for good asks no more once it is left; restored, what was completed is billed, and it asks anew', async () => {
  const dealId = await sales.create({ dealname: 'Deleted for good' })
  await sales.rings(dealId)
  const { ids } = await plan(stage, dealId, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  await sales.remove(dealId)
  await sales.rings(dealId)
  const cause = `deal_removed:${dealId}`
  await press(cause, 'leave')
  await sales.rings(dealId)
  await sales.sweep()
  expect(await asked(cause)).toBeNull()
  stage.advance(60_000)
  const billing = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  await stage.within((sql) =>
    completeMilestone(sql, owner, billing, { milestoneId: must(ids[0]), note: null }),
  )
  await deliverAll(stage)
  expect((await sales.tracker(dealId)).figures.billed).toBe(0n)

  stage.advance(60_000)
  await sales.restore(dealId)
  await sales.rings(dealId)
  await deliverAll(stage)
  await sales.rings(dealId)
  await deliverAll(stage)
  expect((await sales.tracker(dealId)).figures.billed).toBe(40_000n)
  await sales.remove(dealId)
  await sales.rings(dealId)
  expect(await asked(cause)).toMatchObject({ title: 'The deal was deleted in HubSpot' })
})

test('a document that is never shown is looked for until it is left; one that can’t be an id is nobody’s question', async () => {
  const ring = (key: string, id: string) =>
    stage.within((sql) =>
      addEvents(sql, [
        {
          source: 'quickbooks',
          key,
          entity: 'Invoice',
          entityIds: [id],
          operation: 'created',
          occurredAt: stage.clock.now(),
          body: {},
        },
      ]),
    )
  const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))
  const giveUp = async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      await read()
      stage.advance(20 * 60_000)
    }
  }
  await ring('never', '98765432')
  await ring('no id', 'abc-1')
  await read()
  expect((await waiting()).map(({ entityIds }) => entityIds)).toEqual([['98765432']])
  await giveUp()
  expect(await waiting()).toEqual([])
  const cause = 'unseen:Invoice:98765432'
  const poisons = () =>
    stage.within((sql) =>
      sql<{ cause: string }>("select cause from attention where kind = 'poison' and settled_at is null"),
    )
  expect(await poisons()).toEqual([{ cause }])

  await press(cause, 'check_now')
  expect(await waiting()).toHaveLength(1)
  await giveUp()
  await press(cause, 'leave')
  stage.advance(3 * DAY)
  await thinLedgers(stage, stage.workspaceId)
  expect(await waiting()).toEqual([])
  // It rings for it again: it is looked for again, and whoever left it is not asked again.
  await ring('never', '98765432')
  expect(await waiting()).toHaveLength(1)
  await giveUp()
  expect(await poisons()).toEqual([])
  // Something else happened to it since: of that nobody has said anything.
  await ring('another word', '98765432')
  await giveUp()
  expect(await poisons()).toEqual([{ cause }])
})

test.each([
  ['quickbooks', '/v3/company/*/cdc'],
  ['hubspot', '/crm/*'],
] as const)('%s that can’t be read is read at once when a person tries', async (vendor, path) => {
  await stage[vendor].fault({ method: '*', path, times: 1_000, effect: 'status', status: 503 })
  for (let time = 0; time < limits.attemptsBeforeAttention; time += 1) await run(vendor)
  expect(await claim(vendor)).toBe(0)
  await stage[vendor].clearFaults()
  // Due, but for the pause after what failed.
  await stage.within((sql) => sql('update reading set read_at = null where source = $1', [vendor]))
  await press(`stuck:reading:${vendor}`, 'retry')
  expect(await claim(vendor)).toBe(1)
  await run(vendor)
  expect(await asked(`stuck:reading:${vendor}`)).toBeNull()
})

test('deals that HubSpot refuses are written at once when a person tries', async () => {
  const dealId = await sales.create({ dealname: 'Refused' })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  await stage.within((sql) => markDirty(sql, [dealId]))
  await stage.hubspot.fault({ method: '*', path: '/crm/*', times: 1_000, effect: 'status', status: 503 })
  for (let time = 0; time <= limits.attemptsBeforeAttention; time += 1) {
    await run('writeback')
    stage.advance(30 * 60_000)
  }
  await run('writeback')
  await stage.hubspot.clearFaults()
  await press('stuck:writeback', 'retry')
  await run('writeback')
  expect(await sales.says(dealId)).toMatchObject({ milepost_contract_sum: '1000.00' })
  expect(await asked('stuck:writeback')).toBeNull()
})

test.each([
  'Customer',
  'Estimate',
] as const)('“Check now” reads a %s that could not be read, by its id', async (kind) => {
  const name = kind.toLowerCase()
  const made = await stage.quickbooks.api<Record<string, { Id: string }>>(
    'POST',
    `/v3/company/${stage.realmId}/${name}?minorversion=75`,
    kind === 'Customer'
      ? { DisplayName: 'Odd for a while' }
      : {
          CustomerRef: { value: '1' },
          Line: [
            {
              Amount: 7,
              DetailType: 'SalesItemLineDetail',
              SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
            },
          ],
        },
  )
  const { Id: id } = must(made[kind])
  let spoiling = true
  const gateway = await tamperedCompany(stage, (body) =>
    spoiling
      ? JSON.stringify(JSON.parse(body), (_, value) =>
          value?.Id === id && value?.MetaData !== undefined && value?.status !== 'Deleted'
            ? { ...value, SyncToken: undefined }
            : value,
        )
      : body,
  )
  const look = () => {
    stage.advance(2_000)
    return readChanges(stage, gateway.company, stage.workspaceId, false)
  }
  const cause = `poison:${kind}:${id}`
  const asks = () => gateway.urls.filter((url) => url.includes(`/${name}/${id}`)).length
  const known = () =>
    stage.within((sql) =>
      sql('select 1 from master where kind = $1 and quickbooks_id = $2', [`${name}s`, id]),
    )
  try {
    await readChanges(stage, gateway.company, stage.workspaceId)
    expect(await asked(cause)).toMatchObject({ title: `${kind} ${id} of QuickBooks can’t be read` })
    // Far past the overlap: the feed tells nothing of it any more.
    stage.advance(DAY)
    await press(cause, 'check_now')
    const before = asks()
    await look()
    expect(asks()).toBeGreaterThan(before)
    expect(await asked(cause)).not.toBeNull()
    expect(await known()).toEqual([])

    spoiling = false
    await press(cause, 'check_now')
    await look()
    expect(await asked(cause)).toBeNull()
    expect(await known()).toHaveLength(1)
    expect(await stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))).toEqual([])
  } finally {
    await gateway.close()
  }
})
