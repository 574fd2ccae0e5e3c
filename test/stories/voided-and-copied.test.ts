/**
 * Goal: an invoice of ours that is voided or deleted in QuickBooks frees its milestone, which is then billed again, reopened
 * or left, and never by itself; a copy of ours is asked about and linked elsewhere or left, and the lowest id stays ours; and
 * a mark that somebody erased changes nothing of what is known. Method: QuickBooks' own API for the bookkeeper, ours for
 * the decisions, sweeps in between; the number of invoices that count is looked at in QuickBooks. F36, F37.
 */
import { allInvoices, editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { booksOf } from '../fixtures/receiving'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** Invoices with this text that count, in QuickBooks. */
const counting = async (text: string) =>
  (await allInvoices(stage)).filter(
    ({ TotalAmt, Line }) => TotalAmt > 0 && Line.some(({ Description }) => Description?.includes(text)),
  )

describe.each(['void', 'delete'] as const)('an invoice that is gone (%s)', (operation) => {
  const gone = async (name: string) => {
    const job = await books.billed([[name, 1_500]], { retainage: { percent: '10' } })
    await editInvoice(stage, await books.invoiceOf(must(job.ids[0])), {}, operation)
    await books.sweep()
    return { ...job, id: must(job.ids[0]), item: await books.asked(job.dealId, 'freed') }
  }

  test('frees its milestone and what it held back, and is billed again once', async () => {
    const name = `Again after ${operation}`
    const { dealId, item } = await gone(name)
    expect(item.actions.map(({ action }) => action)).toEqual(['bill_again', 'reopen', 'leave'])
    expect(await books.figures(dealId)).toMatchObject({
      billed: { amount: '0.00' },
      retained: { amount: '0.00' },
      earnedNotBilled: { amount: '1500.00' },
    })
    expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
    // Sweeps bill nothing by themselves.
    await books.sweep()
    await books.deliver()
    expect(await counting(name)).toHaveLength(0)
    await books.settle(item, 'bill_again')
    await books.deliver()
    await books.sweep()
    expect(await counting(name)).toHaveLength(1)
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({
      billed: { amount: '1500.00' },
      retained: { amount: '150.00' },
    })
  })

  test('is reopened with a reason, by who may', async () => {
    const { dealId, id, item } = await gone(`Reopened after ${operation}`)
    expect(await books.refused('POST', `/attention/${item.id}/settle`, { action: 'reopen' })).toMatchObject({
      code: 'validation_failed',
    })
    await books.settle(item, 'reopen', { reason: 'They want another colour' })
    const milestones = (await books.ask('GET', `/deals/${dealId}`))['milestones'] as {
      id: string
      workStatus: string
    }[]
    expect(milestones.find((each) => each.id === id)?.workStatus).toBe('in_progress')
    expect(await books.questions(dealId)).toEqual([])
  })

  test('is left, and not asked about again', async () => {
    const { dealId, item } = await gone(`Left after ${operation}`)
    await books.settle(item, 'leave')
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '0.00' } })
  })
})

test('billed again beside one that counts after all: voiding either settles both questions, and nothing is billed a third time', async () => {
  const { dealId, ids } = await books.planned([
    ['Twice for a while', 1_000],
    ['Room for more', 5_000],
  ])
  const id = must(ids[0])
  await books.ask('POST', `/milestones/${id}/complete`, {})
  await books.deliver()
  const first = await books.invoiceOf(id)
  const money = booksOf(stage)
  const memo = await money.credit('1', 1_000)
  const applied = await money.pay('1', 0, [
    ['Invoice', first.Id, 1_000],
    ['CreditMemo', memo.Id, 1_000],
  ])
  await books.sweep()
  await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
  await books.deliver()
  const second = await books.invoiceOf(id)
  expect(second.Id).not.toBe(first.Id)
  await money.remove('Payment', applied)
  await books.sweep()
  expect((await books.asked(dealId, 'copied_document')).title).toMatch(/bills what another invoice bills too/)
  // Long after: nothing of the first comes along with the news of the second.
  stage.advance(86_400_000)
  await books.sweep()
  await editInvoice(stage, second, {}, 'void')
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
  expect(await books.refused('POST', `/milestones/${id}/bill`, { again: true })).toMatchObject({
    code: 'already_billed',
  })
})

