/**
 * Goal: of an invoice that bills several deals each deal has its exact part, in whatever order money comes. Method:
 * properties over any lines, tax and payments; a worked case by hand.
 */

import fc from 'fast-check'
import type { BilledIntent } from '../../src/invoices/billing-status'
import { shareOfDeal } from '../../src/invoices/books/deal-share'
import { billedByPart, type InvoiceFacts } from '../../src/invoices/books/document'
import { formatAmount, money } from '../../src/money/money'
import { someIntent, somePart } from '../fixtures/made'
import { must } from '../fixtures/must'

const DEALS = ['s1', 's2', 's3']

interface Money {
  readonly lines: readonly bigint[]
  readonly tax: bigint
  readonly extra: bigint
  readonly paid: bigint
  readonly credited: bigint
}

function billed({ lines, tax, extra, paid, credited }: Money): BilledIntent {
  const total = lines.reduce((sum, line) => sum + line, 0n) + tax + extra
  const invoice: InvoiceFacts = {
    quickbooksId: '1',
    docNumber: '1001',
    totalMinor: total,
    balanceMinor: total - paid - credited,
    depositMinor: 0n,
    taxMinor: tax,
    issuedOn: '2026-03-01',
    dueOn: null,
    sent: false,
    sentOn: null,
    effective: true,
    gone: null,
    zeroed: false,
    customer: 'Acme',
    customerId: '1',
    lines: lines.map((line, at) => ({ Id: String(at + 1), Amount: formatAmount(money(line, 'USD')) })),
    discountMinor: 0n,
    groupsMinor: 0n,
    paymentIds: [],
    payableOnline: false,
  }
  const parts = lines.map((amountMinor, at) =>
    somePart({
      partKey: `m${at}:1:1:work`,
      scheduleId: must(DEALS[at % DEALS.length]),
      milestoneId: `m${at}`,
      amountMinor,
      lineId: String(at + 1),
    }),
  )
  return { intent: someIntent(), parts, invoice, paidMinor: paid, creditedMinor: credited, attributed: [] }
}

const sharesOf = (whole: BilledIntent) =>
  [...new Set(whole.parts.map((part) => part.scheduleId))].map((deal) => shareOfDeal(whole, deal))
const sum = (list: readonly (bigint | null | undefined)[]) =>
  list.reduce<bigint>((all, each) => all + must(each), 0n)

test('two deals of one invoice share tax and half a payment by what they come to', () => {
  const [first, second] = sharesOf(
    billed({ lines: [100_00n, 200_01n], tax: 24_00n, extra: 0n, paid: 162_00n, credited: 0n }),
  )
  expect(first?.invoice).toMatchObject({ totalMinor: 108_00n, taxMinor: 8_00n, balanceMinor: 54_00n })
  expect(second?.invoice).toMatchObject({ totalMinor: 216_01n, taxMinor: 16_00n, balanceMinor: 108_01n })
  expect([first?.paidMinor, second?.paidMinor]).toEqual([54_00n, 108_00n])
})

test('the parts of the deals sum to the invoice, and each deal’s money to its own total', () => {
  const minor = fc.bigInt({ min: 1n, max: 10n ** 9n })
  const part = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(
      fc.array(minor, { minLength: 2, maxLength: 9 }),
      fc.bigInt({ min: 0n, max: 10n ** 8n }),
      fc.bigInt({ min: 0n, max: 10n ** 8n }),
      part,
      part,
      (lines, tax, extra, paidPart, creditPart) => {
        const total = lines.reduce((all, line) => all + line, 0n) + tax + extra
        const paid = (total * BigInt(paidPart)) / 100n
        const credited = ((total - paid) * BigInt(creditPart)) / 100n
        const whole = billed({ lines, tax, extra, paid, credited })
        const shares = sharesOf(whole)
        expect(sum(shares.map((share) => share.invoice?.totalMinor))).toBe(total)
        expect(sum(shares.map((share) => share.invoice?.taxMinor))).toBe(tax)
        expect(sum(shares.map((share) => share.invoice?.balanceMinor))).toBe(total - paid - credited)
        expect(sum(shares.map((share) => share.paidMinor))).toBe(paid)
        expect(sum(shares.map((share) => share.creditedMinor))).toBe(credited)
        for (const share of shares) {
          const { totalMinor, balanceMinor } = must(share.invoice)
          expect(must(balanceMinor) + must(share.paidMinor) + must(share.creditedMinor)).toBe(totalMinor)
        }
      },
    ),
  )
})

test('an invoice of one deal is all its own, and one that can’t be read is unknown for each', () => {
  const alone = billed({ lines: [5_00n], tax: 1_00n, extra: 2_00n, paid: 0n, credited: 0n })
  expect(shareOfDeal(alone, 's1').invoice).toEqual(alone.invoice)
  const known = billed({ lines: [5_00n, 6_00n], tax: 0n, extra: 0n, paid: 0n, credited: 0n })
  const unread = { ...known, invoice: { ...must(known.invoice), taxMinor: null } }
  expect(shareOfDeal(unread, 's2')).toMatchObject({
    invoice: { totalMinor: null, balanceMinor: null },
    paidMinor: null,
  })
})

test('a deal whose line nobody can find on it is unknown, and never nothing; the other deals’ lines are what they are', () => {
  const whole = billed({ lines: [100n, 200n], tax: 0n, extra: 50n, paid: 0n, credited: 0n })
  const parts = whole.parts.map((part, at) => (at === 0 ? { ...part, lineId: null } : part))
  const of = (deal: string) => {
    const share = shareOfDeal({ ...whole, parts }, deal)
    return [...billedByPart(must(share.invoice), share.parts, share.intent).values()]
  }
  expect([of('s1'), of('s2')]).toEqual([[null], [200n]])
})
