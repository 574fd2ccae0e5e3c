/**
 * Goal: whatever a bookkeeper does in QuickBooks to what holds back or releases, the figures follow, nothing is released that
 * is not held, and a person is asked about what is. Method: the real connector and QuickBooks' stand-in over HTTP.
 */
import { billMilestone } from '../../src/invoices/bill-milestone'
import { cancelPrepared } from '../../src/invoices/prepared/cancel-prepared'
import { lockFor } from '../../src/schedules/change-milestone'
import { editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { fixed, owner } from '../fixtures/plan'
import { beginJob, drain, heldJob, linesOf, openRetainageStage, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openRetainageStage()
})
afterAll(() => stage.close())

describe('what a bookkeeper does in QuickBooks', () => {
  test('the work’s invoice voided after its release: a question with the amount; voiding the release settles it', async () => {
    const job = await heldJob(stage)
    await job.release()
    await deliverAll(stage)
    const [work, release] = await job.inQuickBooks()
    await editInvoice(stage, must(work), {}, 'void')
    await readLater(stage)
    expect((await job.questions()).map((each) => each.kind)).toEqual(['freed', 'over_released'])
    expect((await job.questions())[1]).toMatchObject({
      title: "More retainage was released to Amy's Bird Sanctuary than is held back",
      detail: expect.stringMatching(/^\$10,000\.00 is released, and invoices that count hold back \$0\.00:/),
      amount_minor: 1_000_000n,
    })
    expect((await job.tracker()).figures.retained).toBe(-1_000_000n)
    expect(await refusalOf(job.release())).toMatchObject({ code: 'over_release', remaining: '0.00' })
    await editInvoice(stage, must(release), {}, 'void')
    await readLater(stage)
    const left = await job.questions()
    expect(left.map((each) => each.kind)).toEqual(['freed', 'freed'])
    expect(left[1]?.detail).toMatch(/^What it released is held back again\./)
    expect((await job.tracker()).figures.retained).toBe(0n)
  })

  test('the release voided: it is held back again, and released again as another release', async () => {
    const job = await heldJob(stage)
    await job.release()
    await deliverAll(stage)
    const [, release] = await job.inQuickBooks()
    await editInvoice(stage, must(release), {}, 'void')
    await readLater(stage)
    expect(await job.releasable()).toBe(1_000_000n)
    await job.release()
    await deliverAll(stage)
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 0, 10_000])
    expect((await job.tracker()).figures.retained).toBe(0n)
  })

  test('the line that holds back is taken off: nothing is held any more, and the edit is a question', async () => {
    const job = await heldJob(stage)
    const [work] = await job.inQuickBooks()
    const kept = must(work).Line.filter(
      (line) => line.Amount === 100_000 && line.DetailType === 'SalesItemLineDetail',
    )
    await editInvoice(stage, must(work), { CustomerRef: must(work).CustomerRef, Line: kept })
    await readLater(stage)
    expect(await job.releasable()).toBe(0n)
    expect((await job.questions()).map((each) => each.kind)).toEqual(['edited'])
    expect((await job.tracker()).figures).toMatchObject({ billed: 10_000_000n, retained: 0n })
  })

  test('voided while the release still waits to be sent: it is not sent, and a person is told', async () => {
    const job = await heldJob(stage)
    await job.release()
    const [work] = await job.inQuickBooks()
    await editInvoice(stage, must(work), {}, 'void')
    await readLater(stage)
    await drain(stage, job)
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([0])
    expect((await job.questions()).map((each) => each.title)).toEqual([
      expect.stringMatching(/was voided in QuickBooks$/),
      'A release of $10,000.00 was not sent: it is not held back any more',
    ])
    expect(await job.releasable()).toBe(0n)
  })

  test('voided while a release is prepared: asked about until that is set aside', async () => {
    const job = await heldJob(stage)
    await stage.within((sql) =>
      sql(`update schedule set terms = terms || '{"delivery":"prepare"}' where schedule_id = $1`, [
        job.scheduleId,
      ]),
    )
    await job.release(100_000n)
    await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
    await readLater(stage)
    const kinds = async () => (await job.questions()).map((each) => each.kind)
    expect(await kinds()).toEqual(['freed', 'over_released', 'ready_to_bill'])
    const { intentId } = must((await job.intents()).at(-1))
    await stage.within((sql) => cancelPrepared(sql, owner, intentId))
    expect(await kinds()).toEqual(['freed', 'ready_to_bill'])
  })

  test('voided and billed again: held back again, by what is agreed now', async () => {
    const job = await beginJob(stage, '100000', [fixed('Shell', '100000', { retainage: { percent: '5' } })])
    await job.complete(0)
    await deliverAll(stage)
    await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
    await readLater(stage)
    expect((await job.tracker()).figures.retained).toBe(0n)
    await stage.within((sql) =>
      sql(`update milestone set details = details - 'retainage' where milestone_id = $1`, [job.ids[0]]),
    )
    await stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, must(job.ids[0]))
      await billMilestone(sql, owner, stage.clock, { schedule, milestone, again: true, byPolicy: false })
    })
    await deliverAll(stage)
    expect((await job.inQuickBooks()).map(linesOf)).toEqual([
      [0, 0],
      [100_000, -10_000],
    ])
    expect((await job.tracker()).figures.retained).toBe(1_000_000n)
  })

  test('paid less what is held back is paid', async () => {
    const job = await heldJob(stage)
    const [work] = await job.inQuickBooks()
    await payInvoices(stage, '1', [{ invoiceId: must(work).Id, amount: 90_000 }])
    await readLater(stage)
    expect(must((await job.tracker()).milestones[0]).billing.status).toBe('paid')
  })
})
