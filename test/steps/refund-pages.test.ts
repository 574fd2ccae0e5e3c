/**
 * Goal: a refund, what settled an invoice, and what a customer has paid too much are seen and answered over HTTP as the
 * console does it, by whoever may, and by nobody else.
 * Method: refunds, payments and credit memos made in QuickBooks' simulator; the API asked as owner and as viewer.
 */
import { type Api, type ApiAnswer, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
let api: Api
let customerId = ''
let job: Job
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
  api = await openApi(stage)
  customerId = await books.customer('Acme Widgets')
  job = await invoicedJob(stage, customerId, { Design: '1000.00', Build: '500.00' })
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const ask = (
  method: string,
  path: string,
  body?: object,
  as: 'owner' | 'viewer' = 'owner',
): Promise<ApiAnswer> => api.ask(method, path, body, { as })
const invoicePage = async (place: number) => (await ask('GET', `/invoices/${job.intents[place]}`)).body
const usd = (amount: string) => ({ amount, currency: 'USD' })

test('an invoice opens every document that settled it, and shows what its customer paid too much', async () => {
  const [design] = job.invoices
  const memo = await books.credit(customerId, 100)
  await books.pay(customerId, 0, [
    ['Invoice', must(design), 40],
    ['CreditMemo', memo.Id, 40],
  ])
  await books.pay(customerId, 1000, [['Invoice', must(design), 900]], { PaymentRefNum: 'CHQ-7' })
  const entry = await books.writeOff(customerId, 10)
  await books.pay(customerId, 0, [
    ['Invoice', must(design), 10],
    ['JournalEntry', entry.Id, 10],
  ])
  await sweepBooks(stage)
  const page = await invoicePage(0)
  expect(page['money']).toMatchObject([
    { kind: 'credit_memo', amount: usd('40.00'), total: usd('100.00'), left: usd('60.00'), applied: true },
    { kind: 'payment', number: 'CHQ-7', amount: usd('900.00'), total: usd('1000.00'), left: usd('100.00') },
    { kind: 'journal', amount: usd('10.00') },
  ])
  const left = [
    { kind: 'credit_memo', left: usd('60.00'), invoiceId: null },
    { kind: 'payment', number: 'CHQ-7', left: usd('100.00'), invoiceId: null },
  ]
  expect(page['unapplied']).toMatchObject(left)
  expect((await ask('GET', `/deals/${job.dealId}`)).body['unapplied']).toMatchObject(left)
})

test('a credit memo that is not applied is said to be for an invoice, and that is taken back', async () => {
  const memo = await books.credit(customerId, 30)
  await sweepBooks(stage)
  const path = `/invoices/${job.intents[1]}`
  const body = { creditMemoId: memo.Id }
  expect((await ask('POST', `${path}/assign-credit`, body, 'viewer')).status).toBe(403)
  expect((await ask('POST', `${path}/assign-credit`, { creditMemoId: 'x' })).status).toBe(422)
  const said = await ask('POST', `${path}/assign-credit`, body)
  expect(said.body['money']).toMatchObject([{ kind: 'credit_memo', amount: usd('30.00'), applied: false }])
  expect((await ask('POST', `${path}/assign-credit`, body)).body).toMatchObject({ code: 'already_assigned' })
  expect((await invoicePage(0))['unapplied']).toContainEqual(
    expect.objectContaining({ quickbooksId: memo.Id, invoiceId: job.intents[1] }),
  )
  const released = await ask('POST', `${path}/release-credit`, body)
  expect(released.body['money']).toEqual([])
  expect((await ask('POST', `${path}/release-credit`, body)).status).toBe(404)
})

test('a refund is looked at, answered, and its answer is taken back; who may only look is told who may', async () => {
  const { DocNumber } = await books.invoice(must(job.invoices[1]))
  const made = await books.refund(customerId, 25, { PrivateNote: `Back for ${DocNumber}` })
  await sweepBooks(stage)
  const path = `/refunds/${made.Id}`
  const seen = await ask('GET', path, undefined, 'viewer')
  expect(seen.body).toMatchObject({
    id: made.Id,
    total: usd('25.00'),
    gone: false,
    said: null,
    candidates: [
      { docNumber: DocNumber, likely: true, milestone: { name: 'Build' }, billed: usd('500.00') },
      { likely: false, milestone: { name: 'Design' } },
    ],
  })
  const gives = { invoiceId: job.intents[1], milestoneId: job.ids[1], again: true }
  expect((await ask('POST', `${path}/settle`, { gives }, 'viewer')).status).toBe(403)
  expect((await ask('GET', '/refunds/987654')).status).toBe(404)
  expect((await ask('POST', '/refunds/987654/settle', { gives })).status).toBe(404)
  expect((await ask('POST', `${path}/settle`, {})).status).toBe(422)
  const items = (await ask('GET', '/attention')).body['items'] as { id: string; refundId: string | null }[]
  const item = must(items.find(({ refundId }) => refundId === made.Id))
  expect((await ask('POST', `/attention/${item.id}/settle`, { action: 'refund_choose' })).body).toMatchObject(
    {
      code: 'validation_failed',
    },
  )
  const answered = await ask('POST', `${path}/settle`, { gives })
  expect(answered.body).toMatchObject({
    said: { parts: [{ docNumber: DocNumber, again: usd('25.00'), closed: usd('0.00') }], by: 'The owner' },
    candidates: [],
  })
  expect((await ask('POST', `${path}/settle`, { gives })).body).toMatchObject({ code: 'refund_gone' })
  expect((await invoicePage(1))['money']).toMatchObject([{ kind: 'refund', amount: usd('25.00') }])
  expect((await ask('POST', `${path}/withdraw`, {})).body).toMatchObject({ said: null })
  expect((await ask('POST', `${path}/withdraw`, {})).status).toBe(404)
  const asked = (await ask('GET', `/deals/${job.dealId}`)).body['attention'] as { id: string; kind: string }[]
  const again = asked.find(({ kind }) => kind === 'refunded')
  await ask('POST', `/attention/${must(again).id}/settle`, { action: 'refund_none' })
  expect((await ask('GET', path)).body).toMatchObject({ said: { parts: [], by: 'The owner' } })
})
