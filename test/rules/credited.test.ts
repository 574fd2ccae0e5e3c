/**
 * Goal: what a credit or a refund takes of each milestone on an invoice is what it says, beside what is held back or drawn
 * there, whatever taxes those lines, and beside each other. Method: tables of invoices and their lines.
 */
import type { Attributed } from '../../src/invoices/books/attributed'
import { creditedByPart, creditedNet } from '../../src/invoices/credits/credited-net'
import type { BillingPart } from '../../src/invoices/intent'
import { formatAmount, money } from '../../src/money/money'
import { someBilled, someInvoice, somePart } from '../fixtures/made'

test('what is held back or drawn on an invoice is no part of a credit on it', () => {
  // 1,000.00 less 100.00 held back, at 19 %: 900.00 and 171.00 of tax.
  const invoice = { gone: null, totalMinor: 107_100n }
  expect(creditedNet(invoice, 53_550n, 100_000n, -11_900n)).toBe(45_000n)
  // All but a cent of it took the work that was charged, and what is held back of it stands.
  expect(creditedNet(invoice, 107_099n, 100_000n, -11_900n)).toBe(89_999n)
  expect(creditedNet(invoice, 53_550n, 100_000n, null)).toBeNull()
  // Beside 250.00 of hours, the work bears four fifths.
  expect(creditedNet({ gone: null, totalMinor: 115_000n }, 12_500n, 100_000n, -10_000n)).toBe(10_000n)
})

/** An invoice of lines by what they are, and what a credit on it took of each. */
function tookOf(
  lines: readonly { milestone: string; kind: BillingPart['kind']; minor: bigint; taxCode?: string }[],
  more: { readonly tax: bigint; readonly credit: bigint; readonly refunds?: readonly Attributed[] },
) {
  const text = (minor: bigint) => formatAmount(money(minor, 'USD'))
  const parts = lines.map(({ milestone, kind, minor, taxCode = 'TAX' }, place) =>
    somePart({
      milestoneId: milestone,
      partKey: `${milestone}:1:1:${kind}`,
      kind,
      amountMinor: minor,
      lineId: String(place),
      reads: { text: [], itemId: null, taxCode, serviceOn: null },
    }),
  )
  const invoice = someInvoice({
    TotalAmt: text(lines.reduce((sum, { minor }) => sum + minor, more.tax)),
    TxnTaxDetail: { TotalTax: text(more.tax) },
    Line: lines.map(({ minor }, place) => ({
      Id: String(place),
      Amount: text(minor),
      DetailType: 'SalesItemLineDetail',
    })),
  })
  const billed = someBilled({ invoice, parts })
  const taken = creditedByPart(
    { ...billed, creditedMinor: more.credit, attributed: more.refunds ?? [] },
    'USD',
  )
  return [...taken.values()]
}

test.each([
  // 100,000.00 at 8 %, 10,000.00 of it held back: half of the work with its tax.
  ['what is held back bears no tax', 'NON', 800_000n, 5_400_000n],
  ['what is held back bears its own', 'TAX', 720_000n, 5_400_000n],
])('half of the work is credited, and %s', (_, taxCode, tax, credit) => {
  const lines = [
    { milestone: 'm1', kind: 'work' as const, minor: 10_000_000n },
    { milestone: 'm1', kind: 'retainage' as const, minor: -1_000_000n, taxCode },
  ]
  expect(tookOf(lines, { tax, credit })).toEqual([5_000_000n])
})

test('a refund takes what it was said for, and a credit of what is left', () => {
  const lines = [
    { milestone: 'm1', kind: 'work' as const, minor: 60_000n },
    { milestone: 'm2', kind: 'work' as const, minor: 40_000n },
  ]
  const refund: Attributed = {
    kind: 'RefundReceipt',
    quickbooksId: '9',
    number: null,
    on: null,
    milestoneId: 'm1',
    totalMinor: 60_000n,
    netMinor: 60_000n,
  }
  expect(tookOf(lines, { tax: 0n, credit: 40_000n, refunds: [refund] })).toEqual([60_000n, 40_000n])
})
