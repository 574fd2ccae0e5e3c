/**
 * Goal: our lines of an invoice are known again by what they say, whatever somebody put between them before its answer was
 * read. Method: lines as they come back, moved, added, retold, rewritten.
 */
import { lineWords, ownLines } from '../../src/invoices/sending/own-lines'
import { someIntent, somePart } from '../fixtures/made'

const parts = [
  somePart({ partKey: 'a', amountMinor: 1_500_000n, lineId: null }),
  somePart({ partKey: 'b', amountMinor: 200_000n, lineId: null }),
]
const intent = someIntent({
  body: JSON.stringify({
    Line: [
      { Amount: 15_000, Description: 'Strategy\nAccepted', DetailType: 'SalesItemLineDetail' },
      { Amount: 2_000, Description: 'Design', DetailType: 'SalesItemLineDetail' },
    ],
  }),
})
const line = (Id: string, Description: string, Amount: string) => ({
  Id,
  Description,
  Amount,
  DetailType: 'SalesItemLineDetail',
})
const strategy = line('1', 'Strategy\r\nAccepted ', '15000.00')
const design = line('2', 'Design', '2000')
const travel = line('9', 'Travel', '50')

test.each([
  ['as they were sent', [strategy, design], { a: '1', b: '2' }],
  ['in another order', [design, strategy], { a: '1', b: '2' }],
  ['with one above', [travel, strategy, design], { a: '1', b: '2' }],
  ['with one above, and another price', [travel, strategy, line('2', 'Design', '1900')], { a: '1', b: '2' }],
  ['retold, each in its place', [line('1', 'Plan', '15000'), line('2', 'Art', '2000')], { a: '1', b: '2' }],
  ['one taken away, and another one in its place: nobody can tell', [travel, design], { b: '2' }],
  [
    'one retold that costs the same, and another one in its place that does not',
    [line('9', 'Travel', '50'), line('2', 'Art', '2000.00')],
    { b: '2' },
  ],
  [
    'with words of ours among words of theirs',
    [travel, line('1', 'Strategy\nas discussed', '1'), line('2', 'Design\nsmall', '3')],
    { a: '1', b: '2' },
  ],
  [
    'words of ours on two lines: nobody can tell which',
    [line('1', 'Strategy\nI', '1'), line('3', 'Strategy\nII', '2'), design],
    { b: '2' },
  ],
  ['one retold, and one added: nobody can tell which', [travel, line('1', 'Plan', '9'), design], { b: '2' }],
  ['one removed', [design], { b: '2' }],
  [
    'two of one text and another price: nobody can tell which',
    [strategy, line('2', 'Design', '1'), line('3', 'Design', '2')],
    { a: '1' },
  ],
  ['none', [], {}],
])('%s', (_, lines, known) => {
  expect(Object.fromEntries(ownLines(intent, parts, lines))).toEqual(known)
})

test('one in its place and at its price that sells something else is not ours', () => {
  const selling = (item: string) => ({ SalesItemLineDetail: { ItemRef: { value: item } } })
  const sold = someIntent({
    body: JSON.stringify({
      Line: [
        { Amount: 15_000, Description: 'Strategy', ...selling('1') },
        { Amount: 2_000, Description: 'Design' },
      ],
    }),
  })
  const plan = line('1', 'Plan', '15000')
  const found = (now: object) => Object.fromEntries(ownLines(sold, parts, [{ ...plan, ...now }, design]))
  expect(found(selling('1'))).toEqual({ a: '1', b: '2' })
  expect(found(selling('7'))).toEqual({ b: '2' })
  expect(found({})).toEqual({ b: '2' })
})

test('what is tied stays tied, and only what is tied to nothing is looked for', () => {
  const tied = [
    somePart({ ...parts[0], partKey: 'a', lineId: '7' }),
    somePart({ ...parts[1], partKey: 'b', lineId: null }),
  ]
  const first = line('7', 'Something else', '1')
  expect(Object.fromEntries(ownLines(intent, tied, [first, design]))).toEqual({ b: '2' })
  // Taken away, and written again as it was: it is ours again.
  expect(Object.fromEntries(ownLines(intent, tied, [strategy, design]))).toEqual({ a: '1', b: '2' })
  const noted = line('1', 'Strategy\nas discussed', '9')
  expect(Object.fromEntries(ownLines(intent, tied, [noted, design]))).toEqual({ a: '1', b: '2' })
  // What stands in its place is not: it was known, and somebody took it away.
  expect(Object.fromEntries(ownLines(intent, tied, [line('1', 'Plan', '15000'), design]))).toEqual({ b: '2' })
})

test('a line is called by words that only it has', () => {
  const alike = someIntent({
    body: JSON.stringify({
      Line: [{ Description: 'Website\nStrategy' }, { Description: 'Website\nDesign' }],
    }),
  })
  expect(lineWords(alike, parts)).toEqual(['Strategy', 'Design'])
  const same = someIntent({
    body: JSON.stringify({ Line: [{ Description: 'Website' }, { Description: 'Website' }] }),
  })
  expect(lineWords(same, parts)).toEqual(['Website', 'Website'])
  expect(lineWords(someIntent({ body: '' }), parts)).toEqual(['line 1', 'line 2'])
})

test('an invoice of which nothing is kept that was sent is read by its order, where it has as many lines', () => {
  const bare = someIntent({ body: '' })
  expect(Object.fromEntries(ownLines(bare, parts, [strategy, design]))).toEqual({ a: '1', b: '2' })
  expect(Object.fromEntries(ownLines(bare, parts, [travel, strategy, design]))).toEqual({})
})
