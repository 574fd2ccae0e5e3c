/**
 * Goal: what QuickBooks has otherwise than it was sent is named, and nothing else. Method: one field at a time, by table.
 */

import { differencesOf } from '../../src/invoices/difference'
import { comesTo, type InvoiceChanges, withQuantities } from '../../src/invoices/prepared/invoice-changes'
import { somePart } from '../fixtures/made'

const line = (amount: unknown, more: object = {}) => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  Description: 'Milestone 1: Design\nCompleted 2026-03-01',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' }, Qty: 1, UnitPrice: amount },
  ...more,
})
const sent = {
  CustomerRef: { value: '1' },
  TxnDate: '2026-03-01',
  DueDate: '2026-03-08',
  PrivateNote: 'Milepost M1-ABCDEF',
  Line: [line(15000)],
}
const there = {
  ...sent,
  Id: '7',
  DocNumber: '1042',
  DueDate: '2026-03-08',
  BillEmail: { Address: 'ap@acme.example' },
  Line: [
    {
      ...line('15000.00', { Id: '1' }),
      SalesItemLineDetail: {
        ItemRef: { value: '1', name: 'Services' },
        TaxCodeRef: { value: 'NON' },
        Qty: '1',
        UnitPrice: '15000',
      },
    },
    { DetailType: 'SubTotalLineDetail', Amount: '15000.00' },
  ],
}
const parts = [{ lineId: '1' }]
const [first] = there.Line

test('an invoice as it was sent differs in nothing: zeros, added fields and the subtotal are no difference', () => {
  expect(differencesOf(sent, parts, there)).toEqual([])
})

test.each<[string, object, object]>([
  ['Due date', { DueDate: '2026-04-01' }, { sent: '2026-03-08', now: '2026-04-01' }],
  ['Customer', { CustomerRef: { value: '2' } }, { sent: '1', now: '2' }],
  ['Note on the statement', { PrivateNote: undefined }, { sent: 'Milepost M1-ABCDEF', now: null }],
  ['Line 1: amount', { Line: [{ ...first, Amount: '14000.00' }] }, { sent: '15000', now: '14000.00' }],
  [
    'Line 1: text',
    { Line: [{ ...first, Description: 'Design' }] },
    { sent: 'Milestone 1: Design\nCompleted 2026-03-01', now: 'Design' },
  ],
  ['Line 1', { Line: [] }, { sent: 'Milestone 1: Design: 15000', now: null }],
  [
    'Another line',
    { Line: [first, { ...line('25.00', { Id: '9' }), Description: 'Postage' }] },
    { sent: null, now: 'Postage: 25.00' },
  ],
])('%s is named with what was sent and what stands there', (what, change, values) => {
  expect(differencesOf(sent, parts, { ...there, ...change })).toEqual([{ what, ...values }])
})

test('line breaks as Windows writes them are the same text', () => {
  const text = 'Milestone 1: Design\r\nCompleted 2026-03-01\n'
  expect(differencesOf(sent, parts, { ...there, Line: [{ ...first, Description: text }] })).toEqual([])
})

test.each<[string, string, bigint, string, boolean]>([
  ['3', '5000', 1_500_000n, 'USD', true],
  ['12.5', '1200.00', 1_500_000n, 'USD', true],
  ['3', '33.3333333', 10_000n, 'USD', false],
  ['7', '1234', 8_638n, 'JPY', true],
  ['2', '1.2345', 2_469n, 'KWD', true],
  ['x', '1', 100n, 'USD', false],
])('%s × %s against %s in %s', (quantity, unitPrice, minor, currency, holds) => {
  expect(comesTo({ quantity, unitPrice }, minor, currency)).toBe(holds)
})

test('a quantity that does not come to its line’s amount any more is passed over', () => {
  const work = { ...somePart(), amountMinor: 1_200_000n }
  const changes: InvoiceChanges = { quantities: { [work.partKey]: { quantity: '3', unitPrice: '5000' } } }
  expect(withQuantities([work], changes, 'USD')).toEqual([work])
})
