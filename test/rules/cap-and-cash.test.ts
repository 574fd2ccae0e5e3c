/**
 * Goal: a contract is never billed past its sum, and paid is cash by the stated allocation. Method: the rules'
 * numbers; payments with credits over several invoices; arbitrary weights.
 */
import fc from 'fast-check'
import type { DocumentLink } from '../../src/invoices/books/document-table'
import { cashOn } from '../../src/invoices/books/paid'
import { headroom } from '../../src/invoices/cap'
import { allocate } from '../../src/money/allocate'
import { someBilled, someIntent, someInvoice, somePart } from '../fixtures/made'

const waiting = (
  amountMinor: bigint,
  state: 'queued' | 'sending' | 'unclear' | 'refused' | 'cancelled' = 'queued',
) =>
  someBilled({
    intent: someIntent({ state, quickbooksId: null }),
    parts: [somePart({ amountMinor })],
    invoice: null,
  })
const billed = (amount: string) =>
  someBilled({
    invoice: someInvoice({
      TotalAmt: amount,
      Balance: amount,
      Line: [{ Id: '1', Amount: amount, DetailType: 'SalesItemLineDetail' }],
    }),
  })

describe('the cap', () => {
  test('50,000 with 35,000 billed leaves 15,000', () => {
    expect(headroom(5_000_000n, '0', [billed('15000.00'), billed('20000.00')], 'USD')).toEqual({
      billedMinor: 3_500_000n,
      inFlightMinor: 0n,
      remainingMinor: 1_500_000n,
    })
  })

  test('what is on its way counts as much as what is billed', () => {
    for (const state of ['queued', 'sending', 'unclear', 'refused'] as const) {
      expect(headroom(5_000_000n, '0', [billed('20000.00'), waiting(1_500_000n, state)], 'USD')).toEqual({
        billedMinor: 2_000_000n,
        inFlightMinor: 1_500_000n,
        remainingMinor: 1_500_000n,
      })
    }
  })

  test('what was cancelled, given up, voided or deleted does not', () => {
    const given = [
      waiting(1n, 'cancelled'),
      someBilled({
        intent: someIntent({ state: 'refused', quickbooksId: null }),
        parts: [somePart({ live: false })],
        invoice: null,
      }),
      someBilled({ invoice: { ...someInvoice(), effective: false, gone: 'deleted' } }),
    ]
    expect(headroom(100n, '0', given, 'USD')).toEqual({
      billedMinor: 0n,
      inFlightMinor: 0n,
      remainingMinor: 100n,
    })
  })

  test('tax, and lines that are not ours, count nothing', () => {
    const invoice = someInvoice({
      TotalAmt: '16300.00',
      TxnTaxDetail: { TotalTax: '1200.00' },
      Line: [
        { Id: '1', Amount: '15000.00', DetailType: 'SalesItemLineDetail' },
        { Id: '2', Amount: '100.00', DetailType: 'SalesItemLineDetail' },
      ],
    })
    expect(headroom(5_000_000n, '0', [someBilled({ invoice })], 'USD').billedMinor).toBe(1_500_000n)
  })

  test('an invoice that could not be read leaves an unknown rest', () => {
    expect(headroom(5_000_000n, '0', [someBilled({ invoice: null })], 'USD')).toMatchObject({
      billedMinor: null,
      remainingMinor: null,
    })
  })

  test.each([
    ['0', 10_000n],
    ['10', 11_000n],
    ['0.0001', 10_000n],
    ['0.01', 10_001n],
    ['2.5', 10_250n],
  ])('a tolerance of %s %% of 100.00 admits %s cents', (percent, ceiling) => {
    expect(headroom(10_000n, percent, [], 'USD').remainingMinor).toBe(ceiling)
  })
})

