// Goal: the exact bytes of each entity call, and what its answer becomes. Method: nock in place of QuickBooks.
import nock from 'nock'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { answerOf, CANARY, callerOf, invoiceText, REALM, stamps } from './quickbooks-fixture'

const HOST = 'https://quickbooks.test'
const json = { 'Content-Type': 'application/json;charset=utf-8', intuit_tid: '1-abc' }
const meant = { reqheaders: { authorization: `Bearer ${CANARY}`, accept: 'application/json' } }

beforeAll(() => nock.disableNetConnect())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})
afterEach(() => {
  const waiting = nock.pendingMocks()
  nock.cleanAll()
  expect(waiting).toEqual([])
})

function open() {
  const world = callerOf(HOST)
  return { ...world, company: openCompany(REALM, world.caller) }
}

test('a create carries its key in the query string, its body once, and amounts come back as text', async () => {
  const { company, records, paced } = open()
  const body = { CustomerRef: { value: '1' }, Line: [{ Amount: 2666.66 }], PrivateNote: 'Milepost M2-7KQ4' }
  const before = JSON.stringify(body)
  nock(HOST, meant)
    .matchHeader('content-type', 'application/json')
    .post(`/v3/company/${REALM}/invoice?requestid=key-1&minorversion=75&format=json`, body)
    .reply(200, answerOf('Invoice', invoiceText()), json)
  const answer = await company.create('Invoice', body, 'key-1')
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect(answer.trace).toBe('1-abc')
  expect([answer.value.Id, answer.value.TotalAmt, answer.value.Balance]).toEqual(['145', '2666.66', '100.0'])
  expect(answer.value.Line[0]?.SalesItemLineDetail?.UnitPrice).toBe('2666.66')
  expect(JSON.stringify(body)).toBe(before)
  expect(paced).toEqual(['call'])
  expect(records).toEqual([
    {
      vendor: 'quickbooks',
      operation: 'create Invoice',
      metered: false,
      write: true,
      requestKey: 'key-1',
      outcome: 'done',
      status: 200,
      code: null,
      trace: '1-abc',
      durationMs: expect.any(Number),
    },
  ])
})

test('the same frozen body can be sent twice with the same key', async () => {
  const { company } = open()
  const body = Object.freeze({ CustomerRef: Object.freeze({ value: '1' }), Line: Object.freeze([]) })
  nock(HOST)
    .post(`/v3/company/${REALM}/invoice?requestid=key-1&minorversion=75&format=json`, { ...body })
    .times(2)
    .reply(200, answerOf('Invoice', invoiceText()), json)
  expect((await company.create('Invoice', body, 'key-1')).outcome).toBe('done')
  expect((await company.create('Invoice', body, 'key-1')).outcome).toBe('done')
})

test('an update is always sparse', async () => {
  const { company } = open()
  nock(HOST, meant)
    .post(`/v3/company/${REALM}/invoice?operation=update&requestid=key-2&minorversion=75&format=json`, {
      Id: '145',
      SyncToken: '3',
      PrivateNote: 'x',
      sparse: true,
    })
    .reply(200, answerOf('Invoice', invoiceText()), json)
  const body = { Id: '145', SyncToken: '3', PrivateNote: 'x', sparse: false }
  expect((await company.update('Invoice', body, 'key-2')).outcome).toBe('done')
})

test('an invoice is voided with exactly its Id and SyncToken', async () => {
  const { company } = open()
  nock(HOST, meant)
    .post(`/v3/company/${REALM}/invoice?operation=void&requestid=key-3&minorversion=75&format=json`, {
      Id: '145',
      SyncToken: '3',
    })
    .reply(200, answerOf('Invoice', invoiceText().replaceAll('2666.66', '0').replace('100.0', '0')), json)
  const answer = await company.void('Invoice', '145', '3', 'key-3')
  expect(answer).toMatchObject({ outcome: 'done', value: { Id: '145', TotalAmt: '0' } })
})

test('a "void" after which the invoice still has an amount is not believed', async () => {
  const { company } = open()
  nock(HOST)
    .post(/operation=void/)
    .reply(200, answerOf('Invoice', invoiceText()), json)
  const answer = await company.void('Invoice', '145', '3', 'key-3')
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable', status: 200 } })
})

test('a payment is voided by an update that includes void', async () => {
  const { company } = open()
  const voided = `{"Id":"163","SyncToken":"1","MetaData":${JSON.stringify(stamps)},"CustomerRef":{"value":"1"},"TotalAmt":0,"UnappliedAmt":0,"Line":[],"PrivateNote":"Voided"}`
  nock(HOST, meant)
    .post(
      `/v3/company/${REALM}/payment?operation=update&include=void&requestid=key-4&minorversion=75&format=json`,
      {
        Id: '163',
        SyncToken: '0',
        sparse: true,
      },
    )
    .reply(200, answerOf('Payment', voided), json)
  expect(await company.void('Payment', '163', '0', 'key-4')).toMatchObject({
    outcome: 'done',
    value: { Id: '163' },
  })
})

