/**
 * Goal: our lines of an invoice are known again by what they say, whatever somebody put between them before its answer was
 * read. Method: lines as they come back, moved, added, retold, rewritten.
 */
import { ownLines } from '../../src/invoices/sending/own-lines'
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

test('an invoice of which nothing is kept that was sent is read by its order, where it has as many lines', () => {
  const bare = someIntent({ body: '' })
  expect(Object.fromEntries(ownLines(bare, parts, [strategy, design]))).toEqual({ a: '1', b: '2' })
  expect(Object.fromEntries(ownLines(bare, parts, [travel, strategy, design]))).toEqual({})
})
