/** Goal: while a refund is divided, what is left is said to the cent, and nothing is sent that is not all of it. */
import { type Candidate, keyOf, leftWords, restFor, splitOf } from '../../src/ui/console/refunds/refund-draft'
import { must } from '../fixtures/must'

const total = { amount: '100.01', currency: 'USD' }
const candidate = (id: string): Candidate => ({
  invoiceId: 'i',
  docNumber: '1042',
  dealId: '1',
  dealName: 'A deal',
  milestone: { id, name: id },
  billed: null,
  paid: null,
  likely: false,
})
const [a, b, c] = ['a', 'b', 'c'].map(candidate).map((each) => must(each))
const all = [must(a), must(b), must(c)]
const typed = (...amounts: string[]) =>
  Object.fromEntries(amounts.map((amount, place) => [keyOf(must(all[place])), amount]))
const split = (...amounts: string[]) => splitOf(total, all, typed(...amounts))

test.each([
  [[], '$100.01 of $100.01 is left to say.', false],
  [['60'], '$40.01 of $100.01 is left to say.', false],
  [['60', '40.01'], 'All $100.01 is said.', true],
  [['60', '40.02'], 'That is $0.01 more than the refund of $100.01.', false],
  [['100.01'], 'All of it gives back one thing: say that as one thing.', false],
  [['60', '40.01', '0'], 'All $100.01 is said.', true],
  [['60', '40.01', 'some'], 'All $100.01 is said.', false],
  [['60', '40.01', '0.005'], 'All $100.01 is said.', false],
])('%j: %s', (amounts, words, isWhole) => {
  const found = split(...amounts)
  expect([leftWords(total, found), found.isWhole]).toEqual([words, isWhole])
})

test('what can’t be read is said beside it, and sends nothing', () => {
  const { errors, parts } = split('60', 'forty')
  expect([...errors.keys()]).toEqual([keyOf(must(b))])
  expect(parts).toHaveLength(1)
})

test('the rest is what the others leave', () => {
  expect(restFor(total, split('60'), keyOf(must(b)))).toBe('40.01')
  expect(restFor(total, split('60', '10'), keyOf(must(b)))).toBe('40.01')
  expect(restFor(total, split('60', '40.01'), keyOf(must(c)))).toBeNull()
  expect(restFor(total, split('200'), keyOf(must(b)))).toBeNull()
})

test('yen have no decimals', () => {
  const yen = { amount: '1001', currency: 'JPY' }
  expect(splitOf(yen, all, typed('600', '401')).isWhole).toBe(true)
  expect(splitOf(yen, all, typed('600.5', '400.5')).errors.size).toBe(2)
})