describe('cash on an invoice', () => {
  const invoice = someInvoice({
    Balance: '0',
    LinkedTxn: [{ TxnId: 'p1', TxnType: 'Payment' }],
  })
  const link = (toKind: string, toId: string, amount: string, fromId = 'p1'): DocumentLink => ({
    fromKind: 'Payment',
    fromId,
    toKind,
    toId,
    amount,
  })

  test('an unpaid invoice has none, even when payments are unknown', () => {
    expect(cashOn(someInvoice(), [], 'USD')).toBe(0n)
  })
  test('a payment that was not read makes it unknown', () => {
    expect(cashOn(invoice, [], 'USD')).toBeNull()
    expect(cashOn(invoice, [link('Invoice', '145', '1.00', 'p2')], 'USD')).toBeNull()
  })
  test('one payment over three invoices: each its line', () => {
    const links = [
      link('Invoice', '144', '10.00'),
      link('Invoice', '145', '15000.00'),
      link('Invoice', '146', '5.00'),
    ]
    expect(cashOn(invoice, links, 'USD')).toBe(1_500_000n)
  })
  test('a credit goes over the invoices pro rata, the odd cent to the later one', () => {
    const links = [
      link('Invoice', '145', '100.00'),
      link('Invoice', '146', '100.00'),
      link('CreditMemo', '9', '0.01'),
    ]
    expect(cashOn(invoice, links, 'USD')).toBe(10_000n)
    expect(cashOn({ ...invoice, quickbooksId: '146' }, links, 'USD')).toBe(9_999n)
  })
  test('an invoice that a credit alone settles has no cash', () => {
    expect(
      cashOn(invoice, [link('Invoice', '145', '100.00'), link('CreditMemo', '9', '100.00')], 'USD'),
    ).toBe(0n)
  })
  test('a credit larger than the invoices is no negative cash', () => {
    expect(
      cashOn(invoice, [link('Invoice', '145', '100.00'), link('CreditMemo', '9', '500.00')], 'USD'),
    ).toBe(0n)
  })
  test('an over-payment that a cheque gave back pays the invoice all the same', () => {
    const over = [link('Invoice', '145', '100.00'), link('Check', '9', '50.00')]
    expect(cashOn(invoice, over, 'USD')).toBe(10_000n)
    // A credit memo still goes over the invoice, and not over the cheque.
    expect(cashOn(invoice, [...over, link('CreditMemo', '10', '30.00')], 'USD')).toBe(7_000n)
    // One that is given back is no negative cash.
    expect(cashOn(invoice, [...over, link('CreditMemo', '10', '150.00')], 'USD')).toBe(0n)
  })
  test('a journal pays or is paid, as the payment’s own sums say', () => {
    const journals = (total: string, unapplied: string, ...amounts: string[]) => [
      link('Invoice', '145', '100.00'),
      ...amounts.map((amount, at) => ({
        ...link('JournalEntry', `j${at}`, amount),
        payment: { total, unapplied },
      })),
    ]
    expect(cashOn(invoice, journals('50.00', '0', '50.00'), 'USD')).toBe(5_000n)
    expect(cashOn(invoice, journals('150.00', '0', '50.00'), 'USD')).toBe(10_000n)
    expect(cashOn(invoice, journals('157.00', '7.00', '50.00'), 'USD')).toBe(10_000n)
    expect(cashOn(invoice, journals('130.00', '0', '20.00', '50.00'), 'USD')).toBe(8_000n)
    expect(cashOn(invoice, journals('70.00', '0', '50.00', '20.00'), 'USD')).toBe(5_000n)
    // Sums that no journal explains: they are taken for what pays, as they mostly do.
    expect(cashOn(invoice, journals('151.00', '0', '50.00'), 'USD')).toBe(5_000n)
  })
  test('several payments add up; an unreadable amount is unknown', () => {
    const links = [link('Invoice', '145', '100.00'), link('Invoice', '145', '50.00', 'p2')]
    expect(cashOn(invoice, links, 'USD')).toBe(15_000n)
    expect(cashOn(invoice, [...links, link('Invoice', '145', '0.001', 'p3')], 'USD')).toBeNull()
  })
})

test('allocated parts sum to the amount, each within one unit of its share, whatever the order of equals', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 9n }), weights, (amount, given) => {
      const total = given.reduce((a, b) => a + b, 0n)
      const parts = allocate(amount, given)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(total === 0n ? 0n : amount)
      for (const [index, part] of parts.entries()) {
        const exact = amount * (given[index] ?? 0n)
        if (total > 0n) expect(part * total > exact - total && part * total < exact + total).toBe(true)
      }
    }),
  )
})
