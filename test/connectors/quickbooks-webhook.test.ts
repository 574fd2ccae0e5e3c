import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { parseWebhook, verifyWebhook } from '../../connectors/quickbooks/webhook'

const sign = (body: Buffer | string, token: string) =>
  createHmac('sha256', token).update(body).digest('base64')
const parse = (value: unknown) =>
  parseWebhook(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const eventsOf = (value: unknown) => {
  const delivery = parse(value)
  if (!delivery.ok) throw new Error(delivery.reason)
  return delivery
}

const cloud = (more: object = {}) => ({
  specversion: '1.0',
  id: '88cd52aa-33b6-4351-9aa4-47572edbd068',
  source: 'intuit.abc=',
  type: 'qbo.invoice.voided.v1',
  datacontenttype: 'application/json',
  time: '2026-09-10T21:31:25.179851517Z',
  intuitentityid: '1234',
  intuitaccountid: '310687',
  data: {},
  ...more,
})
const classic = (...entities: unknown[]) => ({
  eventNotifications: [{ realmId: '1185883450', dataChangeEvent: { entities } }],
})
const created = { name: 'Invoice', id: '145', operation: 'Create', lastUpdated: '2015-10-05T14:42:19-0700' }

describe('the signature', () => {
  const rawBody = Buffer.from('{"eventNotifications":[]} with ünïcode')

  test('of any live verifier token is valid', () => {
    for (const token of ['old-token', 'new-token']) {
      const signature = sign(rawBody, token)
      expect(verifyWebhook({ rawBody, signature, verifierTokens: ['old-token', 'new-token'] })).toEqual({
        valid: true,
      })
    }
  })

  test.each([
    ['of another token', sign(rawBody, 'other')],
    ['of another body', sign(`${rawBody.toString()} `, 'token')],
    ['cut short', sign(rawBody, 'token').slice(0, -1)],
    ['with more behind it', `${sign(rawBody, 'token')}=`],
    ['in hex', createHmac('sha256', 'token').update(rawBody).digest('hex')],
    ['in other letters', sign(rawBody, 'token').toUpperCase()],
    ['of a single byte', 'x'],
    ['of characters outside ASCII', 'é'.repeat(22)],
  ])('%s is not', (_, signature) => {
    expect(verifyWebhook({ rawBody, signature, verifierTokens: ['token'] })).toEqual({
      valid: false,
      reason: 'bad_signature',
    })
  })

  test('must be there', () => {
    for (const signature of [undefined, '']) {
      expect(verifyWebhook({ rawBody, signature, verifierTokens: ['token'] })).toEqual({
        valid: false,
        reason: 'missing_signature',
      })
    }
  })

  test('of an empty token, or without any token, is never valid', () => {
    const signature = sign(rawBody, '')
    for (const verifierTokens of [[''], []]) {
      expect(verifyWebhook({ rawBody, signature, verifierTokens })).toMatchObject({ valid: false })
    }
  })
})

test('reads a CloudEvent', () => {
  const body = cloud()
  expect(eventsOf([body])).toEqual({
    ok: true,
    skipped: 0,
    events: [
      {
        realmId: '310687',
        entity: 'Invoice',
        id: '1234',
        operation: 'voided',
        at: '2026-09-10T21:31:25.179851517Z',
        deletedId: null,
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        body,
      },
    ],
  })
})

test.each([
  ['qbo.invoice.created.v1', 'Invoice', 'created'],
  ['QBO.CreditMemo.Updated.V1', 'CreditMemo', 'updated'],
  ['qbo.refundreceipt.deleted.v2', 'RefundReceipt', 'deleted'],
  ['qbo.customer.merged', 'Customer', 'merged'],
  ['qbo.timeactivity.emailed.v1', 'TimeActivity', 'emailed'],
  ['qbo.something-new.archived.v1', 'Something-new', 'archived'],
])('reads the type %s', (type, entity, operation) => {
  expect(eventsOf([cloud({ type })]).events).toMatchObject([{ entity, operation }])
})

test('reads a merge in both forms', () => {
  const type = 'qbo.customer.merged.v1'
  expect(eventsOf([cloud({ type, data: { deletedid: '27' } })]).events).toMatchObject([{ deletedId: '27' }])
  const merge = { ...created, name: 'Customer', operation: 'Merge', deletedId: '27' }
  expect(eventsOf(classic(merge)).events).toMatchObject([
    { entity: 'Customer', operation: 'merged', deletedId: '27' },
  ])
})

test('reads the classic form, several companies in one delivery', () => {
  const delivery = {
    eventNotifications: [
      { realmId: '1', dataChangeEvent: { entities: [created, { ...created, operation: 'Void' }] } },
      { realmId: '2', dataChangeEvent: { entities: [{ ...created, operation: 'Emailed' }] } },
    ],
  }
  const { events } = eventsOf(delivery)
  expect(events).toMatchObject([
    { realmId: '1', entity: 'Invoice', id: '145', operation: 'created', at: '2015-10-05T14:42:19-0700' },
    { realmId: '1', operation: 'voided' },
    { realmId: '2', operation: 'emailed' },
  ])
  expect(new Set(events.map(({ key }) => key)).size).toBe(3)
})

test('the same event has the same key, whatever the order of its fields; any difference makes another', () => {
  const keyOf = (value: unknown) => eventsOf(value).events[0]?.key
  const body = cloud()
  const shuffled = Object.fromEntries(Object.entries(body).reverse())
  expect(keyOf([shuffled])).toBe(keyOf([body]))
  for (const more of [{ id: 'x' }, { intuitaccountid: '2' }, { time: '2026' }, { data: { a: 1 } }]) {
    expect(keyOf([cloud(more)])).not.toBe(keyOf([body]))
  }
  const elsewhere = { eventNotifications: [{ realmId: '2', dataChangeEvent: { entities: [created] } }] }
  expect(keyOf(classic(created))).not.toBe(keyOf(elsewhere))
})

test('fields that are new or missing cost nothing', () => {
  const { datacontenttype: _, data: __, time: ___, ...bare } = cloud({ brandnew: { deep: [1] } })
  expect(eventsOf([bare]).events).toMatchObject([{ at: null, deletedId: null, body: bare }])
  expect(eventsOf([cloud({ data: { alternative_ids: [{ id: 'a', namespace: 'b' }] } })]).events).toHaveLength(
    1,
  )
  expect(eventsOf([cloud({ time: 12, data: 'text' })]).events).toMatchObject([{ at: null, deletedId: null }])
  expect(eventsOf([cloud({ intuitentityid: 1234 })]).events).toMatchObject([{ id: '1234' }])
})

test.each([
  ['null', null],
  ['text', 'nonsense'],
  ['without a realm', cloud({ intuitaccountid: undefined })],
  ['without an id', cloud({ intuitentityid: '' })],
  ['with an id that lost digits', cloud({ intuitentityid: 5e18 })],
  ['of a type that is no change', cloud({ type: 'ping' })],
])('one entry %s is skipped, and the others are read', (_, poison) => {
  expect(eventsOf([cloud(), poison, cloud({ id: '2' })])).toMatchObject({
    skipped: 1,
    events: [{ id: '1234' }, { id: '1234' }],
  })
})

test('one classic notice or entity that makes no sense is skipped', () => {
  const delivery = {
    eventNotifications: [null, { realmId: '1' }, ...classic(created, { name: 'Invoice' }).eventNotifications],
  }
  expect(eventsOf(delivery)).toMatchObject({ skipped: 3, events: [{ id: '145' }] })
})

test('a single CloudEvent outside a list is read; an empty list is no event', () => {
  expect(eventsOf(cloud()).events).toHaveLength(1)
  expect(eventsOf([])).toEqual({ ok: true, events: [], skipped: 0 })
})

test.each([
  ['what is not JSON', '{"a":', 'not_json'],
  ['an empty body', '', 'not_json'],
  ['another document', '{"hello":"world"}', 'not_a_notification'],
  ['a bare word', 'true', 'not_a_notification'],
  ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`, 'too_deep'],
  ['nesting that would break a parser', '['.repeat(500_000), 'too_deep'],
  ['a prototype', '[{"__proto__":{"realmId":"1"}}]', 'forbidden_key'],
  ['more than 1 MiB', `["${'x'.repeat(1_048_576)}"]`, 'too_large'],
])('refuses %s', (_, body, reason) => {
  expect(parse(body)).toEqual({ ok: false, reason })
})

test('brackets in texts are not nesting', () => {
  expect(eventsOf([cloud({ source: '"\\'.concat('[{'.repeat(100)) })]).events).toHaveLength(1)
})

test('a large delivery is read whole', () => {
  const many = Array.from({ length: 2_000 }, (_, at) => cloud({ id: `e${at}` }))
  expect(eventsOf(many).events).toHaveLength(2_000)
})

test('nothing that can be sent makes it throw', () => {
  fc.assert(fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => void parse(JSON.stringify(value))))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseWebhook(Buffer.from(bytes))))
})
