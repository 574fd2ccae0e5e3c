/**
 * Goal: whatever spends a read is counted under its own reason and no other, so that a team sees what its reads are spent
 * on. Method: the API and the wired queues on QuickBooks' stand-in; each thing that people and the program do, by itself,
 * and what `GET /usage` shows more than before.
 */
import { limits } from '../../config/limits'
import { checkNow } from '../../src/flow/check-now'
import { wire } from '../../src/flow/flow'
import { addEvents } from '../../src/inbox/inbox-table'
import { forgetMasters } from '../../src/masters/master-table'
import { type Api, openApi } from '../fixtures/api'
import { type Billing, beginBilling } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { addDeal, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const SWEEP_MS = 60_000
let stage: Stage
let api: Api
let billed: Billing
const parts = () => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: SWEEP_MS,
  log: () => undefined,
})
const run = (subjectId: string | null = null) =>
  wire(parts())[subjectId === null ? 'quickbooks' : 'outbox']({ workspaceId: stage.workspaceId, subjectId })

beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage, null, { checkNow: (workspaceId) => checkNow(parts(), workspaceId) })
  await readPortal(stage)
  await run()
  billed = await beginBilling(stage)
  await run((await billed.message()).messageId)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

type Reads = Record<string, number>
async function reads(): Promise<Reads> {
  await stage.vendors.flush()
  const { status, body } = await api.ask('GET', '/usage')
  expect(status).toBe(200)
  const byReason = body['byReason'] as { reason: string; metered: number }[]
  expect(byReason.reduce((all, each) => all + each.metered, 0)).toBe(body['metered'])
  return Object.fromEntries(byReason.map(({ reason, metered }) => [reason, metered]))
}
/** What this spends, by reason. */
async function spent(work: () => Promise<unknown>): Promise<Reads> {
  const before = await reads()
  await work()
  const more = Object.entries(await reads()).map(([reason, now]) => [reason, now - (before[reason] ?? 0)])
  return Object.fromEntries(more.filter(([, count]) => count !== 0))
}
async function asks(method: string, path: string, body?: object): Promise<void> {
  const { status, text } = await api.ask(method, path, body)
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`)
}
const later = (ms: number) => stage.advance(ms)
const ring = (key: string) =>
  stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key,
        entity: 'Customer',
        entityIds: ['1'],
        operation: 'updated',
        occurredAt: null,
        body: {},
      },
    ]),
  )
const estimate = async () => {
  const query = encodeURIComponent('select * from Estimate maxresults 1')
  const { QueryResponse } = await stage.quickbooks.api<{ QueryResponse: { Estimate: { Id: string }[] } }>(
    'GET',
    `/v3/company/${stage.realmId}/query?query=${query}`,
  )
  return must(QueryResponse.Estimate[0]).Id
}

test('QuickBooks rang: a burst', async () => {
  await ring('first')
  expect(await spent(() => run())).toEqual({ burst: 1 })
})

test('nobody rang for a while: a sweep', async () => {
  later(SWEEP_MS)
  expect(await spent(() => run())).toEqual({ sweep: 1 })
})

test('“Check now” is counted as such, whether or not something rang', async () => {
  expect(await spent(() => asks('POST', '/sync/check-now', {}))).toEqual({ check_now: 1 })
  await ring('second')
  expect(await spent(() => asks('POST', '/sync/check-now', {}))).toEqual({ check_now: 1 })
})

test('a list that somebody opens is read when it is old', async () => {
  expect(await spent(() => asks('GET', '/quickbooks/tax-codes'))).toEqual({})
  later(limits.unrungListsStaleMs + 1_000)
  expect(await spent(() => asks('GET', '/quickbooks/tax-codes'))).toEqual({ lists: 1 })
})

test('invoices made by hand are looked for: catching up', async () => {
  const look = (again: boolean) =>
    asks('GET', `/deals/${billed.dealId}/catch-up${again ? '?again=true' : ''}`)
  expect(await spent(() => look(false))).toEqual({ catch_up: 1 })
  expect(await spent(() => look(false))).toEqual({})
  expect(await spent(() => look(true))).toEqual({ catch_up: 1 })
})

test('a plan starts from an estimate', async () => {
  const estimateId = await estimate()
  await stage.within((sql) => addDeal(sql, '600001'))
  const start = () => asks('POST', '/deals/600001/schedule/from-estimate?preview=true', { estimateId })
  expect(await spent(start)).toEqual({ start_from: 1 })
})

test('an invoice’s own PDF', async () => {
  const { intentId } = await billed.intent()
  const open = () => asks('GET', `/invoices/${intentId}.pdf`)
  expect(await spent(open)).toEqual({ invoice: 1 })
})

test('hours of a deal', async () => {
  const open = () => asks('GET', `/deals/${billed.dealId}/time?again=true`)
  expect(await spent(open)).toEqual({ hours: 1 })
})

test('a connection that a person tries', async () => {
  expect(await spent(() => asks('POST', '/connections/quickbooks/try', {}))).toEqual({ connect: 1 })
})

test('what an invoice needs and nobody has read', async () => {
  await stage.within((sql) => forgetMasters(sql, 'customers', ['1']))
  const open = () => asks('GET', `/milestones/${billed.milestoneId}/invoice-preview`)
  expect(await spent(open)).toEqual({ preflight: 1 })
})

test('an invoice on its way, while what is known of the company is old', async () => {
  later(limits.freshEnoughMs)
  const next = await beginBilling(stage)
  const { messageId } = await next.message()
  expect(await spent(() => run(messageId))).toEqual({ sending: 1 })
  await run(messageId)
  expect(await next.inQuickBooks()).toHaveLength(1)
})
