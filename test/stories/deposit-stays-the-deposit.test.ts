/**
 * Goal: the milestone that was billed as the deposit inside a contract stays the deposit, whatever is moved before it: voided and
 * billed again, it is no income beside what became income of it. Method: deposit and work billed, the work moved first over
 * the API, the deposit's invoice voided in QuickBooks and billed again; the same with the deposit no longer agreed, and
 * with nothing that took it off.
 */
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { lockFor } from '../../src/schedules/change-milestone'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, notTied, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { draftOf, fixed, owner, usd } from '../fixtures/plan'
import { linesOf, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openDepositStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const settled = async () => {
  await deliverAll(stage)
  await readLater(stage)
}
const deposit = { mode: 'liability', share: { percent: '20' } } as const
const begun = () =>
  beginDeposit(stage, '10000', [fixed('Deposit', '2000'), fixed('Work', '8000')], { deposit })
const billed = async (job: DepositedJob, place: number) => {
  await job.complete(place)
  await settled()
}
const moveWorkFirst = async ({ dealId, ids }: DepositedJob) => {
  const answer = await books.api.ask('PUT', `/deals/${dealId}/milestones/order`, { ids: [ids[1], ids[0]] })
  expect([answer.status, answer.text]).toEqual([200, expect.anything()])
}
const voidDeposit = async (job: DepositedJob) => {
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
}
const billAgain = async (job: DepositedJob) => {
  await stage.within(async (sql) => {
    const work = { ...(await lockFor(sql, must(job.ids[0]))), again: true, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, work))
  })
  await settled()
}
/** What our live lines are of, and what they bill. */
const kinds = (job: DepositedJob) =>
  stage.within((sql) =>
    sql<{ kind: string; amount_minor: bigint }>(
      'select kind, amount_minor from billing_part where schedule_id = $1 and live order by kind',
      [job.scheduleId],
    ),
  )
const asDeposit = [
  { kind: 'deposit', amount_minor: 200_000n },
  { kind: 'deposit_income', amount_minor: 200_000n },
  { kind: 'draw', amount_minor: -200_000n },
  { kind: 'work', amount_minor: 800_000n },
]

test('moved behind the work, voided and billed again, it is the deposit still', async () => {
  const job = await begun()
  await billed(job, 0)
  await billed(job, 1)
  await moveWorkFirst(job)
  await voidDeposit(job)
  await billAgain(job)
  expect(await kinds(job)).toEqual(asDeposit)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[0], [8_000, 2_000, -2_000], [2_000]])
  expect((await job.questions()).filter(({ kind }) => kind === 'deposit_overdrawn')).toEqual([])
  expect(notTied(await job.tieOut())).toEqual([])
})

test('so it is where no deposit is agreed any more, while an invoice takes it off', async () => {
  const job = await begun()
  await billed(job, 0)
  await billed(job, 1)
  await voidDeposit(job)
  const [first, second] = job.ids
  const draft = draftOf('10000', [
    { id: must(first), name: 'Deposit', amount: usd('2000') },
    { id: must(second), name: 'Work', amount: usd('8000') },
  ])
  await stage.within((sql) => planSchedule(sql, owner, { dealId: job.dealId, ifVersion: null, draft }))
  await billAgain(job)
  expect(await kinds(job)).toEqual(asDeposit)
})

test('voided and moved before the work is billed, the work does not become the deposit', async () => {
  const job = await begun()
  await billed(job, 0)
  await voidDeposit(job)
  await moveWorkFirst(job)
  await billed(job, 1)
  await billAgain(job)
  expect(await kinds(job)).toEqual([
    { kind: 'deposit', amount_minor: 200_000n },
    { kind: 'work', amount_minor: 800_000n },
  ])
})

test('while nothing was billed the first in the list is the deposit', async () => {
  const job = await begun()
  await moveWorkFirst(job)
  await billed(job, 1)
  expect(await kinds(job)).toEqual([{ kind: 'deposit', amount_minor: 800_000n }])
})
