/** Goal: the amounts a person sees while typing a split are those that the server makes of it, to the cent. */
import fc from 'fast-check'
import { splitAmounts } from '../../src/schedules/split'
import { splitOutcome, splitPreview } from '../../src/ui/console/deal/split-preview'

const whole = { amount: '3333.33', currency: 'USD' }

test.each([
  ['share', '80', '2666.66', '666.67'],
  ['share', '80 %', '2666.66', '666.67'],
  ['share', '1/3', '1111.11', '2222.22'],
  ['amount', '2,666.66', '2666.66', '666.67'],
  ['amount', '1', '1.00', '3332.33'],
] as const)('%s “%s”', (unit, typed, accepted, remaining) => {
  expect(splitPreview(whole, unit, typed)).toMatchObject({
    ok: true,
    accepted: { amount: accepted, currency: 'USD' },
    remaining: { amount: remaining, currency: 'USD' },
  })
})

test.each([
  ['share', '', /A share, such as/],
  ['share', '0', /More than 0/],
  ['share', '101', /At most 100/],
  ['share', '100', /less than all/],
  ['share', '0.0001', /Nothing would be accepted/],
  ['amount', 'ten', /An amount in USD/],
  ['amount', '0', /Nothing/],
  ['amount', '3333.33', /less than all/],
  ['amount', '1.001', /An amount in USD/],
] as const)('%s “%s” is said to be none', (unit, typed, problem) => {
  expect(splitPreview(whole, unit, typed)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(problem),
  })
})

test('it is what the server makes of the same share, for any amount', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 100n, max: 10n ** 11n }),
      fc.integer({ min: 1, max: 9_999 }),
      (minor, hundredths) => {
        const percent = `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
        const text = String(minor).padStart(3, '0')
        const amount = { amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency: 'USD' }
        const shown = splitPreview(amount, 'share', percent)
        if (!shown.ok)
          return shown.problem === 'Nothing would be accepted' || shown.problem.includes('less than all')
        const { acceptedMinor } = splitAmounts(minor, { percent }, 'USD')
        return BigInt(shown.accepted.amount.replace('.', '')) === acceptedMinor
      },
    ),
  )
})

test.each([
  ['pending', /nothing is billed/],
  ['in_progress', /nothing is billed/],
  ['in_review', /approved, and its invoice is created.*goes back/],
  ['completed', /stays completed, and its invoice is created.*goes back/],
] as const)('before anything happens it says what becomes of %s work', (status, words) => {
  expect(splitOutcome(status, 'now')).toMatch(words)
})
