/**
 * Goal: what QuickBooks has otherwise than it was sent is named, and nothing else. Method: one field at a time, by table.
 */

import { differencesOf } from '../../src/invoices/books/difference'
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
const names: Readonly<Record<string, string>> = {
  'terms 3': 'Net 7',
  'terms 4': 'Net 30',
  'items 1': 'Services',
}
const compared = (document: unknown, was: object = sent, number: string | null = null) =>
  differencesOf(was, document, {
    parts: [{ lineId: '1' }],
    number,
    nameOf: (list, id) => names[`${list} ${id}`] ?? null,
  })
const [first] = there.Line

test('an invoice as it was sent differs in nothing: zeros, added fields and the subtotal are no difference', () => {
  expect(compared(there)).toEqual([])
})

test.each<[string, object, object]>([
  ['Due date', { DueDate: '2026-04-01' }, { sent: '2026-03-08', now: '2026-04-01' }],
  ['Customer', { CustomerRef: { value: '2' } }, { sent: '1', now: '2' }],
  ['Note on the statement', { PrivateNote: undefined }, { sent: 'Milepost M1-ABCDEF', now: null }],
  [
    'Line 1: amount',
    { Line: [{ ...first, Amount: '14000.00' }] },
    { sent: '15000', now: '14000.00', matters: false },
  ],
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
  expect(compared({ ...there, ...change })).toEqual([{ what, matters: true, ...values }])
})

test('names stand for ids: what is cached, else what QuickBooks says beside the id, else the id', () => {
  const was = { ...sent, SalesTermRef: { value: '3' } }
  const now = { ...there, SalesTermRef: { value: '4' } }
  const item = (ItemRef: object) => ({
    Line: [{ ...first, SalesItemLineDetail: { ...line(0).SalesItemLineDetail, UnitPrice: 15000, ItemRef } }],
  })
  expect(compared(now, was)).toEqual([{ what: 'Terms', sent: 'Net 7', now: 'Net 30', matters: true }])
  expect(compared({ ...there, ...item({ value: '9', name: 'Hours' }) })).toEqual([
    { what: 'Line 1: item', sent: 'Services', now: 'Hours', matters: true },
  ])
  // An item that was given another name is the same item.
  expect(compared({ ...there, ...item({ value: '1', name: 'Consulting' }) })).toEqual([])
})

test('a text that QuickBooks cut is told from one that somebody wrote', () => {
  const long = 'Late payment: 1.5 % a month after the due date'
  const was = { ...sent, CustomerMemo: { value: long } }
  expect(compared({ ...there, CustomerMemo: { value: long.slice(0, 30) } }, was)).toEqual([
    {
      what: 'Message to the client, cut after 30 characters',
      sent: long,
      now: long.slice(0, 30),
      matters: true,
    },
  ])
  expect(compared({ ...there, CustomerMemo: { value: 'Thank you' } }, was)).toMatchObject([
    { what: 'Message to the client', now: 'Thank you' },
  ])
})

test.each<[string, object, object, object[]]>([
  ['the number', { number: 'MP-1' }, { DocNumber: '1042' }, [{ what: 'Number', sent: 'MP-1', now: '1042' }]],
  [
    'an e-mail that was dropped',
    { BillEmail: { Address: 'a@b.example' } },
    { BillEmail: {} },
    [{ what: 'E-mail address', sent: 'a@b.example', now: null }],
  ],
  ['a switch that is off and not there', { AllowOnlineCreditCardPayment: false }, {}, []],
  [
    'a switch that was turned on',
    { AllowOnlineCreditCardPayment: false },
    { AllowOnlineCreditCardPayment: true },
    [{ what: 'Payment by card', sent: 'no', now: 'yes' }],
  ],
  [
    'a custom field that is not there',
    { CustomField: [{ DefinitionId: '1', Name: 'Milepost', StringValue: 'mp.example/d/1' }] },
    { CustomField: [{ DefinitionId: '2', StringValue: 'other' }] },
    [{ what: 'Milepost', sent: 'mp.example/d/1', now: null }],
  ],
  [
    'tax that is in the amounts',
    { GlobalTaxCalculation: 'TaxExcluded' },
    { GlobalTaxCalculation: 'TaxInclusive' },
    [{ what: 'Tax treatment', sent: 'TaxExcluded', now: 'TaxInclusive' }],
  ],
])('%s', (_, { number = null, ...was }: { number?: string | null }, now, differences) => {
  expect(compared({ ...there, ...now }, { ...sent, ...was }, number)).toMatchObject(differences)
  expect(compared({ ...there, ...now }, { ...sent, ...was }, number)).toHaveLength(differences.length)
})

test('line breaks as Windows writes them are the same text', () => {
  const text = 'Milestone 1: Design\r\nCompleted 2026-03-01\n'
  expect(compared({ ...there, Line: [{ ...first, Description: text }] })).toEqual([])
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
