/**
 * Goal: an invoice that somebody edited while its answer was lost is never guessed at: a line of ours that nobody can tell
 * from what they wrote is unknown, in billed and under the cap; nothing is put back over it or beside it; and a person
 * can say which line it is in QuickBooks itself. Method: the create's answer dropped and the look refused, the invoice
 * edited over QuickBooks' own API, the sweep, decisions over ours. F35.
 */
import { allInvoices, editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterEach(() => stage.quickbooks.clearFaults())
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const isSold = ({ DetailType }: QuickBooksInvoice['Line'][number]) => DetailType === 'SalesItemLineDetail'
const amountsOf = ({ Line }: QuickBooksInvoice) => Line.filter(isSold).map(({ Amount }) => Amount)
const travel = {
  Description: 'Travel',
  Amount: 50,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
}

/** A contract of 25,000 of which 15,000 are billed, the answer lost and the first look refused. */
async function lost(more: Parameters<typeof books.planned>[1] = {}) {
  const known = new Set((await allInvoices(stage)).map(({ Id }) => Id))
  const { dealId, ids } = await books.planned(
    [
      ['Strategy', 15_000],
      ['Design', 10_000],
    ],
    more,
  )
  await stage.quickbooks.fault(
    { method: 'POST', path: '/v3/company/*/invoice', times: 1, effect: 'drop-reply' },
    { method: 'GET', path: '/v3/company/*/query?*TxnDate*', times: 5, effect: 'status', status: 503 },
  )
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  await deliver(stage)
  await stage.quickbooks.clearFaults()
  const invoice = must((await allInvoices(stage)).find(({ Id }) => !known.has(Id)))
  const now = async () => must((await allInvoices(stage)).find(({ Id }) => Id === invoice.Id))
  return {
    dealId,
    ids,
    now,
    sold: invoice.Line.filter(isSold),
    /** Somebody in QuickBooks gives it these lines, and the sweep comes by. */
    async lines(...Line: readonly object[]) {
      await editInvoice(stage, await now(), { Line: [...Line] } as Parameters<typeof editInvoice>[2])
      await books.sweep()
    },
  }
}

const refusals = async (id: string) => {
  const settled = (action: string) => books.refused('POST', `/attention/${id}/settle`, { action })
  return [await settled('restore'), await settled('accept_as_change_order')]
}

describe.each([
  ['with what is held back', { retainage: { percent: '10' } }, 13_500n],
  ['of one line', {}, 15_000n],
] as const)('an invoice %s, retold and added to before we saw it', (_, more, whole) => {
  test('is unknown, and nothing is put back beside it, until its line has our words again', async () => {
    const { dealId, ids, sold, lines, now } = await lost(more)
    const [work, ...held] = sold
    const retold = { ...work, Description: 'Strategy phase, as discussed' }
    await lines(travel, retold, ...held)
    expect(await books.figures(dealId)).toMatchObject({
      billed: null,
      remaining: null,
      extras: null,
      invoicedTotal: { amount: `${whole + 50n}.00` },
    })
    const words = must(must(work).Description?.split('\n')[0])
    const asked = await books.asked(dealId, 'edited')
    expect(asked.detail).toContain(`Which line is “${words}” can’t be told`)
    expect(await books.contract(dealId)).toEqual({
      difference: null,
      items: [expect.stringMatching(/^What invoice \d+ bills of “Strategy” is unknown$/)],
    })
    // What is left of the contract is unknown too: nothing is billed on it.
    await books.ask('POST', `/milestones/${must(ids[1])}/complete`, {})
    await books.deliver()
    expect((await books.questions(dealId)).map(({ kind }) => kind)).toContain('billing_blocked')
    expect(await refusals(asked.id)).toMatchObject([
      {
        code: 'restore_forbidden',
        detail: expect.stringContaining('Give that line these words in QuickBooks'),
      },
      { code: 'edit_not_acceptable' },
    ])
    await books.deliver()
    expect(amountsOf(await now())).toEqual([50, ...sold.map(({ Amount }) => Amount)])

    // A bookkeeper writes our words back, and keeps a note of their own under them.
    await lines(travel, { ...retold, Description: `${words}\nas discussed` }, ...held)
    expect((await books.questions(dealId)).map(({ kind }) => kind)).not.toContain('edited')
    expect(await books.figures(dealId)).toMatchObject({
      billed: { amount: '15000.00' },
      extras: { amount: '50.00' },
    })
  })
})

test('one of ours taken away and another written in its place: theirs is never taken for ours', async () => {
  const other = await lost({ retainage: { percent: '10' } })
  await other.lines({ ...travel, Amount: 5_000 }, must(other.sold[1]))
  expect(await books.figures(other.dealId)).toMatchObject({ billed: null, remaining: null })
  expect((await refusals((await books.asked(other.dealId, 'edited')).id))[0]).toMatchObject({
    code: 'restore_forbidden',
  })

  const { dealId, sold, lines, now } = await lost({ retainage: { percent: '10' } })
  const [work] = sold
  const courtesy = { ...travel, Description: 'Courtesy', Amount: -1_000 }
  await lines(must(work), courtesy)
  // The work is known by its words; whether they still hold anything back is not.
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '15000.00' }, retained: null })
  expect((await books.asked(dealId, 'edited')).detail).toContain('Which line is “Retainage')
  expect(amountsOf(await now())).toEqual([15_000, -1_000])
  // With theirs gone ours is certainly not there: it is put back.
  await lines(must(work))
  expect(await books.figures(dealId)).toMatchObject({ retained: { amount: '0.00' } })
  const asked = await books.asked(dealId, 'edited')
  expect(asked.detail).toBe(
    'It now holds back $0.00, where $1,500.00 was decided. Milepost follows QuickBooks.',
  )
  await books.settle(asked, 'restore')
  await books.deliver()
  await books.sweep()
  expect(amountsOf(await now())).toEqual([15_000, -1_500])
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '15000.00' },
    retained: { amount: '1500.00' },
  })
})

test('retold in its place, at its price, it is ours', async () => {
  const { dealId, sold, lines } = await lost({ retainage: { percent: '10' } })
  const [work, held] = sold
  await lines({ ...work, Description: 'Strategy phase, as discussed' }, must(held))
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '15000.00' } })
})
