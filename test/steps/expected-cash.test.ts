/**
 * Goal: a deal says what cash is expected by when, to the cent of all that is still to come: open invoices when they are due
 * and as late as their customer pays, work when it is planned, terms and months counted, what is held back without a date.
 * Method: real plans, invoices and payments with QuickBooks' stand-in; the clock stands on the 10th of a month.
 */
import { sumOrUnknown } from '../../src/money/money'
import { editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, changeSettings } from '../fixtures/deposits'
import { dueAtOnce, expecting, openMidMonth } from '../fixtures/expecting'
import { must } from '../fixtures/must'
import { beginJob, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
beforeAll(async () => {
  stage = await openMidMonth()
})
afterAll(() => stage.close())

const { on, planned, forecast, cash } = expecting(() => stage)

test('work is expected when it is planned; late plans count this month, and what has no day has none', async () => {
  const job = await beginJob(
    stage,
    '1000',
    [
      planned('Late', '100', on(-2, 5)),
      planned('Now', '200', on(0, 28)),
      planned('Next', '300', on(1, 1)),
      planned('Far', '350', on(7, 1)),
      planned('Some day', '50', null),
    ],
    dueAtOnce,
  )
  expect(await cash(job)).toEqual([300, 300, 350, 50])
})

test('terms move it on, also what was planned before this month', async () => {
  const job = await beginJob(
    stage,
    '400',
    [planned('Late', '100', on(-2, 5)), planned('Soon', '300', on(0, 28))],
    { ...dueAtOnce, terms: { netDays: 35 } },
  )
  // 35 days after the 1st are in the next month, after the 28th in the one after that or its first days.
  const [thisMonth, nextMonth, later] = await cash(job)
  expect(thisMonth).toBe(0)
  expect([nextMonth, later]).toEqual([100, 300])
})

test('work that waits for the invoice of its month is expected with it, and is not ready to bill', async () => {
  const cadence = { on: 'monthly', day: 5 } as const
  const job = await beginJob(stage, '500', [planned('A', '200', on(0, 9)), planned('B', '300', on(0, 9))], {
    ...dueAtOnce,
    cadence,
  })
  expect(await cash(job)).toEqual([0, 500, 0, 0])
  await job.complete(0)
  expect(await forecast(job)).toMatchObject({ readyToBill: 0n, cash: { nextMonth: 500_00n } })
  expect((await job.tracker()).figures).toMatchObject({ earnedNotBilled: 200_00n, underBilled: 200_00n })
})

test('what is blocked is earned, and not ready; mended and billed it is on its way', async () => {
  const job = await beginJob(stage, '300', [planned('A', '300', on(0, 20))], {
    ...dueAtOnce,
    delivery: 'send',
    customer: { quickbooksId: '3' },
    item: { quickbooksId: '9999' },
  })
  await job.complete(0)
  expect((await job.questions()).map(({ kind }) => kind)).toEqual(['billing_blocked'])
  expect((await job.tracker()).figures.earnedNotBilled).toBe(300_00n)
  expect((await forecast(job)).readyToBill).toBe(0n)
})

test('what a void freed is ready to be billed again; an invoice that is prepared is on its way', async () => {
  const job = await beginJob(stage, '300', [planned('A', '300', on(0, 20))], dueAtOnce)
  await job.complete(0)
  await deliverAll(stage)
  expect((await forecast(job)).readyToBill).toBe(0n)
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  expect((await forecast(job)).readyToBill).toBe(300_00n)
  expect(await cash(job)).toEqual([300, 0, 0, 0])

  const prepared = await beginJob(stage, '300', [planned('A', '300', on(0, 20))], {
    ...dueAtOnce,
    delivery: 'prepare',
  })
  await prepared.complete(0)
  expect((await forecast(prepared)).readyToBill).toBe(0n)
  expect(await cash(prepared)).toEqual([300, 0, 0, 0])
})

test('an open invoice is expected when it is due, with tax; a paid one is not; held back money has no day', async () => {
  const job = await beginJob(
    stage,
    '1000',
    [planned('Shell', '600', on(0, 10)), planned('Roof', '400', on(2, 10))],
    { ...dueAtOnce, retainage: { percent: '10' }, terms: { netDays: 30 } },
  )
  expect(await cash(job)).toEqual([0, 540, 360, 100])
  await job.complete(0)
  expect(await cash(job)).toEqual([0, 540, 360, 100])
  await deliverAll(stage)
  expect(await cash(job)).toEqual([0, 540, 360, 100])
  const invoice = must((await job.inQuickBooks())[0])
  await payInvoices(stage, invoice.CustomerRef.value, [{ invoiceId: invoice.Id, amount: 200 }])
  await readLater(stage)
  expect(await cash(job)).toEqual([0, 340, 360, 100])
  await job.release()
  // The release is on its way, and due in 30 days too.
  expect(await cash(job)).toEqual([0, 400, 360, 40])
})

describe('a deposit', () => {
  const milestones = () => [planned('A', '400', on(0, 20)), planned('B', '600', on(1, 20))]
  test.each([
    ['full', [200, 600]],
    ['proportional', [320, 480]],
  ] as const)('that is drawn %s comes before the work, and the work brings less', async (draw, [
    first,
    second,
  ]) => {
    const deposit = { mode: 'advance', share: { percent: '20' }, draw } as const
    const job = await beginDeposit(stage, '1000', milestones(), { ...dueAtOnce, deposit })
    expect(await cash(job)).toEqual([400, 600, 0, 0])
    await job.billDeposit()
    // Nothing of it is lost or counted twice: the deposit is on its way, the work draws it.
    expect(await cash(job)).toEqual([200 + first, second, 0, 0])
    await deliverAll(stage)
    expect(await cash(job)).toEqual([200 + first, second, 0, 0])
    await job.pay(must((await job.inQuickBooks())[0]))
    await readLater(stage)
    expect(await cash(job)).toEqual([first, second, 0, 0])
  })

  test('inside the contract is billed ahead of the work until its work is', async () => {
    const deposit = { mode: 'liability', share: { percent: '20' } } as const
    const job = await beginDeposit(
      stage,
      '1000',
      [planned('Deposit', '200', on(0, 10)), planned('Work', '800', on(1, 10))],
      { ...dueAtOnce, deposit },
    )
    await job.complete(0)
    await deliverAll(stage)
    expect((await job.tracker()).figures).toMatchObject({ overBilled: 200_00n, underBilled: 0n })
    expect(await cash(job)).toEqual([200, 800, 0, 0])
    await job.complete(1)
    expect((await job.tracker()).figures).toMatchObject({ overBilled: 0n, underBilled: 800_00n })
    await deliverAll(stage)
    expect((await job.tracker()).figures).toMatchObject({ overBilled: 0n, underBilled: 0n })
  })
})

test('what can’t be read makes the sum unknown, and never less', async () => {
  const job = await beginJob(stage, '500', [planned('A', '500', on(0, 20))], dueAtOnce)
  await job.complete(0)
  await deliverAll(stage)
  const invoice = must((await job.inQuickBooks())[0])
  expect(await cash(job)).toEqual([500, 0, 0, 0])
  await stage.within((sql) =>
    sql(`update document set body = body - 'Balance' where kind = 'Invoice' and quickbooks_id = $1`, [
      invoice.Id,
    ]),
  )
  expect(await forecast(job)).toEqual({ readyToBill: 0n, cash: null })
})

test('all that is expected is what is open, on its way, held and to be billed, whatever happened', async () => {
  const deposit = { mode: 'advance', share: { percent: '15' }, draw: 'proportional' } as const
  const job = await beginDeposit(
    stage,
    '1000.01',
    [planned('A', '333.33', on(0, 1)), planned('B', '333.33', null), planned('C', '333.35', on(9, 9))],
    { ...dueAtOnce, deposit, retainage: { percent: '7.5' } },
  )
  await changeSettings(stage, { drawUnpaidDeposits: true })
  const whole = async () => {
    const { figures, left } = await job.tracker()
    const sum = Object.values(must((await forecast(job)).cash)).reduce((all, minor) => all + minor, 0n)
    const toBill = must(sumOrUnknown([...left.values()].map(({ allMinor }) => allMinor)))
    const { depositHeld, outstanding, retained } = figures
    return { sum, open: must(outstanding) + must(retained) + toBill - must(depositHeld) }
  }
  const alike = async () => {
    const { sum, open } = await whole()
    expect(sum).toBe(open)
  }
  await alike()
  await job.billDeposit()
  await deliverAll(stage)
  await alike()
  for (const place of [0, 1, 2]) {
    await job.complete(place)
    await deliverAll(stage)
    await alike()
  }
  await job.release()
  await deliverAll(stage)
  await alike()
  const [first] = await job.inQuickBooks()
  await job.pay(must(first))
  await readLater(stage)
  await alike()
  await changeSettings(stage, { drawUnpaidDeposits: false })
})

test('who pays late is expected late, on every deal of theirs, once that is known of three invoices', async () => {
  const customer = { quickbooksId: '5' }
  const other = await beginJob(stage, '900', [planned('A', '900', on(0, 20))], { ...dueAtOnce, customer })
  expect(await cash(other)).toEqual([900, 0, 0, 0])
  const job = await beginJob(
    stage,
    '300',
    ['A', 'B', 'C'].map((name) => planned(name, '100', null)),
    { ...dueAtOnce, customer },
  )
  for (const place of [0, 1, 2]) await job.complete(place)
  await deliverAll(stage)
  const dirty = () =>
    stage.within((sql) =>
      sql<{ dealId: string }>('select deal_id as "dealId" from deal_mirror where dirty_since is not null'),
    )
  await stage.within((sql) => sql('update deal_mirror set dirty_since = null'))
  stage.advance(45 * DAY_MS)
  const invoices = await job.inQuickBooks()
  for (const [place, { Id }] of invoices.entries()) {
    await payInvoices(stage, '5', [{ invoiceId: Id, amount: 100 }])
    await readLater(stage)
    const deals = (await dirty()).map(({ dealId }) => dealId)
    expect(deals.includes(other.dealId)).toBe(place === 2)
  }
  // Planned before this month by now, and 45 days late.
  const [thisMonth, nextMonth, later] = await cash(other)
  expect([thisMonth, (nextMonth ?? 0) + (later ?? 0)]).toEqual([0, 900])
})
