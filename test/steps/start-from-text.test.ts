/**
 * Goal: a plan in plain words is staged over HTTP, and nothing is written. Method: the whole API over HTTP, without a
 * language model, and QuickBooks' simulator for the customers.
 */
import { type Api, openApi } from '../fixtures/api'
import { amountsIn, askInWords, questionsIn, THREE, unplannedDeal, writtenIn } from '../fixtures/ask-in-words'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
const asked = (text: string, more?: object, as?: 'owner' | 'viewer') => askInWords(stage, api, text, more, as)
const written = () => writtenIn(stage)

beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

test('the sentence becomes three milestones, which PUT takes as they are', async () => {
  const before = await written()
  const answer = await asked(THREE)
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ questions: [], rowErrors: [], notes: [], source: { kind: 'text' } })
  expect(answer.body.draft).toMatchObject({
    billingType: 'fixed',
    contractValue: { amount: '50000.00', currency: 'USD' },
    customer: { quickbooksId: '1' },
    source: { kind: 'text', id: null, label: null },
  })
  expect(amountsIn(answer)).toEqual([
    ['Strategy', '15000.00'],
    ['Design', '20000.00'],
    ['Delivery', '15000.00'],
  ])
  expect(await written()).toEqual(before)

  const planned = await api.ask('PUT', `/deals/${answer.dealId}/schedule`, answer.body.draft)
  expect(planned.status).toBe(200)
  const { body } = await api.ask('GET', `/deals/${answer.dealId}`)
  expect(
    (body as { milestones: { amount: { amount: string } }[] }).milestones.map((each) => each.amount.amount),
  ).toEqual(['15000.00', '20000.00', '15000.00'])
})

test('a deal that has a plan keeps it: what is staged changes nothing', async () => {
  const { dealId, body } = await asked('Build $5,000, Launch $5,000')
  await api.ask('PUT', `/deals/${dealId}/schedule`, body.draft)
  const plan = (await api.ask('GET', `/deals/${dealId}`)).text
  const again = await api.ask('POST', `/deals/${dealId}/schedule/from-text`, { text: 'Other $1, Thing $2' })
  expect(again.status).toBe(200)
  expect((await api.ask('GET', `/deals/${dealId}`)).text).toBe(plan)
})

test('an answer to a question settles it', async () => {
  const text = 'Build $5,000, Launch $5,000 for Kookies'
  const first = await asked(text)
  expect(first.body.questions).toHaveLength(1)
  const [{ question } = { question: '' }] = first.body.questions
  expect(first.body.questions[0]?.choices).toEqual(['Kookies by Kathy'])
  const settled = await asked(text, { answers: [{ question, answer: 'Kookies by Kathy' }] })
  expect(settled.body.questions).toEqual([])
  expect(settled.body.draft.customer).toEqual({ quickbooksId: expect.stringMatching(/^\d+$/) })
})

test('what no plan can hold is asked about too', async () => {
  const answer = await asked(`Build $5,000, Launch $5,000, net 4711, approval in 99 days`)
  expect(questionsIn(answer).map(([pointer]) => pointer)).toEqual(['/terms/netDays', '/approval/windowDays'])
  expect(answer.body.draft.terms).toBeUndefined()
})

test.each([
  ['no text', {}, 422, '/text'],
  ['an empty text', { text: '  ' }, 422, '/text'],
  ['a text that is too long', { text: 'x'.repeat(4_001) }, 422, '/text'],
  ['a text that is none', { text: 5 }, 422, '/text'],
  ['a character that can’t be kept', { text: 'a\u0000b' }, 422, '/text'],
  ['an unknown field', { text: 'x', plan: true }, 400, '/plan'],
  ['answers that are none', { text: 'x', answers: ['yes'] }, 422, '/answers/0'],
  ['an answer without a question', { text: 'x', answers: [{ answer: 'yes' }] }, 422, '/answers/0/question'],
])('%s is refused by its place', async (_, body, status, pointer) => {
  const dealId = await unplannedDeal(stage)
  const before = await written()
  const answer = await api.ask('POST', `/deals/${dealId}/schedule/from-text`, body)
  expect([answer.status, answer.body['errors']]).toMatchObject([status, [{ pointer }]])
  expect(await written()).toEqual(before)
})

test('a viewer may not, and another deal is not found', async () => {
  const { status, body } = await asked('Build $5', {}, 'viewer')
  expect([status, body['code']]).toEqual([403, 'forbidden'])
  expect(String(body['detail'])).toContain('member')
  const nobody = await api.ask('POST', '/deals/999999999999/schedule/from-text', { text: 'Build $5' })
  expect([nobody.status, nobody.body['code']]).toEqual([404, 'not_found'])
})

test('4,000 characters are read', async () => {
  const { status, body } = await asked('Build and test all of it $5,000, '.repeat(122).slice(0, 4_000))
  expect(status).toBe(200)
  expect(body.draft.milestones?.length).toBe(121)
})
