import { isOwnEcho, parseWebhook } from '../../connectors/hubspot/webhook'

const base = {
  eventId: 2995724042,
  subscriptionId: 6547123,
  portalId: 148000001,
  appId: 39000001,
  occurredAt: 1782371972438,
  attemptNumber: 0,
  changeSource: 'CRM_UI',
  sourceId: 'userId:70000001',
}

function read(...events: unknown[]) {
  const delivery = parseWebhook(Buffer.from(JSON.stringify(events)))
  if (!delivery.ok) throw new Error(delivery.reason)
  return delivery.events
}

function readOne(event: object) {
  const [first] = read({ ...base, ...event })
  if (!first) throw new Error('no event')
  return first
}

test('a classic property change, with all that it says', () => {
  const event = readOne({
    subscriptionType: 'deal.propertyChange',
    objectId: 332507367156,
    propertyName: 'amount',
    propertyValue: '2000',
  })
  expect(event).toEqual({
    portalId: '148000001',
    appId: 39000001,
    kind: 'changed',
    objectType: 'deal',
    objectIds: ['332507367156'],
    property: 'amount',
    changeSource: 'CRM_UI',
    sourceId: 'userId:70000001',
    at: 1782371972438,
    attempt: 0,
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
    body: expect.objectContaining({ propertyValue: '2000' }),
  })
})

test.each([
  ['creation', 'created'],
  ['propertyChange', 'changed'],
  ['deletion', 'deleted'],
  ['restore', 'restored'],
  ['privacyDeletion', 'other'],
  ['constructor', 'other'],
])('%s, classic and generic, is %s', (action, kind) => {
  expect(readOne({ subscriptionType: `deal.${action}`, objectId: 5 })).toMatchObject({
    kind,
    objectType: 'deal',
    objectIds: ['5'],
  })
  expect(readOne({ subscriptionType: `object.${action}`, objectTypeId: '0-3', objectId: 5 })).toMatchObject({
    kind,
    objectType: 'deal',
    objectIds: ['5'],
  })
})

test('the type may be called eventType', () => {
  expect(readOne({ eventType: 'deal.creation', objectId: 5 }).kind).toBe('created')
})

test.each([
  ['0-2', 'company'],
  ['0-8', 'line_item'],
  ['2-143967026', '2-143967026'],
  ['toString', 'toString'],
])('object type %s is %s', (objectTypeId, objectType) => {
  const event = readOne({ subscriptionType: 'object.propertyChange', objectTypeId, objectId: 5 })
  expect(event).toMatchObject({ objectType, objectIds: ['5'] })
})

test.each<[string, object, string[]]>([
  ['a new id', { primaryObjectId: 1, mergedObjectIds: [2, 3], newObjectId: 9 }, ['1', '2', '3', '9']],
  ['the winner kept', { primaryObjectId: 1, mergedObjectIds: [2], newObjectId: 1 }, ['1', '2']],
  ['no new id, ids as text', { primaryObjectId: '1', mergedObjectIds: ['2'] }, ['1', '2']],
  ['an objectId too', { objectId: 7, primaryObjectId: 1, mergedObjectIds: [2] }, ['7', '1', '2']],
])('a merge names every deal concerned: %s', (_, fields, ids) => {
  for (const type of [
    { subscriptionType: 'deal.merge' },
    { subscriptionType: 'object.merge', objectTypeId: '0-3' },
  ]) {
    expect(readOne({ ...type, ...fields })).toMatchObject({
      kind: 'merged',
      objectType: 'deal',
      objectIds: ids,
    })
  }
})

