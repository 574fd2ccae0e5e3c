/**
 * Goal: a plan in plain words is read as its author meant it, and what can't be known is asked. Method: a corpus of
 * sentences, each with the plan that a careful reader would stage (fixtures/sentences.txt), and what differs by company.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { scheduleInput } from '../../src/http/contract/schedule'
import { stagedView, withWhatIsLeft } from '../../src/http/views/staged-view'
import { money } from '../../src/money/money'
import { stageSentence } from '../../src/start-from/sentence/stage-sentence'
import { facts, stagedWords } from '../fixtures/sentence-words'

const corpus = readFileSync(path.resolve(__dirname, '../fixtures/sentences.txt'), 'utf8')
  .trim()
  .split(/\n(?=\S)/)
  .map((entry): [string, string] => {
    const [text = '', expected = ''] = entry.split('\n    => ')
    return [text.replace(/\\n/g, '\n'), expected.trim()]
  })

test('the corpus is read whole', () => {
  expect(corpus.length).toBeGreaterThan(100)
  for (const [, expected] of corpus) expect(expected).not.toBe('')
})

test.each(corpus)('%s', (text, expected) => {
  const staged = stageSentence(text, facts())
  expect(stagedWords(staged)).toBe(expected)
  const noCurrency = staged.questions.some((each) => each.pointer === '/contractValue/currency')
  if (!noCurrency) expect(withWhatIsLeft(staged).questions).toEqual(staged.questions)
  if (staged.questions.length === 0) expect(scheduleInput.safeParse(staged.draft).error).toBeUndefined()
  expect(() => stagedView(staged)).not.toThrow()
  for (const understood of staged.understood) expect(text).toContain(understood.text)
})

const KIARO =
  'Create a $50,000 fixed price project called Brand Redesign for Acme Corp with 3 milestones: Strategy $15,000, Design $20,000, Delivery $15,000'

test('every piece that was understood is told in its own words', () => {
  const { understood, notes, questions } = stageSentence(KIARO, facts())
  expect(questions).toEqual([])
  expect(notes).toEqual([])
  expect(understood.map(({ text, meaning, pointer }) => [text, meaning, pointer])).toEqual([
    ['3 milestones', '3 milestones', '/milestones'],
    ['called Brand Redesign', 'The project’s name: Brand Redesign', ''],
    ['for Acme Corp', 'Customer: Acme Corp', '/customer'],
    ['$50,000', 'Contract value: $50,000.00', '/contractValue'],
    ['Strategy $15,000', 'Milestone 1, “Strategy”: $15,000.00', '/milestones/0'],
    ['Design $20,000', 'Milestone 2, “Design”: $20,000.00', '/milestones/1'],
    ['Delivery $15,000', 'Milestone 3, “Delivery”: $15,000.00', '/milestones/2'],
    ['fixed price', 'Fixed price', '/billingType'],
  ])
})

test('what was left over is quoted in its question', () => {
  const { questions } = stageSentence('Please hurry up, it rains. Design $5,000', facts())
  expect(questions.map((each) => each.question)).toEqual([
    'What does “hurry up, it rains” mean here? Say it in other words, or leave it out.',
  ])
})

test('another name than the deal’s is mentioned, and asks nothing', () => {
  const staged = stageSentence(KIARO, facts({ dealName: 'Rebranding' }))
  expect(staged.questions).toEqual([])
  expect(staged.notes).toEqual([
    'The text calls the project “Brand Redesign”; the deal is named “Rebranding” and stays so.',
  ])
})

test.each([
  ['a dollar in a Canadian company may be another', 'CAD', 'CAD', '$50,000 in halves', 'ask CAD / USD'],
  ['a dollar for an American deal of a Canadian company', 'CAD', 'USD', '$50,000 in halves', 'ask USD / CAD'],
  ['a dollar in an Australian company', 'AUD', 'AUD', 'A$50,000 in halves', '50000.00 AUD'],
  ['said beside it', 'CAD', 'CAD', '$50,000 in halves in Canadian dollars', '50000.00 CAD'],
  ['a code behind it', 'CAD', 'CAD', '$50,000 USD in halves', '50000.00 USD'],
  ['yen in Japan', 'JPY', 'JPY', '¥500,000 in halves', '500000 JPY'],
  ['a number alone is in the deal’s currency', 'EUR', 'EUR', 'Total 50000 in halves', '50000.00 EUR'],
  ['more digits than the currency has', 'JPY', 'JPY', '¥500.50 in halves', 'ask'],
])('%s', (_, home, dealCurrency, text, expected) => {
  const { draft, questions } = stageSentence(text, facts({ home, dealCurrency }))
  const [asked] = questions
  const value = draft.contractValue
  const shown = value
    ? `${value.amount} ${value.currency}`
    : `ask ${asked?.choices?.join(' / ') ?? ''}`.trim()
  expect(shown).toBe(expected)
  expect(value === undefined).toBe(questions.length > 0)
})

describe('where the text has no contract value', () => {
  const deal = { dealAmount: money(5_000_000n, 'USD') }
  test('shares are taken of the deal’s amount, which is said', () => {
    const staged = stageSentence('Design 40%, Build 60%', facts(deal))
    expect(staged.draft.contractValue).toEqual({ amount: '50000.00', currency: 'USD' })
    expect(staged.notes[0]).toContain('the deal’s amount, $50,000.00')
  })
  test('milestones that come to another sum than the deal are asked about', () => {
    const staged = stageSentence('Design $10,000, Build $20,000', facts(deal))
    expect(stagedWords(staged)).toContain('ask /contractValue ($30,000.00 / $50,000.00)')
  })
  test('milestones that come to the deal are the contract', () => {
    const staged = stageSentence('Design $30,000, Build $20,000', facts(deal))
    expect(stagedWords(staged)).toBe('fixed 50000.00 USD | Design 30000.00 | Build 20000.00')
  })
  test('a deal in another currency says nothing', () => {
    const staged = stageSentence('Design 40%, Build 60% in euros', facts(deal))
    expect(stagedWords(staged)).toContain('ask /contractValue')
  })
})

describe('answers', () => {
  const ask = (text: string, given: Record<number, string> = {}) => {
    const first = stageSentence(text, facts())
    const answers = Object.entries(given).map(([index, answer]) => ({
      question: first.questions[Number(index)]?.question ?? 'none',
      answer,
    }))
    return stagedWords(stageSentence(text, facts(), answers))
  }
  test.each<[string, Record<number, string>, string]>([
    ['€50.000 in halves', { 0: '€50,000.00' }, 'fixed 50000.00 EUR | Milestone 1 1/2 | Milestone 2 1/2'],
    ['Build $5,000 by 03/04/2027', { 0: '2027-04-03' }, 'fixed 5000.00 USD | Build 5000.00 @2027-04-03'],
    [
      '$9,000 in 3 milestones',
      { 0: 'In equal parts' },
      'fixed 9000.00 USD | Milestone 1 1/3 | Milestone 2 1/3 | Milestone 3 1/3',
    ],
    [
      'Build $5,000 for Acme',
      { 0: 'Acme Corp' },
      'fixed 5000.00 USD | Build 5000.00 | + customer:{quickbooksId:1}',
    ],
    [
      'Build $5,000 for Nobody',
      { 0: 'Bank of Utrecht' },
      'fixed 5000.00 USD | Build 5000.00 | + customer:{quickbooksId:3}',
    ],
    [
      'Build $5,000 for Twin Peaks',
      { 0: 'Twin Peaks (5)' },
      'fixed 5000.00 USD | Build 5000.00 | + customer:{quickbooksId:5}',
    ],
    ['Design 40%, Build 60%', { 0: '20k' }, 'fixed 20000.00 USD | Design 40 % | Build 60 %'],
    ['Build $5,000 whatever', { 0: 'Leave it out' }, 'fixed 5000.00 USD | Build 5000.00'],
    [
      '$9,000: Milestones: Design, Build',
      { 0: '40 %', 1: 'the rest' },
      'fixed 9000.00 USD | Design 40 % | Build 60 %',
    ],
    [
      '$9,000: Design $4,000, Build $4,000',
      { 0: 'The contract value is $8,000.00' },
      'fixed 8000.00 USD | Design 4000.00 | Build 4000.00',
    ],
    [
      '$60,000 monthly for 2 months from 2027-01-31',
      { 0: 'For all together' },
      'fixed 60000.00 USD | Month 1 1/2 @2027-01-31 | Month 2 1/2 @2027-02-28',
    ],
    [
      '$9,000 in halves, 20% deposit',
      { 0: 'An advance beside the milestones, drawn on later invoices' },
      'fixed 9000.00 USD | Milestone 1 1/2 | Milestone 2 1/2 | + deposit:{mode:advance,share:{percent:20},draw:proportional}',
    ],
    [
      '$9,000 in halves, approved by Ana Ruiz',
      { 0: 'ana@acme.com' },
      'fixed 9000.00 USD | Milestone 1 1/2 | Milestone 2 1/2 | + approval:{required:true,approvers:[{name:Ana Ruiz,email:ana@acme.com}]}',
    ],
  ])('%s %j', (text, given, expected) => {
    expect(ask(text, given)).toBe(expected)
  })
  test('one that can’t be understood is asked again', () => {
    expect(ask('€50.000 in halves', { 0: 'fifty' })).toContain('ask /contractValue/amount')
    expect(ask('Design 40%, Build 60%', { 0: 'much' })).toContain('ask /contractValue')
  })
})
