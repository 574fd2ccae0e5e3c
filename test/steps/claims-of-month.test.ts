/**
 * Goal: what is claimed by percent waits for the invoice of the month like completed work, and a credit on an invoice of
 * several milestones and deals is asked about for each, to the cent. Method: the real connector and QuickBooks' stand-in;
 * the clock moved over the day.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { listAttention } from '../../src/attention/attention-table'
import { record } from '../../src/history/history-table'
import type { WaitingWorkView } from '../../src/http/contract/billing-run'
import { settleCredit } from '../../src/invoices/credits/settle-credit'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { listMonthlyDue } from '../../src/invoices/monthly/monthly-due-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { claimProgress } from '../../src/invoices/progress/claim-progress'
import { withdrawClaim } from '../../src/invoices/progress/withdraw-claim'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { openApi } from '../fixtures/api'
import { allInvoices } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let deals = 800_000
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

async function begun(amounts: readonly string[]) {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const milestones = amounts.map((amount, at) => fixed(`Work ${at + 1}`, amount))
  const draft = draftOf('10000.00', milestones, { cadence: { on: 'monthly', day: 1 } })
  const { schedule, ids } = await plan(stage, dealId, draft)
  for (const milestoneId of ids) await stage.within((sql) => startMilestone(sql, owner, milestoneId))
  return { dealId, scheduleId: schedule.scheduleId, ids }
}
const claim = (milestoneId: string | undefined, percent: string) =>
  stage.within((sql) =>
    claimProgress(sql, owner, stage.clock, { milestoneId: must(milestoneId), percent, note: null }),
  )
const complete = (milestoneId: string | undefined) =>
  stage.within((sql) =>
    completeMilestone(
      sql,
      owner,
      { clock: stage.clock, billing: billingByPolicy(stage.clock) },
      { milestoneId: must(milestoneId), note: null },
    ),
  )
const tracker = async (dealId: string) =>
  must((await stage.within((sql) => readTrackers(sql, stage.clock, [dealId]))).get(dealId))
const intents = (scheduleId: string) => stage.within((sql) => readIntents(sql, { scheduleIds: [scheduleId] }))
const nextMonth = async () => {
  stage.advance(32 * DAY_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
}
const readNow = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}

test('a claim waits for its month; the next claims and the completion wait together for the next one', async () => {
  const { dealId, scheduleId, ids } = await begun(['1000.00'])
  await claim(ids[0], '25')
  expect(await intents(scheduleId)).toEqual([])
  expect((await tracker(dealId)).figures).toMatchObject({ completed: 25_000n, earnedNotBilled: 25_000n })
  await nextMonth()
  await claim(ids[0], '50')
  await complete(ids[0])
  await nextMonth()
  expect((await intents(scheduleId)).map(({ amountMinor }) => amountMinor)).toEqual([25_000n, 75_000n])
  expect((await tracker(dealId)).figures).toMatchObject({ billed: 100_000n, earnedNotBilled: 0n })
})

test('a claim that waits is listed with what it comes to, and billed before its day when a person says so', async () => {
  const api = await openApi(stage)
  const { dealId, scheduleId, ids } = await begun(['1000.00', '500.00'])
  const waits = async () => {
    const { items } = (await api.ask('GET', '/billing-runs/waiting?limit=200')).body as {
      items: readonly WaitingWorkView[]
    }
    return items.filter((each) => each.dealId === dealId).map(({ amount }) => amount.amount)
  }
  const today = () => stage.clock.now().toISOString().slice(0, 10)
  const bill = (through: string) => api.ask('POST', '/billing-runs', { through })
  await claim(ids[0], '25')
  await claim(ids[0], '40')
  expect(await waits()).toEqual(['400.00'])
  // What was claimed later than asked for waits on.
  expect(await bill('2020-01-01')).toMatchObject({ status: 200, body: { invoices: [], leftOut: [] } })
  expect(await waits()).toEqual(['400.00'])
  expect(await bill(today())).toMatchObject({ status: 200, body: { invoices: [{ lines: 2 }], leftOut: [] } })
  expect(await waits()).toEqual([])
  expect((await bill(today())).body).toMatchObject({ invoices: [] })
  await complete(ids[0])
  await complete(ids[1])
  expect((await waits()).sort()).toEqual(['500.00', '600.00'])
  await bill(today())
  expect((await intents(scheduleId)).map(({ amountMinor }) => amountMinor)).toEqual([40_000n, 110_000n])
  expect(await waits()).toEqual([])
  await api.close()
})

test('a claim that is taken back does not wait any more', async () => {
  const { scheduleId, ids } = await begun(['1000.00'])
  await claim(ids[0], '25')
  await stage.within((sql) => withdrawClaim(sql, owner, must(ids[0])))
  const due = await stage.within((sql) => listMonthlyDue(sql, '9999-12-31'))
  expect(due.filter((each) => each.scheduleId === scheduleId)).toEqual([])
})

test('a credit on the invoice of two deals is asked about for each milestone, and sums to the cent', async () => {
  const one = await begun(['100.00', '250.50'])
  const other = await begun(['649.50'])
  for (const id of [...one.ids, ...other.ids]) await complete(id)
  await nextMonth()
  const [intent] = await intents(one.scheduleId)
  const invoice = must((await allInvoices(stage)).find((each) => each.Id === must(intent).quickbooksId))
  await creditInvoice(stage, invoice, 100)
  await readNow()
  const asked = async (dealId: string) =>
    (await stage.within((sql) => listAttention(sql, { dealId, limit: 50, offset: 0 }))).map(
      ({ kind, amountMinor }) => [kind, amountMinor],
    )
  expect(await asked(one.dealId)).toEqual([
    ['credited', 2_505n],
    ['credited', 1_000n],
  ])
  expect(await asked(other.dealId)).toEqual([['credited', 6_495n]])
  const { intentId } = must(intent)
  for (const [milestoneId, answer] of [
    [one.ids[0], 'rebill'],
    [other.ids[0], 'close_difference'],
  ] as const)
    await stage.within(async (sql) => {
      const given = { milestoneId: must(milestoneId), intentId, answer }
      await record(sql, owner, await settleCredit(sql, owner, stage.clock, given))
    })
  for (const { dealId } of [one, other]) {
    const { identities } = must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId)))
    expect(identities.filter(({ id, difference }) => id < 'D' && difference !== 0n)).toEqual([])
  }
  expect((await tracker(one.dealId)).figures).toMatchObject({ billed: 31_545n, earnedNotBilled: 1_000n })
  expect((await tracker(other.dealId)).figures).toMatchObject({ billed: 58_455n, earnedNotBilled: 0n })
})