test.each<[string, object, object]>([
  [
    'deal to line item',
    { subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_LINE_ITEM' },
    { objectType: 'deal', objectIds: ['10'] },
  ],
  [
    'line item to deal',
    { subscriptionType: 'line_item.associationChange', associationType: 'LINE_ITEM_TO_DEAL' },
    { objectType: 'deal', objectIds: ['20'] },
  ],
  [
    'deal to deal',
    { subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_DEAL' },
    { objectType: 'deal', objectIds: ['10', '20'] },
  ],
  [
    'company to contact',
    { subscriptionType: 'company.associationChange', associationType: 'COMPANY_TO_CONTACT' },
    { objectType: 'company', objectIds: ['10'] },
  ],
  [
    'no type of association said',
    { subscriptionType: 'deal.associationChange' },
    { objectType: 'deal', objectIds: ['10'] },
  ],
  [
    'generic, deal first',
    { subscriptionType: 'object.associationChange', fromObjectTypeId: '0-3', toObjectTypeId: '0-2' },
    { objectType: 'deal', objectIds: ['10'] },
  ],
  [
    'generic, deal second',
    { subscriptionType: 'object.associationChange', fromObjectTypeId: '0-2', toObjectTypeId: '0-3' },
    { objectType: 'deal', objectIds: ['20'] },
  ],
])('an association has two ends: %s', (_, fields, expected) => {
  const event = readOne({ ...fields, fromObjectId: 10, toObjectId: 20, associationRemoved: false })
  expect(event).toMatchObject({ kind: 'associated', ...expected })
})

test('the test button of the developer page is nobody’s change', () => {
  const button = { subscriptionType: 'deal.creation', eventId: 100, objectId: 123, changeSource: 'CRM' }
  expect(readOne(button).kind).toBe('other')
  expect(readOne({ ...button, changeSource: 'CRM_UI' }).kind).toBe('created')
  expect(readOne({ ...button, eventId: 101 }).kind).toBe('created')
})

test('our own write is recognised when it comes back, and nobody else’s', () => {
  const echo = { subscriptionType: 'deal.propertyChange', objectId: 5, changeSource: 'INTEGRATION' }
  expect(isOwnEcho(readOne({ ...echo, sourceId: '39000001' }), 39000001)).toBe(true)
  expect(isOwnEcho(readOne({ ...echo, sourceId: 39000001 }), 39000001)).toBe(true)
  expect(isOwnEcho(readOne({ ...echo, sourceId: '39000002' }), 39000001)).toBe(false)
  expect(isOwnEcho(readOne({ ...echo, changeSource: 'API', sourceId: '39000001' }), 39000001)).toBe(false)
})

describe('the key', () => {
  const event = { ...base, subscriptionType: 'deal.propertyChange', objectId: 5, propertyValue: 'x' }
  const keyOf = (given: object) => read(given)[0]?.key

  test('is the same for every attempt and any order of fields', () => {
    const reversed = Object.fromEntries(Object.entries(event).reverse())
    expect(keyOf({ ...event, attemptNumber: 9 })).toBe(keyOf(event))
    expect(keyOf(reversed)).toBe(keyOf(event))
  })

  test.each<[string, object]>([
    ['value', { propertyValue: 'y' }],
    ['time', { occurredAt: 1 }],
    ['portal', { portalId: 2 }],
    ['subscription', { subscriptionId: 2 }],
    ['unknown field', { something: { new: [1] } }],
  ])('differs with another %s', (_, change) => {
    expect(keyOf({ ...event, ...change })).not.toBe(keyOf(event))
  })

  test('keeps what is nested apart', () => {
    expect(keyOf({ ...event, x: { a: 1, b: 2 } })).toBe(keyOf({ ...event, x: { b: 2, a: 1 } }))
    expect(keyOf({ ...event, x: { a: 1, b: 2 } })).not.toBe(keyOf({ ...event, x: { a: 2, b: 1 } }))
    expect(keyOf({ ...event, x: { attemptNumber: 1 } })).not.toBe(
      keyOf({ ...event, x: { attemptNumber: 2 } }),
    )
  })
})

test('one poisoned event does not cost the other 99', () => {
  const good = { ...base, subscriptionType: 'deal.creation', objectId: 5 }
  for (const poison of [null, 7, 'x', [], {}, { portalId: { a: 1 }, objectId: [1], subscriptionType: 5 }]) {
    const events = read(...Array.from({ length: 99 }, () => good), poison)
    expect(events).toHaveLength(100)
    expect(events.filter((event) => event.kind === 'created')).toHaveLength(99)
    expect(events[99]).toMatchObject({ portalId: '', kind: 'other', objectIds: [] })
  }
})

test.each([
  ['not JSON', '[{', 'not_json'],
  ['nothing', '', 'not_json'],
  ['an object', '{}', 'not_a_list'],
  ['101 events', JSON.stringify(Array.from({ length: 101 }, () => base)), 'too_many'],
  ['1 MiB and a byte', `[${' '.repeat(1_048_575)}]`, 'too_large'],
  ['a deep nest', `[{"a":${'['.repeat(40)}${']'.repeat(40)}}]`, 'too_deep'],
  ['a very deep nest', '['.repeat(1_000_000), 'too_deep'],
  ['a prototype', '[{"__proto__":{"kind":"x"}}]', 'forbidden_key'],
  ['a prototype in disguise', '[{"a":{"\\u005f_proto__":1}}]', 'forbidden_key'],
])('refuses %s', (_, body, reason) => {
  expect(parseWebhook(Buffer.from(body))).toEqual({ ok: false, reason })
})

test('brackets inside text do not count as depth', () => {
  const value = `\\"${'['.repeat(50)}{{{`
  expect(readOne({ subscriptionType: 'deal.propertyChange', objectId: 1, propertyValue: value }).kind).toBe(
    'changed',
  )
})

test('a delivery may be empty, and as long as 100', () => {
  expect(read()).toEqual([])
  expect(read(...Array.from({ length: 100 }, () => base))).toHaveLength(100)
})
