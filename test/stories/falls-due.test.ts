/**
 * Goal: nobody rings when a due date passes, and the deals in HubSpot say all the same how much of them is overdue: of every
 * invoice that falls due after another, and of each deal that an invoice bills. Method: both stand-ins, the clock moved
 * over the days.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { assignCredit, releaseCredit } from '../../src/invoices/credits/assign-credit'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { askToRemind } from '../../src/invoices/reminders/ask-to-remind'
import { noticeOverdue } from '../../src/writeback/notice-overdue'
import { type Api, openApi } from '../fixtures/api'
import { deliverAll } from '../fixtures/deliver'
import { changeSettings, makeDepositItem } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Books, booksOf, sweepBooks } from '../fixtures/receiving'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let sales: Salesperson
let books: Books
let api: Api
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  books = booksOf(stage)
  api = await openApi(stage)
  const depositItemId = await makeDepositItem(stage)
  await readCompany(stage)
  await changeSettings(stage, { depositItemId })
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

async function job(dealname: string, amounts: Readonly<Record<string, string>>, more: object = {}) {
  const dealId = await sales.create({ dealname })
  await sales.rings(dealId)
  const milestones = Object.entries(amounts).map(([name, amount]) => fixed(name, amount))
  const { ids } = await plan(
    stage,
    dealId,
    draftOf('1000', milestones, { delivery: 'post', terms: { netDays: 7 }, ...more }),
  )
  return { dealId, ids }
}
const complete = async (milestoneId: string | undefined) => {
  const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  await stage.within((sql) =>
    completeMilestone(sql, owner, parts, { milestoneId: must(milestoneId), note: null }),
  )
  await deliverAll(stage)
}
/** These days later: what time brought is looked for, and HubSpot hears of it. */
const later = async (days: number) => {
  stage.advance(days * DAY_MS)
  await noticeOverdue(stage, stage.workspaceId)
  await sales.writes()
}
const overdue = async (dealId: string) => {
  const said = await sales.says(dealId)
  const { figures } = await sales.tracker(dealId)
  return [said['milepost_overdue'], said['milepost_status'], figures.overdue]
}
const waiting = () =>
  stage.within((sql) => sql('select deal_id from deal_mirror where dirty_since is not null'))

test('a second invoice of a deal falls due after the first; what is paid is overdue no more', async () => {
  const customer = await books.customer('Falls due twice')
  const { dealId, ids } = await job(
    'One after the other',
    { One: '100', Two: '200', Three: '700' },
    { customer: { quickbooksId: customer } },
  )
  await complete(ids[0])
  await later(4)
  await complete(ids[1])
  expect(await overdue(dealId)).toEqual(['0.00', 'In billing', 0n])
  await later(4)
  expect(await overdue(dealId)).toEqual(['100.00', 'Overdue', 10_000n])
  await later(4)
  expect(await overdue(dealId)).toEqual(['300.00', 'Overdue', 30_000n])
  // Looked at again, nothing is news.
  await noticeOverdue(stage, stage.workspaceId)
  expect(await waiting()).toEqual([])
  const { intents } = await sales.tracker(dealId)
  const [first, second] = intents.map(({ invoice }) => must(invoice).quickbooksId)
  await books.pay(customer, 100, [['Invoice', must(first), 100]])
  await sweepBooks(stage)
  await later(0)
  expect(await overdue(dealId)).toEqual(['200.00', 'Overdue', 20_000n])
  await books.pay(customer, 50, [['Invoice', must(second), 50]])
  const { Id: creditMemoId } = await books.credit(customer, 150)
  await sweepBooks(stage)
  await later(0)
  expect(await overdue(dealId)).toEqual(['150.00', 'Overdue', 15_000n])
  // Nobody applied the credit memo, and a person says what it is for: nobody is late, and nobody is asked to pay.
  const word = { intentId: must(intents[1]).intent.intentId, creditMemoId }
  const listed = async () =>
    ((await api.ask('GET', '/invoices?status=overdue')).body as { items: { id: string }[] }).items
      .map(({ id }) => id)
      .filter((id) => intents.some(({ intent }) => intent.intentId === id))
  expect(await listed()).toEqual([word.intentId])
  const late = async () => (await sales.asked(dealId)).filter((asked) => asked.startsWith('overdue'))
  await stage.within((sql) => assignCredit(sql, owner, word))
  await later(0)
  expect(await overdue(dealId)).toEqual(['0.00', 'In billing', 0n])
  expect(await late()).toEqual([])
  expect(await listed()).toEqual([])
  const remind = stage.within((sql) =>
    askToRemind(sql, owner, stage.clock, { intentId: word.intentId, afterDays: null }),
  )
  expect(await refusalOf(remind)).toMatchObject({
    code: 'nothing_to_remind',
    detail: expect.stringContaining('credit memo'),
  })
  await stage.within((sql) => releaseCredit(sql, owner, word))
  await later(0)
  expect(await overdue(dealId)).toEqual(['150.00', 'Overdue', 15_000n])
  expect(await late()).toHaveLength(1)
  expect(await listed()).toEqual([word.intentId])
})

