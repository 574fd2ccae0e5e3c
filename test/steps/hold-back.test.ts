/**
 * Goal: what QuickBooks' invoice holds back is what was agreed, to the cent, for each who pays. Method: the real connector
 * and QuickBooks' stand-in over HTTP.
 */
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { fixed } from '../fixtures/plan'
import { beginJob, linesOf, openRetainageStage, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openRetainageStage()
})
afterAll(() => stage.close())

describe('two who pay', () => {
  const payers = [payer('1', { percent: '60' }), payer('2', { percent: '40' })]

  test('each is held back their part to the cent, and released it', async () => {
    const job = await beginJob(stage, '1234.55', [fixed('A', '1234.55')], { payers })
    await job.complete(0)
    await deliverAll(stage)
    // 740.73 and 493.82; of 123.46 held back 74.08 and 49.38 (largest remainder).
    expect((await job.inQuickBooks()).map((each) => [each.CustomerRef.value, linesOf(each)])).toEqual([
      ['1', [740.73, -74.08]],
      ['2', [493.82, -49.38]],
    ])
    await job.release()
    await deliverAll(stage)
    expect(
      (await job.inQuickBooks()).slice(2).map((each) => [each.CustomerRef.value, each.TotalAmt]),
    ).toEqual([
      ['1', 74.08],
      ['2', 49.38],
    ])
    expect((await job.tracker()).figures).toMatchObject({ retained: 0n, billed: 123_455n })
  })

  test('one of them voided: the other’s part alone is left to release', async () => {
    const job = await beginJob(stage, '1000', [fixed('A', '1000')], { payers })
    await job.complete(0)
    await deliverAll(stage)
    const [first] = await job.inQuickBooks()
    await editInvoice(stage, must(first), {}, 'void')
    await readLater(stage)
    expect(await job.releasable()).toBe(4_000n)
  })
})

test('sliding: 10 % until half of the job is billed, 5 % after; the invoice that crosses it at both', async () => {
  const sliding = [
    { upToPercent: '50', percent: '10' },
    { upToPercent: '100', percent: '5' },
  ]
  const works = [fixed('A', '40000'), fixed('B', '20000'), fixed('C', '40000')]
  const job = await beginJob(stage, '100000', works, { retainage: { sliding } })
  for (const place of [0, 1, 2]) await job.complete(place)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([
    [40_000, -4_000],
    [20_000, -1_500],
    [40_000, -2_000],
  ])
  const [, second] = await job.inQuickBooks()
  expect(must(second).Line[1]?.Description).toMatch(
    /^Retainage: 10 % of \$10,000\.00 and 5 % of \$10,000\.00\n/,
  )
})

test('an amount: from the first invoices until it is reached', async () => {
  const works = [fixed('A', '3000'), fixed('B', '3000'), fixed('C', '3000')]
  const fixedRetainage = { fixed: { amount: '4000.00', currency: 'USD' } }
  const job = await beginJob(stage, '9000', works, { retainage: fixedRetainage })
  for (const place of [0, 1, 2]) await job.complete(place)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map((each) => [linesOf(each), each.TotalAmt])).toEqual([
    [[3_000, -3_000], 0],
    [[3_000, -1_000], 2_000],
    [[3_000], 3_000],
  ])
  const { milestones, figures } = await job.tracker()
  // An invoice that comes to nothing bills its work all the same.
  expect(milestones.map(({ billing }) => billing.status)).toEqual(['settled', 'posted', 'posted'])
  expect(figures).toMatchObject({ billed: 900_000n, retained: 400_000n })
})

test('a milestone’s own percentage goes before the schedule’s', async () => {
  const works = [
    fixed('A', '1000', { retainage: { percent: '0' } }),
    fixed('B', '1000', { retainage: { percent: '2.5' } }),
  ]
  const job = await beginJob(stage, '2000', works)
  await job.complete(0)
  await job.complete(1)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[1_000], [1_000, -25]])
})

test('taxed: the tax is of what the invoice asks for, and the release bears the rest of it', async () => {
  const job = await beginJob(stage, '1000', [fixed('A', '1000')], { taxCode: 'TAX' })
  await job.complete(0)
  await deliverAll(stage)
  const first = (await job.tracker()).figures
  expect(first).toMatchObject({ billed: 100_000n, retained: 10_000n, extras: 0n })
  expect(must(first.invoicedTotal) - must(first.tax)).toBe(90_000n)
  await job.release()
  await deliverAll(stage)
  const both = (await job.tracker()).figures
  expect(both).toMatchObject({ billed: 100_000n, retained: 0n, extras: 0n })
  expect(must(both.invoicedTotal) - must(both.tax)).toBe(100_000n)
  // A ninth of the first invoice's tax; a cent may be rounded otherwise.
  const rest = must(both.tax) - must(first.tax)
  expect(must(first.tax) > 0n && rest > 0n).toBe(true)
  expect([-1n, 0n, 1n]).toContain(rest - must(first.tax) / 9n)
})
