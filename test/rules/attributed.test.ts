/**
 * Goal: a credit memo that nobody applied takes an invoice out of the sums by a person's word only as far as QuickBooks could
 * apply it, and asks nobody for money that it takes. Method: each case by its numbers.
 */
import { type Attributed, isCovered, isCreditedInFull } from '../../src/invoices/books/attributed'

const memo = (totalMinor: bigint | null): Attributed => ({
  kind: 'CreditMemo',
  quickbooksId: '9',
  number: 'C-9',
  on: '2026-03-01',
  milestoneId: null,
  totalMinor,
  netMinor: totalMinor,
})
const refund: Attributed = { ...memo(50_000n), kind: 'RefundReceipt' }

test.each<[string, bigint | null, bigint | null, bigint | null, Attributed[], boolean, boolean]>([
  ['nothing said', 50_000n, 50_000n, 0n, [], false, false],
  ['all of it applied', 50_000n, 0n, 50_000n, [], true, false],
  ['all of it by a word', 50_000n, 50_000n, 0n, [memo(50_000n)], true, true],
  ['more than it by a word', 50_000n, 50_000n, 0n, [memo(70_000n)], true, true],
  ['two memos together', 50_000n, 50_000n, 0n, [memo(20_000n), memo(30_000n)], true, true],
  ['a part applied, the rest by a word', 50_000n, 30_000n, 20_000n, [memo(30_000n)], true, true],
  ['a cent short', 50_000n, 50_000n, 0n, [memo(49_999n)], false, false],
  ['money on it, and a word for all', 50_000n, 30_000n, 0n, [memo(50_000n)], false, true],
  ['all of it paid', 50_000n, 0n, 0n, [memo(50_000n)], false, false],
  ['a refund is no credit', 50_000n, 50_000n, 0n, [refund], false, false],
  ['a memo that can’t be read', 50_000n, 50_000n, 0n, [memo(null)], false, false],
  ['a balance that can’t be read', 50_000n, null, 0n, [memo(50_000n)], false, false],
  ['a payment that was not read', 50_000n, 50_000n, null, [memo(50_000n)], false, true],
  ['an invoice of nothing', 0n, 0n, 0n, [memo(50_000n)], false, false],
])('%s', (_, totalMinor, balanceMinor, creditedMinor, said, inFull, covered) => {
  expect(isCreditedInFull({ totalMinor, balanceMinor }, creditedMinor, said)).toBe(inFull)
  expect(isCovered({ balanceMinor }, said)).toBe(covered)
})
