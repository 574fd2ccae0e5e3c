/**
 * Goal: one refund receipt gives back several milestones, each its part, and the parts are all of it to the cent: when it is
 * said, when it changes in QuickBooks, and when the word is taken back.
 * Method: refunds made and changed in QuickBooks' simulator, the API as the console asks it, sweeps in between.
 */
import { type Api, openApi } from '../fixtures/api'
import { madeByHand } from '../fixtures/catch-up'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, plan, readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
let api: Api
let customers = 0
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

type Refund = Awaited<ReturnType<Books['refund']>>
const usd = (amount: string) => ({ amount, currency: 'USD' })

/** A customer's deal of three invoices, and a refund of 100.01 to them. */
async function refunded(): Promise<{ job: Job; customerId: string; refund: Refund; path: string }> {
  customers += 1
  const customerId = await books.customer(`Split ${customers}`)
  const job = await invoicedJob(stage, customerId, { Design: '1000.00', Build: '500.00', Launch: '300.00' })
  const refund = await books.refund(customerId, 100.01, { DocNumber: `R-${customers}` })
  await sweepBooks(stage)
  return { job, customerId, refund, path: `/refunds/${refund.Id}` }
}
const part = (job: Job, place: number, amount: string | null, again: boolean) => ({
  invoiceId: must(job.intents[place]),
  milestoneId: must(job.ids[place]),
  again,
  ...(amount !== null && { amount: usd(amount) }),
})
const post = (path: string, body: object) => api.ask('POST', path, body)
const figures = async (job: Job) => (await job.tracker()).figures
const kinds = async (job: Job) => (await job.questions()).map(({ kind }) => kind)
const claims = async (job: Job) =>
  (await job.tracker()).milestones.map(({ milestone }) =>
    milestone.claims.map(({ kind, amountMinor }) => [kind, amountMinor]),
  )
const becomes = async (refund: Pick<Refund, 'Id'>, Amount: number) => {
  const { SyncToken } = await books.read('RefundReceipt', refund.Id)
  const SalesItemLineDetail = { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } }
  const Line = [{ Amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail }]
  await books.update('RefundReceipt', { Id: refund.Id, SyncToken, Line })
  await sweepBooks(stage)
}

test('each milestone gets its part: one is closed, one is billed again, and all ties out', async () => {
  const { job, path, refund } = await refunded()
  const gives = part(job, 0, '60.00', false)
  const answered = await post(`${path}/settle`, { gives, also: [part(job, 1, '40.01', true)] })
  expect(answered.body).toMatchObject({
    said: {
      by: 'The owner',
      parts: [
        { milestone: { name: 'Design' }, amount: usd('60.00'), closed: usd('60.00'), again: usd('0.00') },
        { milestone: { name: 'Build' }, amount: usd('40.01'), closed: usd('0.00'), again: usd('40.01') },
      ],
    },
    candidates: [],
  })
  expect(await claims(job)).toEqual([[['closed', 6_000n]], [['again', 4_001n]], []])
  expect(await figures(job)).toMatchObject({ billed: 169_999n, refunded: 10_001n, paid: 0n })
  expect(await kinds(job)).toEqual(['ready_to_bill'])
  expect(await job.untied()).toEqual([])
  expect((await job.history()).slice(-2)).toEqual(
    [
      ['60.00', 'Design', 0],
      ['40.01', 'Build', 1],
    ].map(([amount, name]) =>
      expect.stringMatching(
        new RegExp(
          `^Said that \\$${amount} of refund ${refund['DocNumber']} of \\$100\\.01 gives back “${name}” on invoice \\S+$`,
        ),
      ),
    ),
  )
  // Each invoice's page shows its part of the document, and the next sweep asks nothing.
  const page = await api.ask('GET', `/invoices/${must(job.intents[1])}`)
  expect(page.body['money']).toMatchObject([{ kind: 'refund', amount: usd('40.01'), total: usd('100.01') }])
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual(['ready_to_bill'])
  // Lowered in QuickBooks, each part falls in proportion, and the parts are all of it.
  await becomes(refund, 50)
  expect(await figures(job)).toMatchObject({ billed: 175_000n, refunded: 5_000n })
  expect((await kinds(job)).sort()).toEqual(['credit_undone', 'credit_undone', 'ready_to_bill'])
  expect((await api.ask('GET', path)).body).toMatchObject({
    said: { parts: [{ amount: usd('30.00') }, { amount: usd('20.00') }] },
  })
  await becomes(refund, 100.01)
  expect(await figures(job)).toMatchObject({ billed: 169_999n, refunded: 10_001n })
  expect(await kinds(job)).toEqual(['ready_to_bill'])
  await books.remove('RefundReceipt', refund)
  await sweepBooks(stage)
  expect(await figures(job)).toMatchObject({ billed: 180_000n, refunded: 0n })
  expect(await job.untied()).toEqual([])
})