test('a deletion is done only when the answer says so, of that document', async () => {
  const { company } = open()
  const path = `/v3/company/${REALM}/invoice?operation=delete&requestid=key-5&minorversion=75&format=json`
  const says = (text: string) =>
    nock(HOST, meant).post(path, { Id: '266', SyncToken: '0' }).reply(200, answerOf('Invoice', text), json)
  says('{"domain":"QBO","status":"Deleted","Id":"266"}')
  expect(await company.delete('Invoice', '266', '0', 'key-5')).toEqual({
    outcome: 'done',
    value: { id: '266' },
    trace: '1-abc',
  })
  says('{"domain":"QBO","status":"Deleted","Id":"267"}')
  expect(await company.delete('Invoice', '266', '0', 'key-5')).toMatchObject({ outcome: 'unknown' })
  says('{"domain":"QBO","Id":"266"}')
  expect(await company.delete('Invoice', '266', '0', 'key-5')).toMatchObject({ outcome: 'unknown' })
})

test('reads one by id, with an id of 19 digits untouched', async () => {
  const { company, records } = open()
  nock(HOST, meant)
    .get(`/v3/company/${REALM}/attachable/5000000000000503624?minorversion=75&format=json`)
    .reply(
      200,
      answerOf('Attachable', '{"Id":"5000000000000503624","SyncToken":"0","Size":5000000000000503624}'),
      json,
    )
  const answer = await company.read('Attachable', '5000000000000503624')
  expect(answer).toMatchObject({
    outcome: 'done',
    value: { Id: '5000000000000503624', Size: '5000000000000503624' },
  })
  expect(records).toMatchObject([
    { operation: 'read Attachable', metered: true, write: false, requestKey: null },
  ])
})

test('what does not exist reads as null; another document than asked for reads as nothing', async () => {
  const { company } = open()
  const fault =
    '{"Fault":{"Error":[{"Message":"Object Not Found","Detail":"Object Not Found : gone","code":"610"}],"type":"ValidationFault"}}'
  nock(HOST).get(`/v3/company/${REALM}/invoice/9?minorversion=75&format=json`).reply(400, fault, json)
  expect(await company.read('Invoice', '9')).toEqual({ outcome: 'done', value: null, trace: '1-abc' })
  nock(HOST)
    .get(/invoice\/9/)
    .reply(400, fault.replace('610', '5020'), json)
  expect(await company.read('Invoice', '9')).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'forbidden' },
  })
  nock(HOST)
    .get(/invoice\/9/)
    .reply(200, answerOf('Invoice', invoiceText()), json)
  expect(await company.read('Invoice', '9')).toMatchObject({
    outcome: 'unknown',
    fault: { kind: 'unreadable' },
  })
})

test('reads the company and its preferences', async () => {
  const { company } = open()
  nock(HOST, meant)
    .get(`/v3/company/${REALM}/companyinfo/${REALM}?minorversion=75&format=json`)
    .reply(200, answerOf('CompanyInfo', '{"Id":"1","CompanyName":"Landscaping","Country":"US"}'), json)
  expect(await company.companyInfo()).toMatchObject({
    outcome: 'done',
    value: { CompanyName: 'Landscaping' },
  })
  nock(HOST, meant)
    .get(`/v3/company/${REALM}/preferences?minorversion=75&format=json`)
    .reply(200, answerOf('Preferences', '{"SalesFormsPrefs":{"CustomTxnNumbers":true},"Id":"1"}'), json)
  expect(await company.preferences()).toMatchObject({
    outcome: 'done',
    value: { SalesFormsPrefs: { CustomTxnNumbers: true } },
  })
})

test('the token is asked for before each call, so that a refresh is seen', async () => {
  const tokens = ['token-1', 'token-2']
  const { caller } = callerOf(HOST, { accessToken: async () => tokens.shift() ?? '' })
  const company = openCompany(REALM, caller)
  for (const token of ['token-1', 'token-2']) {
    nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } })
      .get(/preferences/)
      .reply(200, answerOf('Preferences', '{}'), json)
    expect((await company.preferences()).outcome).toBe('done')
  }
})

test("what the caller's own pace or token throws comes through, and nothing is sent or recorded", async () => {
  const { caller, records } = callerOf(HOST, {
    accessToken: () => Promise.reject(new Error('reconnect first')),
  })
  await expect(openCompany(REALM, caller).preferences()).rejects.toThrow('reconnect first')
  expect(records).toEqual([])
})

test.each<[string, (company: ReturnType<typeof openCompany>) => Promise<unknown>]>([
  ['an id that leaves its place in the path', (company) => company.read('Invoice', '1/../../2')],
  ['an id that is empty', (company) => company.delete('Invoice', '', '0', 'k')],
  ['a SyncToken that is none', (company) => company.void('Invoice', '1', '', 'k')],
  [
    'an update without its SyncToken',
    (company) => company.update('Invoice', { Id: '1', SyncToken: '' }, 'k'),
  ],
  ['a key of 51 characters', (company) => company.create('Invoice', {}, 'k'.repeat(51))],
  ['an empty key', (company) => company.create('Invoice', {}, '')],
  ['a key with a blank', (company) => company.create('Invoice', {}, 'a b')],
  ['a creation with an Id', (company) => company.create('Invoice', { Id: '145' }, 'k')],
  ['a body that JSON cannot carry', (company) => company.create('Invoice', { Amount: 1n }, 'k')],
  ['a call that QuickBooks does not have', (company) => company.delete('Customer', '1', '0', 'k')],
])('%s is refused before anything is sent', async (_, ask) => {
  const { company, records } = open()
  expect(await ask(company)).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid', status: null } })
  expect(records).toEqual([])
})

test('a company cannot be opened under a realm id that is not digits', () => {
  expect(() => openCompany('1/../2', callerOf(HOST).caller)).toThrow(RangeError)
})
