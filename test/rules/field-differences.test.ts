/** Goal: every field that was sent and came back otherwise is named, and nothing else is. */
import { fieldDifferences } from '../../src/invoices/field-differences'

const line = {
  DetailType: 'SalesItemLineDetail',
  Amount: 1234.5,
  Description: 'Milestone 1: Strategy',
  SalesItemLineDetail: { ItemRef: { value: '1' }, Qty: 1, UnitPrice: 1234.5, TaxCodeRef: { value: 'NON' } },
}
const sent = {
  CustomerRef: { value: '7' },
  TxnDate: '2026-03-08',
  DueDate: '2026-03-15',
  BillEmail: { Address: 'ap@acme.example' },
  AllowOnlineCreditCardPayment: false,
  PrivateNote: 'Milepost M1-7KQ4XB',
  CustomField: [{ DefinitionId: '1', Name: 'Milepost', Type: 'StringType', StringValue: 'mp.example/d/1' }],
  Line: [line],
}
/** As QuickBooks answers: amounts as text, names beside ids, and much that nobody sent. */
const answer = {
  ...sent,
  Id: '145',
  CustomerRef: { value: '7', name: 'Acme' },
  TotalAmt: '1234.50',
  Line: [
    {
      ...line,
      Id: '1',
      Amount: '1234.50',
      SalesItemLineDetail: { ...line.SalesItemLineDetail, Qty: '1.0', UnitPrice: '1234.500' },
    },
    { Amount: '1234.50', DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
  ],
}
const { AllowOnlineCreditCardPayment: _card, ...withoutCard } = answer

test.each<[string, object, string | null, [string, string, string][]]>([
  ['the same', answer, null, []],
  ['a switch that is off and not there', withoutCard, null, []],
  [
    'another due date',
    { ...answer, DueDate: '2026-04-07' },
    null,
    [['Due date', '2026-03-15', '2026-04-07']],
  ],
  [
    'an e-mail that was dropped',
    { ...answer, BillEmail: {} },
    null,
    [['E-mail', 'ap@acme.example', 'nothing']],
  ],
  [
    'a switch turned on',
    { ...answer, AllowOnlineCreditCardPayment: true },
    null,
    [['Card payment', 'no', 'yes']],
  ],
  [
    'a custom field that is not there',
    { ...answer, CustomField: [] },
    null,
    [['Milepost', 'mp.example/d/1', 'nothing']],
  ],
  [
    'another tax code',
    {
      ...answer,
      Line: [{ ...line, SalesItemLineDetail: { ...line.SalesItemLineDetail, TaxCodeRef: { value: 'TAX' } } }],
    },
    null,
    [['Line 1, tax code', 'NON', 'TAX']],
  ],
  [
    'another amount',
    { ...answer, Line: [{ ...line, Amount: '1234.51' }] },
    null,
    [['Line 1, amount', '1234.5', '1234.51']],
  ],
  ['a line more', { ...answer, Line: [line, line] }, null, [['Lines', '1', '2']]],
  ['another number', { ...answer, DocNumber: '1042' }, 'MP-2026-0001', [['Number', 'MP-2026-0001', '1042']]],
])('%s', (_, has, number, differences) => {
  expect(fieldDifferences(sent, has, number)).toEqual(
    differences.map(([field, mine, theirs]) => ({ field, sent: mine, has: theirs })),
  )
})

test('a line that is gone names all that was on it', () => {
  const gone = fieldDifferences(sent, { ...answer, Line: [] }, null)
  expect(gone.map(({ field, has }) => [field, has])).toEqual([
    ['Line 1, amount', 'nothing'],
    ['Line 1, text', 'nothing'],
    ['Line 1, item', 'nothing'],
    ['Line 1, tax code', 'nothing'],
    ['Line 1, quantity', 'nothing'],
    ['Line 1, price', 'nothing'],
  ])
})
