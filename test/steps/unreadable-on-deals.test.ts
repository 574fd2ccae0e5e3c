/**
 * Goal: what is known of a deal never rests on a document that can't be taken in as it is now: the question stands on the deal,
 * its sums are unknown, the tie-out names the document, and all of it ends by itself.
 * Method: invoices of ours moved to a customer of another currency, a payment behind a gateway that spoils it, over HTTP.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { openItemsOf, tieOutState } from '../../src/reconcile/tie-out'
import { allInvoices, editInvoice, payInvoices, type QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let euroId: string
beforeAll(async () => {
  stage = await openStage()
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/customer?minorversion=75`,
    { DisplayName: 'Euro GmbH', CurrencyRef: { value: 'EUR' } },
  )
  euroId = Customer.Id
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const moveTo = async (invoice: QuickBooksInvoice, customer: string, currency: string) => {
  const now = must((await allInvoices(stage)).find(({ Id }) => Id === invoice.Id))
  return editInvoice(stage, now, { CustomerRef: { value: customer }, CurrencyRef: { value: currency } })
}
const tieOutOf = async (dealId: string) => {
  const tieOut = must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId)))
  return { state: tieOutState(tieOut), open: openItemsOf(tieOut).map(({ what }) => what) }
}
const known = async (dealId: string) => {
  const { billed, invoicedTotal, outstanding, paid } = await books.figures(dealId)
  return [billed, invoicedTotal, outstanding, paid].map((sum) => sum?.amount ?? null)
}
const unreadable = async (dealId: string) =>
  (await books.questions(dealId)).filter(({ kind }) => kind === 'poison')

test('an invoice of ours in another currency is asked about on its deal, whose sums are unknown until it is back', async () => {
  const { dealId, ids } = await books.billed([
    ['Design', 400],
    ['Build', 600],
  ])
  const invoice = await books.invoiceOf(must(ids[0]))
  expect(await known(dealId)).toEqual(['1000.00', '1000.00', '1000.00', '0.00'])
  expect(await tieOutOf(dealId)).toEqual({ state: 'holds', open: [] })

  await moveTo(invoice, euroId, 'EUR')
  // Told of and not read yet, it is as it was read last.
  expect(await known(dealId)).toEqual(['1000.00', '1000.00', '1000.00', '0.00'])
  await books.sweep()
  const [question, ...others] = await unreadable(dealId)
  expect(others).toEqual([])
  expect(question?.title).toBe(`Invoice ${invoice.Id} of QuickBooks can’t be taken in`)
  expect(question?.detail).toMatch(/It is in EUR now.*sums of the deal that hang on it are unknown/)
  expect(await known(dealId)).toEqual([null, null, null, null])
  const { state, open } = await tieOutOf(dealId)
  expect([state, open]).toEqual([
    'unknown',
    expect.arrayContaining([`Invoice ${invoice.DocNumber} could not be read`]),
  ])

  // Asking for it again is no answer: nothing is known before it was read.
  await books.settle(must(question), 'check_now')
  expect(await unreadable(dealId)).toHaveLength(1)
  expect(await known(dealId)).toEqual([null, null, null, null])

  await moveTo(invoice, '1', 'USD')
  await books.sweep()
  expect(await unreadable(dealId)).toEqual([])
  expect(await known(dealId)).toEqual(['1000.00', '1000.00', '1000.00', '0.00'])
  expect(await tieOutOf(dealId)).toEqual({ state: 'holds', open: [] })
})

test('one that was voided and billed again has nothing billed too much while it can’t be read', async () => {
  const { dealId, ids } = await books.billed([['Design', 400]])
  const voided = await books.invoiceOf(must(ids[0]))
  stage.advance(2_000)
  await editInvoice(stage, voided, {}, 'void')
  await books.sweep()
  await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
  await books.deliver()
  await books.sweep()
  expect(await tieOutOf(dealId)).toEqual({ state: 'holds', open: [] })
  const now = must((await allInvoices(stage)).find(({ Id }) => Id === voided.Id))
  await editInvoice(stage, now, { DueDate: '2099-01-31' })
  const gateway = await tamperedCompany(stage, (body) =>
    JSON.stringify(JSON.parse(body), (_, value) =>
      value?.Id === voided.Id && value?.DocNumber !== undefined
        ? { ...value, MetaData: { LastUpdatedTime: 'yesterday' } }
        : value,
    ),
  )
  stage.advance(2_000)
  await readChanges(stage, gateway.company, stage.workspaceId).finally(gateway.close)
  expect(await unreadable(dealId)).toHaveLength(1)
  const lost = `Invoice ${voided.DocNumber} could not be read`
  expect(await tieOutOf(dealId)).toEqual({
    state: 'unknown',
    open: [`What invoice ${voided.DocNumber} bills of “Design” is unknown`, lost, lost],
  })
})

test('one that bills several deals is asked about on each of them', async () => {
  const monthly = { cadence: { on: 'monthly', day: 1 } } as const
  const a = await books.planned([['Foundation', 400]], monthly)
  const b = await books.planned([['Roof', 600]], monthly)
  for (const id of [...a.ids, ...b.ids]) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  const invoice = await books.invoiceOf(must(a.ids[0]))
  await moveTo(invoice, euroId, 'EUR')
  await books.sweep()
  for (const { dealId } of [a, b]) {
    expect(await unreadable(dealId)).toHaveLength(1)
    expect(await known(dealId)).toEqual([null, null, null, null])
    expect((await tieOutOf(dealId)).state).toBe('unknown')
  }
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice?operation=delete`, {
    Id: invoice.Id,
    SyncToken: must((await allInvoices(stage)).find(({ Id }) => Id === invoice.Id)).SyncToken,
  })
  await books.sweep()
  for (const { dealId } of [a, b]) {
    expect(await unreadable(dealId)).toEqual([])
    expect(await known(dealId)).toEqual(['0.00', '0.00', '0.00', '0.00'])
  }
})

test('a payment that was read, and can’t be any more, leaves unknown what was paid, and what it credited', async () => {
  const { dealId, ids } = await books.billed([['Survey', 500]])
  const invoice = await books.invoiceOf(must(ids[0]))
  stage.advance(2_000)
  await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: 200 }])
  await books.sweep()
  expect(await known(dealId)).toEqual(['500.00', '500.00', '300.00', '200.00'])
  const [payment] = await stage.within((sql) =>
    sql<{ id: string }>("select from_id as id from document_link where to_kind = 'Invoice' and to_id = $1", [
      invoice.Id,
    ]),
  )
  const gateway = await tamperedCompany(stage, (body) =>
    JSON.stringify(JSON.parse(body), (_, value) =>
      value?.Id === must(payment).id && value?.UnappliedAmt !== undefined
        ? { ...value, MetaData: { LastUpdatedTime: 'yesterday' } }
        : value,
    ),
  )
  try {
    await readChanges(stage, gateway.company, stage.workspaceId)
    expect(await unreadable(dealId)).toHaveLength(1)
    // It may apply a credit by now, which would take of what is billed; what the invoice says itself stands.
    expect(await known(dealId)).toEqual([null, '500.00', '300.00', null])
    const { state, open } = await tieOutOf(dealId)
    expect([state, open]).toEqual([
      'unknown',
      expect.arrayContaining([`Payment ${must(payment).id} could not be read`]),
    ])
  } finally {
    await gateway.close()
  }
  stage.advance(20 * 60_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, false)
  expect(await unreadable(dealId)).toEqual([])
  expect(await known(dealId)).toEqual(['500.00', '500.00', '300.00', '200.00'])
  expect(await tieOutOf(dealId)).toEqual({ state: 'holds', open: [] })
})

test('what was credited meanwhile is asked about once the invoice can be read again', async () => {
  const { dealId, ids } = await books.billed([['Drainage', 800]])
  const invoice = await books.invoiceOf(must(ids[0]))
  const gateway = await tamperedCompany(stage, (body) =>
    JSON.stringify(JSON.parse(body), (_, value) =>
      value?.Id === invoice.Id && value?.DocNumber !== undefined
        ? { ...value, MetaData: { LastUpdatedTime: 'yesterday' } }
        : value,
    ),
  )
  stage.advance(2_000)
  await creditInvoice(stage, invoice, 200)
  try {
    await readChanges(stage, gateway.company, stage.workspaceId)
    expect(await unreadable(dealId)).toHaveLength(1)
  } finally {
    await gateway.close()
  }
  stage.advance(20 * 60_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, false)
  expect((await books.questions(dealId)).map(({ kind }) => kind)).toEqual(['credited'])
})
