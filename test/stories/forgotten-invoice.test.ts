/**
 * Goal: an invoice of ours that a restored backup knows nothing of is taken up when its milestone is completed again, and never
 * made beside itself, whether or not QuickBooks remembers the key; one that was voided meanwhile is billed anew. Method: the
 * invoice as it was made before, with the mark that the same decision always makes, read by the sweep before anything is
 * decided; the key remembered, ignored and forgotten, alone and in a batch.
 */
import { markerOf, partKey, requestKeyOf } from '../../src/invoices/intent'
import { postsTo, turnOutbox } from '../fixtures/batches'
import { allInvoices } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ settings: { quickbooksBatch: true } })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterEach(() => stage.quickbooks.turn({ requestid: 'replay' }))
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** A plan whose first milestone was billed in an hour that this database has never known. */
async function forgotten() {
  const { dealId, ids } = await books.planned([
    ['Strategy', 1_000],
    ['Design', 2_000],
    ['Delivery', 3_000],
  ])
  const key = requestKeyOf(stage.workspaceId, [partKey(must(ids[0]), 'work')], 1)
  const mark = markerOf('M1', key)
  const line = {
    Description: 'Strategy, as billed in the lost hour',
    Amount: 1_000,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
  }
  const { Invoice } = await stage.quickbooks.api<{ Invoice: { Id: string; SyncToken: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/invoice?minorversion=75`,
    // On another day, as the decision that is made again may be: a look by the day finds nothing.
    { CustomerRef: { value: '1' }, TxnDate: '2026-01-02', PrivateNote: mark, Line: [line] },
  )
  await books.sweep()
  const marked = async () => (await allInvoices(stage)).filter((each) => each.PrivateNote?.includes(mark))
  return { dealId, ids, Invoice, marked }
}

const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind)
const strays = () =>
  stage.within((sql) =>
    sql("select 1 from attention where kind = 'unlinked_document' and settled_at is null"),
  )

test.each(['replay', 'ignore', 'forget'])('a key that QuickBooks handles so: %s', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const { dealId, ids, Invoice, marked } = await forgotten()
  expect(await strays()).toHaveLength(1)
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  await books.deliver()
  expect((await marked()).map(({ Id }) => Id)).toEqual([Invoice.Id])
  expect((await books.invoiceOf(must(ids[0]))).Id).toBe(Invoice.Id)
  expect(await strays()).toEqual([])
  expect(await kinds(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
  expect((await books.story(dealId)).at(-1)).toMatch(/^Found invoice \d+ in QuickBooks by its mark$/)
})

test('beside others that go in a batch: it is in none of them', async () => {
  await stage.quickbooks.turn({ requestid: 'ignore' })
  const { dealId, ids, marked } = await forgotten()
  await stage.quickbooks.clearLog()
  for (const id of ids) await books.ask('POST', `/milestones/${id}/complete`, {})
  await turnOutbox(stage)
  const [sent] = await postsTo(stage, '/batch')
  expect(JSON.parse(must(sent).body).BatchItemRequest).toHaveLength(2)
  expect(await marked()).toHaveLength(1)
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '6000.00' } })
})

test('voided meanwhile it bills nothing: the milestone is billed anew', async () => {
  await stage.quickbooks.turn({ requestid: 'ignore' })
  const { dealId, ids, Invoice } = await forgotten()
  await stage.quickbooks.api(
    'POST',
    `/v3/company/${stage.realmId}/invoice?operation=void&minorversion=75`,
    Invoice,
  )
  await books.sweep()
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  await books.deliver()
  expect((await books.invoiceOf(must(ids[0]))).Id).not.toBe(Invoice.Id)
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
})
