/**
 * Goal: a quote becomes the plan that it offered, with its terms and who signs it. Method: the whole API over HTTP; quotes
 * are made in HubSpot's stand-in.
 */
import { type Api, openApi } from '../fixtures/api'
import { offersOf, three } from '../fixtures/offers'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage)
})
afterEach(async () => {
  await api.close()
  await stage.close()
})

const { make, link, deal, quote } = offersOf(() => stage)
const start = (dealId: string, from: string, body: object = {}, preview = false) =>
  api.ask('POST', `/deals/${dealId}/schedule/from-${from}${preview ? '?preview=true' : ''}`, body)
const milestones = (body: Record<string, unknown>) =>
  (body['milestones'] as { name: string; amount?: { amount: string }; plannedOn?: string | null }[]).map(
    ({ name, amount }) => [name, amount?.amount],
  )

test('its line items, its terms, and who signs it', async () => {
  const dealId = await deal([{ name: 'Not this', price: '1', quantity: '1' }])
  const quoteId = await quote(dealId, { hs_terms: '<p>Net 15 days</p>', hs_status: 'APPROVED' }, three)
  const ana = { firstname: 'Ana', lastname: 'Ruiz', email: 'Ana@acme.example', jobtitle: 'Lead' }
  const contact = await make('contacts', ana)
  await stage.hubspot.api('PUT', `/crm/objects/2026-03/quotes/${quoteId}/associations/contacts/${contact}`, [
    { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 702 },
  ] as unknown as object)
  await link(`quotes/${quoteId}`, `contacts/${await make('contacts', { email: 'cc@acme.example' })}`)
  const { status, body } = await start(dealId, 'quote')
  expect(status).toBe(201)
  expect(body).toMatchObject({
    contractReference: 'Offer',
    terms: { netDays: 15 },
    source: { kind: 'quote', id: quoteId, label: 'Offer' },
    approval: {
      required: false,
      approvers: [{ name: 'Ana Ruiz', role: 'Lead', email: 'ana@acme.example' }],
    },
  })
  expect(milestones(body)).toHaveLength(3)
})

test('of several one must be chosen; one of another deal is none of these', async () => {
  const dealId = await deal([])
  const first = await quote(dealId, { hs_title: 'First' }, [three[0]])
  const second = await quote(dealId, { hs_title: 'Second', hs_expiration_date: '2020-01-31' }, three)
  const { status, body } = await start(dealId, 'quote')
  expect(status).toBe(422)
  expect(body['questions']).toEqual([
    {
      pointer: '/quoteId',
      question: 'The deal has 2 quotes. Which one was agreed?',
      choices: [`${first}: First, expires 2099-01-31`, `${second}: Second, expires 2020-01-31`],
    },
  ])
  const listed = await api.ask('GET', `/deals/${dealId}/quotes`)
  expect(listed.body['items']).toEqual([
    expect.objectContaining({ id: first, title: 'First' }),
    expect.objectContaining({ id: second, expiresOn: '2020-01-31' }),
  ])
  const chosen = await start(dealId, 'quote', { quoteId: second }, true)
  expect(chosen.body).toMatchObject({ questions: [], notes: ['The quote expired on 2020-01-31.'] })
  const strange = await quote(await deal([]), {}, three)
  expect((await start(dealId, 'quote', { quoteId: strange })).body).toMatchObject({
    status: 422,
    errors: [{ pointer: '/quoteId' }],
  })
})

test('none, and a rejected one', async () => {
  const dealId = await deal(three)
  expect((await start(dealId, 'quote')).body).toMatchObject({
    status: 422,
    errors: [{ pointer: '/quoteId' }],
  })
  await quote(dealId, { hs_status: 'REJECTED' }, three)
  expect((await start(dealId, 'quote')).body).toMatchObject({
    status: 422,
    errors: [{ detail: expect.stringContaining('was rejected in HubSpot') }],
  })
})
