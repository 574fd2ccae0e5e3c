/**
 * Goal: where several customers pay, every page says to whom, how much and how far each is. Method: the words themselves.
 */
import type { InvoicePreviewView } from '../../src/http/contract/billing'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { aheadSentence, invoiceWords, makeWords } from '../../src/ui/console/deal/invoices-ahead'
import { actionWordsFor } from '../../src/ui/console/deal/milestone-actions'
import { milestoneStory } from '../../src/ui/console/deal/milestone-story'
import { payersStory, whoPays } from '../../src/ui/console/deal/payer-words'
import { aMilestone } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const acme = { customer: { quickbooksId: '1', name: 'Acme Corp' }, share: { percent: '60' } }
const beta = { customer: { quickbooksId: '2', name: 'Beta Ltd' }, share: { percent: '40' } }
const shared = (one: MilestoneView['billingStatus'], two: MilestoneView['billingStatus']) =>
  aMilestone({
    workStatus: 'completed',
    payers: [
      { ...acme, amount: usd('12000.00'), billingStatus: one },
      { ...beta, amount: usd('8000.00'), billingStatus: two },
    ],
  })

test.each([
  [[], null],
  [[{ ...acme, share: null }], 'Billed to Acme Corp'],
  [[acme, beta], 'Billed to Acme Corp 60\u00a0% and Beta Ltd 40\u00a0%'],
  [
    [acme, beta, { customer: { quickbooksId: '7', name: null }, share: { fraction: '1/3' } }],
    'Billed to Acme Corp 60\u00a0%, Beta Ltd 40\u00a0% and customer 7 1/3',
  ],
])('who pays: %#', (payers, words) => {
  expect(whoPays(payers)).toBe(words)
})

test.each<[MilestoneView['billingStatus'], MilestoneView['billingStatus'], string | null]>([
  ['not_billed', 'not_billed', null],
  ['sent', 'not_billed', '1 of 2 payers invoiced'],
  ['paid', 'not_billed', '1 of 2 payers invoiced, 1 paid'],
  ['paid', 'sent', '2 of 2 payers invoiced, 1 paid'],
  ['paid', 'settled', 'paid by all 2 payers'],
])('a milestone of which one payer’s part is %s and the other’s %s', (one, two, words) => {
  expect(payersStory(shared(one, two))).toBe(words)
  if (words !== null) expect(milestoneStory(shared(one, two), '2026-03-22')).toBe(words)
})

test('a payer of several claims is one payer', () => {
  const part = { amount: usd('3000.00'), billingStatus: 'not_billed' as const }
  const { payers, ...rest } = shared('paid', 'posted')
  const claimed = { ...rest, payers: [...payers, { ...acme, ...part }, { ...beta, ...part }] }
  expect(payersStory(claimed)).toBe('2 of 2 payers invoiced')
  const alone = { ...rest, payers: payers.map((each) => ({ ...each, customer: acme.customer })) }
  expect(payersStory(alone)).toBeNull()
})

const one = {
  customer: 'Acme Corp',
  email: null,
  issuedOn: '2026-11-21',
  dueOn: null,
  terms: null,
  lines: [],
  subtotal: usd('12000.00'),
  taxNote: '',
  delivery: 'not e-mailed',
  marker: '',
  memo: null,
  body: {},
}

test('before money moves, each payer is named with the amount, and the sum is said', () => {
  const alone: InvoicePreviewView = { ...one, others: [] }
  expect(aheadSentence(alone)).toBe('Creates an invoice for Acme Corp · $12,000.00 · not e-mailed')
  expect(makeWords(alone)).toBe('Create invoice · $12,000.00')
  expect(makeWords(alone, 'Generate')).toBe('Generate invoice · $12,000.00')
  const both: InvoicePreviewView = {
    ...one,
    others: [{ ...one, customer: 'Beta Ltd', subtotal: usd('8000.01') }],
  }
  expect(aheadSentence(both)).toBe('Creates 2 invoices, one for each payer · $20,000.01 together')
  expect(both.others.map(invoiceWords)).toEqual(['Beta Ltd · $8,000.01 · not e-mailed'])
  expect(makeWords(both)).toBe('Create 2 invoices · $20,000.01')
})

test('buttons say one invoice or several, and take back what was never approved in its own words', () => {
  expect(actionWordsFor('bill', shared('not_billed', 'not_billed'))).toBe('Create invoices')
  expect(actionWordsFor('bill', shared('sent', 'not_billed'))).toBe('Create invoice')
  expect(actionWordsFor('bill', aMilestone())).toBe('Create invoice')
  expect(actionWordsFor('revoke', aMilestone())).toBe('Take back completion')
  const approval = { ...aMilestone().approval, required: true }
  expect(actionWordsFor('revoke', aMilestone({ approval }))).toBe('Revoke approval')
})