test('what is not all of it, to the cent, is refused by its place, and nothing is kept', async () => {
  const { job, path } = await refunded()
  const [design, build] = [part(job, 0, '60.00', false), part(job, 1, '40.00', false)]
  const tries: [object, string][] = [
    [{ gives: design, also: [build] }, '/gives/amount'],
    [{ gives: part(job, 0, null, false), also: [part(job, 1, '100.01', false)] }, '/gives/amount'],
    [{ gives: design, also: [part(job, 0, '40.01', true)] }, '/also/0/milestoneId'],
    [{ gives: null, also: [build] }, '/also'],
    [{ gives: { ...design, milestoneId: must(job.ids[1]) }, also: [build] }, '/milestoneId'],
  ]
  for (const [body, pointer] of tries) {
    const refused = await post(`${path}/settle`, body)
    expect(refused).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ pointer }] } })
  }
  expect(await claims(job)).toEqual([[], [], []])
  expect(await kinds(job)).toEqual(['refunded'])
  expect(await figures(job)).toMatchObject({ billed: 180_000n, refunded: 10_001n })
})

test('two people at once, one with one thing and one with two: one word counts', async () => {
  const { job, path } = await refunded()
  const two = { gives: part(job, 0, '60.00', true), also: [part(job, 1, '40.01', true)] }
  const answers = await Promise.all([
    post(`${path}/settle`, two),
    post(`${path}/settle`, { gives: part(job, 1, null, false) }),
    post(`${path}/settle`, { gives: null }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  expect(await job.untied()).toEqual([])
  expect((await figures(job)).refunded).toBe(answers[2]?.status === 200 ? 0n : 10_001n)
})

test('the word is taken back as a whole, and not once a part of it is billed again', async () => {
  const { job, path } = await refunded()
  const body = { gives: part(job, 0, '60.00', true), also: [part(job, 1, '40.01', true)] }
  expect((await post(`${path}/settle`, body)).status).toBe(200)
  expect((await post(`${path}/withdraw`, {})).body).toMatchObject({ said: null })
  expect(await claims(job)).toEqual([[], [], []])
  expect(await kinds(job)).toEqual(['refunded'])
  expect(await figures(job)).toMatchObject({ billed: 180_000n, refunded: 10_001n })
  expect((await post(`${path}/settle`, body)).status).toBe(200)
  expect((await post(`/milestones/${must(job.ids[1])}/bill`, {})).status).toBe(200)
  await deliverAll(stage)
  expect((await post(`${path}/withdraw`, {})).body).toMatchObject({ code: 'already_billed' })
  expect(await claims(job)).toEqual([[['again', 6_000n]], [['again', 4_001n]], []])
  expect(await job.untied()).toEqual([])
})

test('an invoice is not unlinked while a refund is said to give back its work and another one’s', async () => {
  const { job, customerId } = await refunded()
  const dealId = '799901'
  await stage.within((sql) => addDeal(sql, dealId, 'Made by hand'))
  const { ids } = await plan(
    stage,
    dealId,
    draftOf('700.00', [fixed('Survey', '700.00')], { customer: { quickbooksId: customerId } }),
  )
  const made = await madeByHand(stage, [['Survey', 700]], { customer: customerId })
  await sweepBooks(stage)
  expect((await post(`/invoices/${made.Id}/link`, { milestoneIds: ids })).status).toBe(200)
  const [linked] = (await api.ask('GET', `/deals/${dealId}`)).body['invoices'] as { id: string }[]
  const refund = await books.refund(customerId, 30)
  await sweepBooks(stage)
  const survey = { invoiceId: must(linked).id, milestoneId: must(ids[0]), again: false, amount: usd('10.00') }
  const said = await post(`/refunds/${refund.Id}/settle`, {
    gives: survey,
    also: [part(job, 2, '20.00', true)],
  })
  expect(said.status).toBe(200)
  const unlink = () => post(`/invoices/${must(linked).id}/unlink`, {})
  expect(await unlink()).toMatchObject({ status: 409, body: { code: 'refund_split', refundId: refund.Id } })
  expect((await post(`/refunds/${refund.Id}/withdraw`, {})).status).toBe(200)
  expect((await unlink()).status).toBe(200)
  expect(await job.untied()).toEqual([])
})