describe('a copy of ours', () => {
  const copied = async (name: string) => {
    const job = await books.billed([[name, 2_500]])
    const ours = await books.invoiceOf(must(job.ids[0]))
    const copy = await madeByHand(stage, [[must(ours.Line[0]?.Description), 2_500]], {
      memo: must(ours.PrivateNote),
    })
    await books.sweep()
    return { ...job, ours, copy, item: await books.asked(job.dealId, 'copied_document') }
  }

  test('is asked about; ours stays the one with the lowest id, and billed counts once', async () => {
    const { dealId, ids, ours, copy, item } = await copied('Lighting plan')
    expect(Number(copy.Id)).toBeGreaterThan(Number(ours.Id))
    expect(item.title).toBe(`Invoice ${copy.DocNumber} is a copy of one that Milepost made`)
    expect(item.actions.map(({ action }) => action)).toEqual(['open_in_quickbooks', 'place', 'leave'])
    expect((await books.invoiceOf(must(ids[0]))).Id).toBe(ours.Id)
    expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '2500.00' } })
    expect((await books.ask('GET', `/unplaced-invoices/${copy.Id}`))['invoice']).toMatchObject({
      copyOf: ours.DocNumber,
    })
    await editInvoice(stage, copy, {}, 'void')
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
  })

  test('is linked to another milestone in one step', async () => {
    const { dealId, copy } = await copied('Paving')
    const other = await books.planned([['Paving, second half', 2_500]])
    await books.ask('POST', `/invoices/${copy.Id}/link`, { milestoneIds: other.ids })
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(other.dealId)).toMatchObject({ billed: { amount: '2500.00' } })
  })

  test('is warned of before its milestone is billed again beside it, once ours is void', async () => {
    const { dealId, ids, ours, copy } = await copied('Pergola')
    await editInvoice(stage, ours, {}, 'void')
    await books.sweep()
    await books.asked(dealId, 'freed')
    const checks = (await books.ask('GET', `/milestones/${must(ids[0])}/preflight`)) as unknown as {
      check: string
      detail: string
    }[]
    expect(checks.find(({ check }) => check === 'by_hand')?.detail).toMatch(
      new RegExp(`Invoice ${copy.DocNumber} of .* looks like it: a copy of one that Milepost made`),
    )
  })

  test('is left, and not asked about again', async () => {
    const { dealId, copy, item } = await copied('Fencing')
    await books.settle(item, 'leave')
    await editInvoice(stage, copy, { DueDate: '2099-01-01' })
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
  })
})

describe.each(['voided', 'annulé', 'none'])('where a void puts “%s” into the memo', (word) => {
  beforeAll(() => stage.quickbooks.turn({ 'memo-of-void': word }))
  afterAll(() => stage.quickbooks.turn({ 'memo-of-void': 'voided' }))

  test('ours frees its milestone, a copy settles its question for good, and one that was void when it was first read asks none', async () => {
    const { dealId, ids } = await books.billed([[`Gazebo ${word}`, 4_100]])
    const ours = await books.invoiceOf(must(ids[0]))
    const copy = async () =>
      madeByHand(stage, [[must(ours.Line[0]?.Description), 4_100]], { memo: must(ours.PrivateNote) })
    const seen = await copy()
    await books.sweep()
    await books.asked(dealId, 'copied_document')
    const voided = await editInvoice(stage, seen, {}, 'void')
    expect(voided.PrivateNote?.startsWith('Voided') ?? false).toBe(word === 'voided')
    await editInvoice(stage, await copy(), {}, 'void')
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect((await books.ask('GET', `/unplaced-invoices/${seen.Id}`))['invoice']).toMatchObject({
      status: 'voided',
      copyOf: ours.DocNumber,
    })
    // What happens to it later asks nothing either.
    await editInvoice(stage, voided, { DueDate: '2099-01-01' })
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    await editInvoice(stage, ours, {}, 'void')
    await books.sweep()
    expect((await books.asked(dealId, 'freed')).title).toMatch(/was voided in QuickBooks/)
    expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '0.00' } })
  })

  test('a voided copy that gets its amount back is asked about again', async () => {
    const { dealId, ids } = await books.billed([[`Terrace ${word}`, 1_900]])
    const ours = await books.invoiceOf(must(ids[0]))
    const copy = await madeByHand(stage, [[must(ours.Line[0]?.Description), 1_900]], {
      memo: must(ours.PrivateNote),
    })
    const voided = await editInvoice(stage, copy, {}, 'void')
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    await books.reprice(voided, [1_900])
    await books.sweep()
    expect((await books.asked(dealId, 'copied_document')).title).toMatch(/is a copy/)
  })
})

test('a mark that was erased changes nothing: edits are seen, it is put back, and nothing is billed twice', async () => {
  const { dealId, ids } = await books.billed([['Water feature', 3_300]])
  const id = must(ids[0])
  await editInvoice(stage, await books.invoiceOf(id), { PrivateNote: 'Thank you' })
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '3300.00' } })
  await books.reprice(await books.invoiceOf(id), [3_000])
  await books.sweep()
  await books.settle(await books.asked(dealId, 'edited'), 'restore')
  await books.deliver()
  const put = await books.invoiceOf(id)
  expect(put.TotalAmt).toBe(3_300)
  // The memo is none of our lines: it stays as the bookkeeper wrote it.
  expect(put.PrivateNote).toBe('Thank you')
  await editInvoice(stage, put, {}, 'void')
  await books.sweep()
  await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
  await books.deliver()
  await books.sweep()
  expect(await counting('Water feature')).toHaveLength(1)
  expect(await books.questions(dealId)).toEqual([])
})
