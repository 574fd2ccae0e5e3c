/**
 * Goal: what may be done about edited invoices is worked out with every page that shows such questions, so it costs as many
 * statements for ten as for one, and one that can't be worked out takes its own answers away and no other's. Method:
 * invoices repriced in QuickBooks; statements counted; what is stored of one spoilt.
 */
import { listAttention } from '../../src/attention/attention-table'
import { offerAnswers } from '../../src/invoices/edited/offer-answers'
import type { Sql } from '../../src/postgres/database'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { readCompany } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let beta: string
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  beta = await booksOf(stage).customer('Beta')
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** A deal of so many milestones, each billed to its payers, and the first one's invoice of each repriced. */
async function edited(count: number, more: Parameters<typeof books.billed>[1] = {}): Promise<string> {
  const amounts = Array.from({ length: count }, (_, n) => [`Phase ${n + 1}`, 1_000] as const)
  const { dealId, ids } = await books.billed(amounts, more)
  for (const id of ids) await books.reprice(await books.invoiceOf(id), [900])
  await books.sweep()
  return dealId
}
/** What is offered of each question about a deal, or about any, and how many statements that took. */
const offered = (dealId?: string) =>
  stage.within(async (sql) => {
    const items = await listAttention(sql, { limit: 100, offset: 0, ...(dealId && { dealId }) })
    let statements = 0
    const counting: Sql = (text, values) => {
      statements += 1
      return sql(text, values)
    }
    const answers = await offerAnswers(counting, items)
    const of = (each: (typeof answers)[number]) => (each.offered ?? each.actions).map(({ action }) => action)
    return { statements, answers: new Map(answers.map((each) => [must(each.intentId), of(each)])) }
  })

const ALL = ['accept_as_change_order', 'restore', 'leave']

test.each([
  ['one customer', () => ({})],
  ['two payers', () => ({ payers: [payer('1', { percent: '60' }), payer(beta, { percent: '40' })] })],
])('ten edited invoices of a deal of %s cost what one does', async (_, terms) => {
  const one = await offered(await edited(1, terms()))
  expect([...one.answers.values()]).toEqual([ALL])
  const ten = await offered(await edited(10, terms()))
  expect([...ten.answers.values()]).toEqual(Array.from({ length: 10 }, () => ALL))
  expect(ten.statements).toBe(one.statements)
  expect(one.statements).toBeLessThan(25)
})

test('those of other deals cost no more either', async () => {
  const before = await offered()
  for (let n = 0; n < 3; n += 1) await edited(1)
  const after = await offered()
  expect(after.answers.size).toBe(before.answers.size + 3)
  expect(after.statements).toBe(before.statements)
})

test.each([
  ['its own words', "update billing_intent set body = 'nothing' where intent_id = $1"],
  [
    'its invoice',
    `update document set body = jsonb_set(body, '{Line}', '{}') where kind = 'Invoice'
     and quickbooks_id = (select quickbooks_id from billing_intent where intent_id = $1)`,
  ],
])('one of which %s can’t be read offers neither answer, and the others what they did', async (_, spoil) => {
  const dealId = await edited(1)
  const id = must([...(await offered(dealId)).answers.keys()][0])
  const before = await offered()
  await stage.within((sql) => sql(spoil, [id]))
  const after = await offered()
  expect(after.answers.get(id)).toEqual(['leave'])
  expect(new Map(after.answers).set(id, ALL)).toEqual(before.answers)
  const { status, body } = await books.api.ask('GET', '/attention')
  expect([status, (body['items'] as unknown[]).length > 5]).toEqual([200, true])
  await stage.within((sql) => sql('delete from attention where intent_id = $1', [id]))
})
