/**
 * Goal: a figure that is no money becomes no milestone's amount. Method: plans whose amounts have a sign, with days,
 * versions, telephone numbers, addresses and quantities put in between; and answers to what is asked then.
 */
import fc from 'fast-check'
import { money } from '../../src/money/money'
import { stageSentence } from '../../src/start-from/sentence/stage-sentence'
import { facts, stagedWords } from '../fixtures/sentence-words'

const deal = { dealAmount: money(999_999n, 'USD') }

test('half up front and the rest in two equal parts, of the deal’s amount', () => {
  const text = 'Half up front, the rest in two equal parts, by March 15, net 15, approval in 3 days'
  const staged = stageSentence(text, facts(deal))
  expect(stagedWords(staged)).toBe(
    'fixed 9999.99 USD | Up front 1/2 | Milestone 2 25 % @2027-03-15 | Milestone 3 25 % @2027-03-15 | + terms:{netDays:15} approval:{required:true,windowDays:3}',
  )
  expect(staged.understood.map((each) => each.text)).toEqual(
    expect.arrayContaining(['Half up front', 'the rest in two equal parts', 'by March 15', 'net 15']),
  )
})

const NOISE =
  `by March 15|March 15|15 March|mid March 15|March, 15|before the 15th|the 1st of May|in 2027|2027|Q1 2027|May 2027|v2.0
  version 2.0|call 555-0134|call +1 (415) 555-0134|12 Main Street|room 12|Suite 500|SKU 12345|ISO 9001|24/7|24/7 support
  3 weeks|6 weeks of work|12 product photos|photos, 12|2 revisions|revisions 2|by 3/15|3/15|3.15|week 12|cable 10m|10 hours
  chapter 7|at 9:30|3rd floor|10,000 visitors|visitors 10,000|-500|#42|ticket 1234`.split(/\||\n\s*/)
const LISTS = [
  'Design $4,111, Build $8,222',
  '$4,111 for Design, $8,222 for Build',
  'Total $12,333: Design $4,111, Build $8,222',
]
/** Percentages of the noise are none of the plan's: all of its amounts are these. */
const OWN = ['4111.00', '8222.00', '12333.00']

test('figures that are no money are asked about, or stay words', () => {
  const plan = fc.record({
    list: fc.constantFrom(...LISTS),
    noise: fc.array(fc.constantFrom(...NOISE), { minLength: 1, maxLength: 3 }),
    before: fc.boolean(),
    between: fc.constantFrom(', ', '. ', '; ', '\n'),
  })
  fc.assert(
    fc.property(plan, ({ list, noise, before, between }) => {
      const text = (before ? [...noise, list] : [list, ...noise]).join(between)
      const { draft, questions, understood } = stageSentence(text, facts())
      for (const { amount, share } of draft.milestones ?? []) {
        expect([text, share]).toEqual([text, undefined])
        if (amount) expect([text, OWN.includes(amount.amount)]).toEqual([text, true])
      }
      if (draft.contractValue) expect([text, OWN.includes(draft.contractValue.amount)]).toEqual([text, true])
      const told = understood.map((each) => each.text).join(' \u0000 ')
      const asked = questions.map((each) => each.question).join(' \u0000 ')
      for (const [figure] of text.matchAll(/\d+/g)) {
        expect([text, figure, told.includes(figure) || asked.includes(figure)]).toEqual([text, figure, true])
      }
    }),
    { numRuns: 400 },
  )
})

describe('a number that may be money', () => {
  const text = 'Design $5,000, Photos 12,000'
  const question = 'Is “12,000” in “Photos 12,000” an amount of money?'
  const answered = (answer: string) => stagedWords(stageSentence(text, facts(), [{ question, answer }]))
  test('is asked about and left out', () => {
    const staged = stageSentence(text, facts())
    expect(staged.questions.map((each) => each.question)).toEqual([question])
    expect(staged.draft.milestones?.map((each) => each.name)).toEqual(['Design'])
  })
  test('is one when a person says so', () => {
    expect(answered('It is an amount')).toBe('fixed 17000.00 USD | Design 5000.00 | Photos 12000.00')
  })
  test('is none when a person says so', () => {
    expect(answered('It is not: leave it out')).toBe('fixed 5000.00 USD | Design 5000.00')
  })
  test('is asked about again when the answer is something else', () => {
    expect(answered('maybe')).toContain('ask /milestones')
  })
})

test.each([
  'by March 15, ',
  'March 15 ',
  'A $5, B ',
  'the rest in two parts, ',
  '$5,000 design, ',
  ': $5 a, $6 b',
  'monthly retainer $2 for ',
  'retainer fee ',
  'on 3/15 ',
  '1/3 on 3/4, ',
  '$5 x: ',
  ': $5 for ',
])('4,000 characters of “%s” are read in a moment', (piece) => {
  const text = piece.repeat(4_000).slice(0, 4_000)
  const before = process.cpuUsage()
  stageSentence(text, facts())
  const { user, system } = process.cpuUsage(before)
  // Processor time, because others use this machine too.
  expect((user + system) / 1_000).toBeLessThan(20_000)
})