test('an invoice of two deals falls due: both say their own part', async () => {
  const month = {
    customer: { quickbooksId: await books.customer('Falls due together') },
    cadence: { on: 'monthly', day: 1 },
  }
  const one = await job('Billed monthly', { One: '350.50' }, month)
  const other = await job('Billed with it', { Two: '649.50' }, month)
  await complete(one.ids[0])
  await complete(other.ids[0])
  stage.advance(32 * DAY_MS)
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  await later(1)
  expect(await overdue(one.dealId)).toEqual(['0.00', expect.anything(), 0n])
  await later(9)
  expect(await overdue(one.dealId)).toEqual(['350.50', 'Overdue', 35_050n])
  expect(await overdue(other.dealId)).toEqual(['649.50', 'Overdue', 64_950n])
  await noticeOverdue(stage, stage.workspaceId)
  expect(await waiting()).toEqual([])
  // Each deal is asked about its own part of it, and an answer on one is not the other's.
  const late = async ({ dealId }: { dealId: string }) =>
    (
      (await api.ask('GET', `/deals/${dealId}`)).body as {
        attention: { id: string; kind: string; detail: string; money: { amount: string } | null }[]
      }
    ).attention.filter(({ kind }) => kind === 'overdue')
  const part = (minor: string) => [
    expect.objectContaining({
      money: { amount: minor, currency: 'USD' },
      detail: expect.stringMatching(
        new RegExp(`^\\$${minor}.* from .*That is this deal’s part of the \\$1,000\\.00 open on it`),
      ),
    }),
  ]
  expect(await late(one)).toEqual(part('350.50'))
  expect(await late(other)).toEqual(part('649.50'))
  const [asked] = await late(other)
  await api.ask('POST', `/attention/${must(asked).id}/settle`, { action: 'leave' })
  await later(1)
  expect(await late(one)).toEqual(part('350.50'))
  expect(await late(other)).toEqual([])
  const { intents } = await sales.tracker(one.dealId)
  const invoiceId = must(must(intents[0]).invoice).quickbooksId
  await books.pay(month.customer.quickbooksId, 200, [['Invoice', invoiceId, 200]])
  await sweepBooks(stage)
  await later(0)
  expect((await late(one)).map(({ money }) => money?.amount)).toEqual(['280.40'])
  await books.pay(month.customer.quickbooksId, 800, [['Invoice', invoiceId, 800]])
  await sweepBooks(stage)
  expect([await late(one), await late(other)]).toEqual([[], []])
})

test('a deposit bills no milestone: refused it blocks, and unpaid it falls due all the same', async () => {
  const customer = await books.customer('Pays no deposit')
  const { dealId } = await job(
    'Deposit first',
    { One: '400', Two: '600' },
    {
      customer: { quickbooksId: customer },
      deposit: { mode: 'advance', share: { percent: '20' } },
    },
  )
  const listed = async () => {
    const { items } = (await api.ask('GET', '/deals?search=Deposit%20first')).body as {
      items: { status: string }[]
    }
    return items.map(({ status }) => status)
  }
  const active = async (Active: boolean) => {
    const { Id, SyncToken } = await books.read('Customer', customer)
    await books.update('Customer', { Id, SyncToken, Active })
  }
  expect((await api.ask('POST', `/deals/${dealId}/deposit/bill`, {})).status).toBe(200)
  await active(false)
  await deliverAll(stage)
  await active(true)
  await later(0)
  expect(await overdue(dealId)).toEqual(['0.00', 'Billing blocked', 0n])
  expect(await listed()).toEqual(['Billing blocked'])
  const { attention } = (await api.ask('GET', `/deals/${dealId}`)).body as { attention: { id: string }[] }
  const settled = await api.ask('POST', `/attention/${must(attention[0]).id}/settle`, { action: 'retry' })
  expect(settled.status).toBe(200)
  await deliverAll(stage)
  await later(0)
  expect(await overdue(dealId)).toEqual(['0.00', 'In billing', 0n])
  await later(9)
  expect(await overdue(dealId)).toEqual(['200.00', 'Overdue', 20_000n])
  expect(await listed()).toEqual(['Overdue'])
})
