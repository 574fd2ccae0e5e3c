/**
 * Goal: invoices speak the language and the words that a workspace chose, from the decision on, and a preview says exactly
 * what QuickBooks then gets. Method: the contract over HTTP, the real connector, and QuickBooks' stand-in.
 */
import type { WordingPreviewView, WordingView } from '../../src/http/contract/wording'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { beginBilling } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
const member = `mp_${'w'.repeat(40)}`
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  api = await openApi(stage)
  await stage.within(async (sql) => {
    const { personId } = await addPerson(sql, { name: 'Marco', email: null, role: 'member' })
    await addDoor(sql, { kind: 'token', hash: secretHash(member), subjectId: personId, expiresAt: null })
  })
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
beforeEach(async () => {
  const shipped = Object.fromEntries((await read('en')).phrases.map(({ name }) => [name, null]))
  expect((await change({ language: 'en', phrases: shipped })).status).toBe(200)
})

const change = (body: object, how = {}) => api.ask('PATCH', '/invoice-wording', body, how)
const read = async (language?: string): Promise<WordingView> =>
  (await api.ask('GET', `/invoice-wording${language === undefined ? '' : `?language=${language}`}`))
    .body as unknown as WordingView
const preview = async (body: object) => {
  const { status, body: answer } = await api.ask('POST', '/invoice-wording/preview', body)
  return { status, ...(answer as unknown as WordingPreviewView) }
}
const told = () =>
  stage.within((sql) =>
    sql<{ what: string; before: object; after: object }>(
      "select what, before, after from history where what like '%wording%' order by number",
    ),
  )

test('what a preview says is what QuickBooks gets; what was decided before keeps its words', async () => {
  const before = await beginBilling(stage, { contractDate: '2026-01-15' })
  const phrases = { milestone: 'Phase {code} – {name}[ ({contract})]', completed: 'erledigt am {date}' }
  const seen = await preview({ language: 'de', phrases, milestoneId: before.milestoneId })
  expect(seen).toMatchObject({ status: 200, errors: [] })
  expect((await change({ language: 'de', phrases })).status).toBe(200)

  const after = await beginBilling(stage, { contractDate: '2026-01-15' })
  await deliver(stage)
  const textOf = async (bill: typeof before) => must(must((await bill.inQuickBooks())[0]).Line[0]).Description
  expect(await textOf(before)).toContain('Milestone 1: Design (per contract dated 2026-01-15)')
  const german = must(await textOf(after))
  // A company in the United States has plain dashes.
  expect(german).toContain('Phase 1 - Design (gemäß Vertrag vom 15. Januar 2026)\nErledigt am ')
  expect(must(seen.invoice.lines[0]).text.join('\n')).toBe(german)
  // The mark by which an invoice is found again is in no language.
  expect(must((await after.inQuickBooks())[0]).PrivateNote).toBe(after.marker)
})

test('a change is kept by language and told with before and after; what is as shipped is no change', async () => {
  const count = (await told()).length
  const answer = await change({
    phrases: { draw: 'Paid before[ ({invoices})]', deposit: 'Deposit[ ({contract})]' },
  })
  const own = (answer.body as unknown as WordingView).phrases.flatMap((each) => each.own ?? [])
  expect(own).toEqual(['Paid before[ ({invoices})]'])
  expect((await told()).slice(count)).toEqual([
    {
      what: 'Changed the wording of invoices',
      before: { language: 'English', draw: 'Less deposit[ ({invoices})]' },
      after: { language: 'English', draw: 'Paid before[ ({invoices})]' },
    },
  ])
  await change({ phrases: { draw: 'Paid before[ ({invoices})]' } })
  await change({ language: 'nl' })
  expect((await told()).slice(count + 1)).toMatchObject([
    { before: { language: 'English' }, after: { language: 'Nederlands' } },
  ])
  expect(await read()).toMatchObject({ language: 'nl', used: 'nl' })
  expect((await read('en')).phrases.find(({ name }) => name === 'draw')?.own).toBe(
    'Paid before[ ({invoices})]',
  )
})

test.each<[string, object, string, string]>([
  [
    'a language that the company can’t store',
    { language: 'ja' },
    '/language',
    'Western European letters only',
  ],
  ['a language that nobody wrote', { language: 'tlh' }, '/language', ''],
  ['a phrase that there is not', { phrases: { total: 'x' } }, '/phrases/total', 'There is no such phrase'],
  [
    'a phrase without its name',
    { phrases: { milestone: 'Phase {code}' } },
    '/phrases/milestone',
    '{name} must stay.',
  ],
  [
    'letters of another world',
    { phrases: { heldBack: 'Später 後で' } },
    '/phrases/heldBack',
    'can’t store: 後 で',
  ],
])('%s is refused where it stands, and nothing is changed', async (_, body, pointer, detail) => {
  const before = await read()
  const count = (await told()).length
  const refused = await change({ phrases: { draw: 'Paid before' }, ...body })
  expect(refused.status).toBe(422)
  expect(refused.body['errors']).toEqual([{ pointer, detail: expect.stringContaining(detail) }])
  expect(await read()).toEqual(before)
  expect(await told()).toHaveLength(count)
})

test('a member looks and tries, and is told who may keep it', async () => {
  const as = { headers: { authorization: `Bearer ${member}` } }
  const refused = await change({ language: 'de' }, as)
  expect([refused.status, refused.body['code']]).toEqual([403, 'forbidden'])
  expect(refused.body['detail']).toMatch(/admin/)
  expect((await api.ask('POST', '/invoice-wording/preview', { language: 'de' }, as)).status).toBe(200)
})

test('a preview changes nothing, says what is wrong, and shows there what is kept', async () => {
  const before = await read()
  const count = (await told()).length
  const { invoice, errors } = await preview({
    phrases: { milestone: 'Phase {code} {x}', heldBack: '', lateFee: 'Fees: {policy}' },
  })
  expect(errors).toEqual([
    { pointer: '/phrases/milestone', detail: expect.stringContaining('{x} is not known') },
  ])
  expect(invoice.lines.map(({ text }) => text.length)).toEqual([4, 1, 2, 2, 2])
  expect(must(invoice.lines[0]).text[0]).toBe(
    'Milestone 2: Discovery complete (per contract dated 2026-01-15, SOW-17)',
  )
  expect(invoice).toMatchObject({ subtotal: { amount: '7245.00', currency: 'USD' } })
  expect(invoice.memo).toContain('Fees: 1.5 % a month')
  expect(await read()).toEqual(before)
  expect(await told()).toHaveLength(count)
  expect((await preview({ milestoneId: '00000000-0000-4000-8000-000000000000' })).status).toBe(404)
})

test('what was agreed about paying late stands under the lines of every invoice, and must fit there', async () => {
  const bill = await beginBilling(stage, { lateFee: '1.5 % a month', pauseWork: 'Work rests after 30 days' })
  await deliver(stage)
  expect(must((await bill.inQuickBooks())[0])).toMatchObject({
    CustomerMemo: { value: 'Late payment: 1.5 % a month\nPausing work: Work rests after 30 days' },
  })
  const dealId = '599999'
  await stage.within((sql) => addDeal(sql, dealId))
  const long = { lateFee: 'x'.repeat(500), pauseWork: 'y'.repeat(500) }
  const { ids } = await plan(stage, dealId, draftOf('10.00', [fixed('Design', '10.00')], long))
  const { body } = await api.ask('GET', `/milestones/${must(ids[0])}/preflight`)
  expect(JSON.stringify(body)).toContain(
    'What stands under the lines is 1029 characters long; QuickBooks takes 1000. Shorten what is agreed about paying late.',
  )
})
