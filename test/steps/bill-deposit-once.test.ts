/**
 * Goal: a deposit is billed once, whatever is lost, missing or asked at the same moment, and by the client's signature where
 * that is agreed. Method: the real connector and QuickBooks' stand-in over HTTP; lost answers under each handling of request
 * ids; fifty people in two processes; a missing item, a missing customer, a void.
 */
import { record } from '../../src/history/history-table'
import { billDeposit } from '../../src/invoices/deposits/bill-deposit'
import { billOnSignature } from '../../src/invoices/deposits/bill-on-signature'
import { generateInvoice } from '../../src/invoices/prepared/generate-invoice'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { lockScheduleOfDeal } from '../../src/schedules/schedule-table'
import { readWorkspace } from '../../src/tenants/workspace-table'
import { allInvoices, editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { beginDeposit, changeSettings, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openDepositStage()
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

const CREATE = '/v3/company/*/invoice'
const linesOf = ({ Line }: { Line: readonly { Amount?: number; DetailType: string }[] }) =>
  Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) => line.Amount)
const advanceOf = (percent: string, more: object = {}) => ({
  deposit: { mode: 'advance', share: { percent }, ...more } as const,
})

/** The deposit is billed in QuickBooks, paid, and read. */
async function paidDeposit(job: DepositedJob): Promise<void> {
  await job.billDeposit()
  await deliverAll(stage)
  for (const invoice of await job.inQuickBooks()) await job.pay(invoice)
  await readLater(stage)
}

test('billed by fifty at once in two processes: one invoice; more than is left is refused with the numbers', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  expect(await refusalOf(job.billDeposit({ amountMinor: 200_001n }))).toMatchObject({
    code: 'over_billing',
    remaining: '2000.00',
    attempted: '2000.01',
  })
  const other = stage.anotherProcess()
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) =>
      job.billDeposit(null, at % 2 === 0 ? stage.database : other.database),
    ),
  )
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect(await refusalOf(job.billDeposit())).toMatchObject({ code: 'already_billed' })
  await deliverAll(stage)
  expect(await job.inQuickBooks()).toHaveLength(1)
})

test('invoices decided at once never draw the same money', async () => {
  const milestones = Array.from({ length: 8 }, (_, at) => fixed(`Part ${at}`, '1000'))
  const job = await beginDeposit(stage, '8000', milestones)
  await paidDeposit(job)
  await Promise.all(milestones.map((_, at) => job.complete(at)))
  await deliverAll(stage)
  const drawn = (await job.inQuickBooks()).flatMap((each) =>
    linesOf(each).filter((amount) => must(amount) < 0),
  )
  expect(drawn.reduce((sum, amount) => must(sum) + must(amount), 0)).toBe(-1_600)
  expect((await job.tracker()).figures.depositHeld).toBe(0n)
})

test.each([
  'replay',
  'ignore',
  'forget',
])('an answer that is lost makes one deposit invoice (request ids: %s)', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, effect: 'drop-reply', times: 1 })
  await job.billDeposit()
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    stage.advance(160_000)
    await readLater(stage)
  }
  const { marker } = must((await job.intents())[0])
  const found = (await allInvoices(stage)).filter((each) => each.PrivateNote?.includes(marker))
  expect(found.map((each) => each.TotalAmt)).toEqual([2_000])
  expect((await job.intents()).map(({ state }) => state)).toEqual(['posted'])
})

test('no item for deposits: refused with the mend, and work that draws nothing is billed', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  const { depositItemId } = await stage.within(async (sql) => {
    return (await readWorkspace(sql)).settings
  })
  await changeSettings(stage, { depositItemId: null })
  expect(await refusalOf(job.billDeposit())).toMatchObject({
    code: 'preflight_failed',
    checks: [{ check: 'item', ok: false, mend: { href: '/settings/billing' } }],
  })
  await changeSettings(stage, { depositItemId })
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[10_000]])
})

describe('billed by the signature', () => {
  const accept = (job: DepositedJob) =>
    stage.within((sql) =>
      acceptSchedule(
        sql,
        owner,
        { dealId: job.dealId, on: '2026-01-15', by: 'Dana', ifVersion: null },
        (accepted) => billOnSignature(sql, owner, stage.clock, accepted),
      ),
    )

  test('the acceptance bills it once, and what was voided is not billed again on its own', async () => {
    const job = await beginDeposit(
      stage,
      '10000',
      [fixed('A', '10000')],
      advanceOf('20', { billOn: 'signature' }),
    )
    await accept(job)
    await accept(job)
    await deliverAll(stage)
    const [invoice, ...none] = await job.inQuickBooks()
    expect([must(invoice).TotalAmt, none]).toEqual([2_000, []])
    await editInvoice(stage, must(invoice), {}, 'void')
    await readLater(stage)
    await accept(job)
    expect(await job.intents()).toHaveLength(1)
  })

  test('what a person can mend does not stop the acceptance; it is asked about', async () => {
    const job = await beginDeposit(stage, '10000', [fixed('A', '10000')], {
      ...advanceOf('20', { billOn: 'signature' }),
      customer: null,
    })
    await accept(job)
    expect((await job.questions()).map(({ kind, title }) => [kind, title])).toEqual([
      ['billing_blocked', 'The deposit is agreed but can’t be billed yet'],
    ])
    expect(await job.intents()).toEqual([])
  })

  test('a deposit that a person bills waits for that person', async () => {
    const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
    await accept(job)
    expect(await job.intents()).toEqual([])
  })
})

test('an advance that was prepared is not made any more once a smaller one is agreed', async () => {
  const deposit = (percent: string) => ({
    customer: { quickbooksId: '3' },
    delivery: 'prepare' as const,
    ...advanceOf(percent),
  })
  const job = await beginDeposit(stage, '1000.00', [fixed('All', '1000.00')], deposit('20'))
  await stage.within(async (sql) => {
    const schedule = must(await lockScheduleOfDeal(sql, job.dealId))
    await record(
      sql,
      owner,
      await billDeposit(sql, owner, stage.clock, { schedule, asked: null, byPolicy: true }),
    )
    const milestones = [{ id: must(job.ids[0]), ...fixed('All', '1000.00') }]
    await planSchedule(sql, owner, {
      dealId: job.dealId,
      draft: draftOf('1000.00', milestones, deposit('5')),
      ifVersion: schedule.version,
    })
  })
  const { intentId } = must((await job.intents())[0])
  const generate = () =>
    stage.within((sql) => generateInvoice(sql, owner, stage.clock, { intentId, delivery: 'post' }))
  const refusal = await refusalOf(generate())
  expect(refusal).toMatchObject({ code: 'preflight_failed', checks: [{ check: 'headroom' }] })
  expect(refusal['detail']).toContain('$200.00 of deposits is billed and prepared, and $50.00 is agreed now')
  await deliverAll(stage)
  expect(await job.inQuickBooks()).toEqual([])
})
