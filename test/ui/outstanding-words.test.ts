/**
 * Goal: the page of what is outstanding says in words what its numbers say, counts right, and never calls unknown zero. Method:
 * the words as tables.
 */
import type { OutstandingSumView } from '../../src/http/contract/outstanding'
import {
  ageWords,
  daysLateWords,
  headline,
  invoicedWords,
  rowWords,
  sumWords,
} from '../../src/ui/console/outstanding/outstanding-words'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const sum = (given: Partial<OutstandingSumView> = {}): OutstandingSumView => ({
  currency: 'USD',
  customers: 2,
  invoices: 3,
  unread: 0,
  notDue: usd('0.00'),
  days1to30: usd('10.00'),
  days31to60: usd('0.00'),
  days61to90: usd('0.00'),
  over90: usd('0.00'),
  covered: usd('0.00'),
  overdue: usd('10.00'),
  total: usd('2310.00'),
  oldestDueOn: '2026-03-01',
  ...given,
})

test.each<[string, OutstandingSumView[]]>([
  ['Nothing is outstanding', []],
  ['$2,310.00 outstanding, $10.00 of it late', [sum()]],
  ['$2,310.00 outstanding, none of it late', [sum({ overdue: usd('0.00') })]],
  ['What is outstanding is not all known', [sum({ total: null, overdue: null, unread: 1 })]],
  ['Outstanding in 2 currencies', [sum(), sum({ currency: 'EUR' })]],
])('“%s”', (words, currencies) => expect(headline(currencies)).toBe(words))

test('a currency in words', () => {
  expect(sumWords(sum())).toBe('2 customers, 3 open invoices.')
  expect(sumWords(sum({ customers: 1, invoices: 1, unread: 1 }))).toBe(
    '1 customer, 1 open invoice; 1 more can’t be read, so what it adds is unknown.',
  )
  expect(sumWords(sum({ unread: 2 }))).toContain('2 more can’t be read, so what they add is unknown')
})

test.each([
  [0, null],
  [-3, null],
  [1, '1 day late'],
  [32, '32 days late'],
])('%s days: %s', (days, words) => expect(daysLateWords(days)).toBe(words))

test('a customer in words', () => {
  expect(rowWords({ invoices: 1, unread: 0 })).toBe('1 open invoice')
  expect(rowWords({ invoices: 4, unread: 2 })).toBe('4 open invoices, 2 more can’t be read')
  expect(rowWords({ invoices: 0, unread: 1 })).toBe('1 invoice can’t be read')
  expect(invoicedWords({ invoices: 1, unread: 0 })).toBe('1 invoice, with tax')
  expect(invoicedWords({ invoices: 2, unread: 1 })).toBe('2 invoices, and 1 that can’t be read')
})

test('every age of the contract has its column, the youngest first', () => {
  const { notDue, days1to30, days31to60, days61to90, over90 } = sum()
  expect(ageWords.map(([age]) => age)).toEqual(
    Object.keys({ notDue, days1to30, days31to60, days61to90, over90 }),
  )
})
