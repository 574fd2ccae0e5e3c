/**
 * The review of a catch-up while somebody decides: what is ticked at first, what a choice changes, and what is sent.
 * Method: rows made of a server's answer and choices; the contract's own schema judges what is sent.
 */
import {
  type CatchUpMilestoneView,
  type CatchUpView,
  catchUpInput,
  type FoundInvoiceView,
  type ProposalView,
} from '../../src/http/contract/catch-up'
import {
  completesText,
  invoiceLabel,
  type LinkChoice,
  linkRows,
  linksOf,
} from '../../src/ui/console/catch-up/link-draft'
import { must } from '../fixtures/must'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const invoice = (invoiceId: string, over: Partial<FoundInvoiceView> = {}): FoundInvoiceView => ({
  invoiceId,
  docNumber: `10${invoiceId}`,
  customer: 'Acme',
  issuedOn: '2025-03-12',
  dueOn: null,
  status: 'posted',
  net: usd('15000.00'),
  tax: usd('0.00'),
  total: usd('15000.00'),
  balance: usd('15000.00'),
  words: [],
  link: null,
  whyNot: null,
  note: null,
  ...over,
})
const milestone = (id: string, over: Partial<CatchUpMilestoneView> = {}): CatchUpMilestoneView => ({
  id,
  position: 1,
  code: '1',
  name: id,
  amount: usd('15000.00'),
  plannedOn: null,
  completedOn: null,
  workStatus: 'pending',
  whyNot: null,
  note: null,
  ...over,
})
const proposal = (
  invoiceId: string,
  milestoneIds: string[],
  confidence: ProposalView['confidence'] = 'high',
): ProposalView => ({ invoiceId, milestoneIds, confidence, reasons: ['same amount'] })
const view = (over: Partial<CatchUpView>): CatchUpView => ({
  customers: [{ quickbooksId: '1', name: 'Acme' }],
  since: '2024-01-01',
  readAt: null,
  trouble: null,
  invoices: [invoice('1'), invoice('2'), invoice('3')],
  more: false,
  milestones: [milestone('a'), milestone('b'), milestone('c', { workStatus: 'completed' })],
  proposals: [],
  ...over,
})
const choose = (...choices: [string, LinkChoice][]) => new Map(choices)
const none = choose()

test('what is sure is ticked, what is only possible waits, and what has no invoice can’t be', () => {
  const rows = linkRows(
    view({ proposals: [proposal('1', ['a'], 'likely'), proposal('2', ['b'], 'possible')] }),
    none,
  )
  expect(rows.map((row) => [row.key, row.invoiceId, row.ticked])).toEqual([
    ['a', '1', true],
    ['b', '2', false],
    ['c', null, false],
  ])
  expect(linksOf(rows)).toEqual([{ invoiceId: '1', milestoneIds: ['a'] }])
})

test('one invoice chosen for several milestones is one link; a choice has no reasons of ours', () => {
  const rows = linkRows(
    view({ proposals: [proposal('1', ['a'])] }),
    choose(['b', { invoiceId: '1', ticked: true }], ['c', { invoiceId: '3', ticked: true }]),
  )
  expect(rows.map((row) => row.proposal?.confidence ?? null)).toEqual(['high', null, null])
  const links = linksOf(rows)
  expect(links).toEqual([
    { invoiceId: '1', milestoneIds: ['a', 'b'] },
    { invoiceId: '3', milestoneIds: ['c'] },
  ])
  expect(catchUpInput.safeParse({ links }).success).toBe(true)
})

test('two payers’ invoices for one milestone are two rows of it, and two links', () => {
  const rows = linkRows(view({ proposals: [proposal('1', ['a']), proposal('2', ['a'])] }), none)
  expect(rows.map((row) => row.key)).toEqual(['a', 'a 2', 'b', 'c'])
  expect(linksOf(rows)).toEqual([
    { invoiceId: '1', milestoneIds: ['a'] },
    { invoiceId: '2', milestoneIds: ['a'] },
  ])
})

test('a choice is forgotten when its invoice was linked meanwhile, and a milestone that is billed has no row', () => {
  const seen = view({
    invoices: [invoice('1', { whyNot: 'It bills “x” already.' }), invoice('2')],
    milestones: [milestone('a'), milestone('b', { whyNot: 'It is billed already.' })],
  })
  const rows = linkRows(seen, choose(['a', { invoiceId: '1', ticked: true }]))
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ key: 'a', invoiceId: null, ticked: false })
  expect(linksOf(rows)).toEqual([])
})

test('untick keeps the invoice chosen, and sends nothing', () => {
  const rows = linkRows(
    view({ proposals: [proposal('1', ['a'])] }),
    choose(['a', { invoiceId: '1', ticked: false }]),
  )
  expect(must(rows[0])).toMatchObject({ invoiceId: '1', ticked: false, proposal: { confidence: 'high' } })
  expect(linksOf(rows)).toEqual([])
})

test('words: how many become completed, and what an invoice is called in the list', () => {
  const all = linkRows(view({ proposals: [proposal('1', ['a', 'b', 'c'])] }), none)
  expect(completesText(all)).toBe('2 milestones will be marked completed.')
  expect(completesText(all.slice(0, 1))).toBe('One milestone will be marked completed.')
  expect(completesText(all.slice(2))).toBe('')
  expect(invoiceLabel(invoice('1', { docNumber: null }))).toMatch(/^no\. 1 · .*2025 · \$15,000\.00$/)
  expect(invoiceLabel(invoice('1', { issuedOn: null, net: null }))).toBe('101 · unknown')
})
