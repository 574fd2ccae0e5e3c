import fc from 'fast-check'
import { entitySchemas } from '../../connectors/quickbooks/entities'
import { filterableFields } from '../../connectors/quickbooks/filterable-fields'
import { type Criterion, pageClause, whereClause } from '../../connectors/quickbooks/query'

const where = (entity: string, ...criteria: Criterion[]) => whereClause(entity, criteria)

test('joins conditions with AND, in the order given', () => {
  expect(
    where(
      'Invoice',
      { field: 'CustomerRef', operator: '=', value: '1' },
      { field: 'TxnDate', operator: '>=', value: '2026-11-01' },
      { field: 'Balance', operator: '>', value: '0' },
    ),
  ).toBe(" WHERE CustomerRef = '1' AND TxnDate >= '2026-11-01' AND Balance > '0'")
  expect(where('Invoice')).toBe('')
})

test('writes lists, and booleans without quotes', () => {
  expect(where('Invoice', { field: 'Id', operator: 'IN', value: ['1', '22'] })).toBe(
    " WHERE Id IN ('1', '22')",
  )
  expect(where('Customer', { field: 'Active', operator: 'IN', value: ['true', 'false'] })).toBe(
    ' WHERE Active IN (true, false)',
  )
  expect(where('Item', { field: 'Active', operator: '=', value: true })).toBe(' WHERE Active = true')
})

test('escapes the backslash first, then the quote', () => {
  expect(where('Customer', { field: 'DisplayName', operator: '=', value: "O'Hara \\ Sons \\'" })).toBe(
    " WHERE DisplayName = 'O\\'Hara \\\\ Sons \\\\\\''",
  )
  expect(where('Customer', { field: 'DisplayName', operator: 'LIKE', value: '%Bird%' })).toBe(
    " WHERE DisplayName LIKE '%Bird%'",
  )
})

test('orders and cuts a page', () => {
  expect(pageClause({ orderBy: 'Id', start: 1001, max: 1000 })).toBe(
    ' ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000',
  )
})

test.each<[string, string, Criterion]>([
  ['a field that is not filterable', 'Invoice', { field: 'PrivateNote', operator: '=', value: 'x' }],
  ['a field of another entity', 'Payment', { field: 'DocNumber', operator: '=', value: 'x' }],
  ['words in place of a field', 'Invoice', { field: "Id = '1' OR Id", operator: '=', value: '1' }],
  ['a name that every object has', 'Invoice', { field: 'constructor', operator: '=', value: '1' }],
  ['an entity that is not queried', 'Preferences', { field: 'Id', operator: '=', value: '1' }],
  ['an id that is compared', 'Invoice', { field: 'Id', operator: '>', value: '1' }],
  ['an id that is no number', 'Invoice', { field: 'Id', operator: '=', value: "1' OR '1" }],
  ['a date that is none', 'Invoice', { field: 'TxnDate', operator: '=', value: 'yesterday' }],
  ['an amount that is none', 'Invoice', { field: 'Balance', operator: '>', value: '1e9' }],
  [
    'a time without its zone',
    'Invoice',
    { field: 'MetaData.LastUpdatedTime', operator: '>', value: '2026-11-21T04:10:00' },
  ],
  ['a pattern on a reference', 'Invoice', { field: 'CustomerRef', operator: 'LIKE', value: '%' }],
  ['a boolean in words', 'Customer', { field: 'Active', operator: '=', value: 'yes' }],
  ['a list where one value goes', 'Invoice', { field: 'Id', operator: '=', value: ['1'] }],
  ['one value where a list goes', 'Invoice', { field: 'Id', operator: 'IN', value: '1' }],
  ['an empty list', 'Invoice', { field: 'Id', operator: 'IN', value: [] }],
  [
    'a line break, which the URL would drop',
    'Customer',
    { field: 'DisplayName', operator: '=', value: 'a\nb' },
  ],
  ['half of a character', 'Customer', { field: 'DisplayName', operator: '=', value: 'a\ud800' }],
])('refuses %s', (_, entity, criterion) => {
  expect(() => whereClause(entity, [criterion])).toThrow(RangeError)
})

test.each([
  { start: 0, max: 10 },
  { start: 1.5, max: 10 },
  { start: 1, max: 0 },
  { start: 1, max: 1001 },
  { start: Number.NaN, max: 1 },
])('refuses the page %j', (page) => {
  expect(() => pageClause({ orderBy: 'Id', ...page })).toThrow(RangeError)
})

test('no text can leave its quotes: whatever it is, the reader of the grammar gets exactly it back', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom("'", '\\', ' OR ', '--', '%', '\u2019', 'x'), maxLength: 30 }),
  )
  fc.assert(
    fc.property(value, (text) => {
      fc.pre(!/[\p{Cc}\p{Cs}]/u.test(text))
      const clause = whereClause('Customer', [{ field: 'DisplayName', operator: '=', value: text }])
      expect(readStrings(clause)).toEqual({ strings: [text], outside: ' WHERE DisplayName = ' })
    }),
    { numRuns: 2_000 },
  )
})

/** A scanner by the documented grammar: quoted text with a backslash before `\` and `'`. */
function readStrings(clause: string): { strings: string[]; outside: string } {
  const strings: string[] = []
  let outside = ''
  for (let at = 0; at < clause.length; at += 1) {
    if (clause[at] !== "'") {
      outside += clause[at]
      continue
    }
    let text = ''
    for (at += 1; clause[at] !== "'"; at += 1) {
      if (at >= clause.length) throw new Error('a string was never closed')
      if (clause[at] === '\\') at += 1
      text += clause[at]
    }
    strings.push(text)
  }
  return { strings, outside }
}

test('every queried entity can be parsed, and can be found by its Id', () => {
  for (const [entity, fields] of Object.entries(filterableFields)) {
    expect(Object.keys(entitySchemas)).toContain(entity)
    expect(fields.Id).toBe('id')
  }
})
