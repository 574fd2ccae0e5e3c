/**
 * Goal: what comes next is said in one line that says nothing twice, and nothing that is not known. Method: the words,
 * given figures.
 */
import { expectedWords, paceWords } from '../../src/ui/console/deal/money-ahead-words'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const none = {
  readyToBill: usd('0.00'),
  expectedThisMonth: usd('0.00'),
  expectedNextMonth: usd('0.00'),
  expectedLater: usd('0.00'),
  expectedUndated: usd('0.00'),
}

test('months that bring nothing are left out', () => {
  expect(expectedWords(none)).toEqual([])
  expect(
    expectedWords({ ...none, expectedNextMonth: usd('1250.50'), expectedUndated: usd('-3.00') }),
  ).toEqual([
    { when: 'Expected next month', text: '$1,250.50' },
    { when: 'without a date', text: '−$3.00' },
  ])
})

test('where a part is unknown none of it is said', () => {
  const said = expectedWords({ ...none, expectedThisMonth: usd('5.00'), expectedLater: null })
  expect(said).toHaveLength(1)
  expect(said[0]?.text).not.toMatch(/\d/)
})

test.each([
  [usd('5.00'), usd('0.00'), usd('0.00'), 'Billed $5.00 more than is done'],
  [usd('0.00'), usd('7.10'), usd('2.10'), '$2.10 ready to bill · billed $7.10 less than is done'],
  [usd('0.00'), usd('0.00'), usd('2.10'), '$2.10 ready to bill'],
  [usd('0.00'), usd('0.00'), usd('0.00'), null],
  [null, null, null, null],
])('over %j, under %j, ready %j: %s', (overBilled, underBilled, readyToBill, words) => {
  expect(paceWords({ overBilled, underBilled }, { readyToBill })).toBe(words)
})
