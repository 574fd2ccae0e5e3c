/**
 * Goal: the table of what is outstanding runs no formula, adds up by its rows, and says what is unknown. Method: customers whose
 * names a spreadsheet would run; every cell parsed again by a library.
 */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { openInvoice, rowsOf, sumsOf } from '../../src/insight/outstanding/outstanding'
import { outstandingColumns, outstandingLines } from '../../src/insight/outstanding/outstanding-csv'
import type { BilledIntent } from '../../src/invoices/billing-status'
import { someBilled, someIntent, someInvoice } from '../fixtures/made'

const invoiceOf = (intentId: string, balance: string, due: string, name: string): BilledIntent =>
  someBilled({
    intent: someIntent({ intentId, dealId: '100', otherDeals: intentId === 'a' ? ['200'] : [] }),
    invoice: someInvoice({
      DocNumber: '=1042',
      TotalAmt: '900.00',
      Balance: balance,
      DueDate: due,
      CustomerRef: { value: '1', name },
    }),
  })
const unread = (name: string): BilledIntent => {
  const lastRead = { docNumber: '7', customer: name, customerId: '2' }
  return someBilled({ intent: someIntent({ intentId: 'u' }), invoice: null, paidMinor: null, lastRead })
}
function table(list: readonly BilledIntent[], deal: string): Record<string, string>[] {
  const open = list.flatMap((each) => openInvoice(each, '2026-04-15') ?? [])
  const rows = rowsOf(open, new Map(), new Map())
  const dealNames = new Map([['100', deal]])
  return parse(outstandingLines(rows, sumsOf(rows), dealNames).join(''), { columns: true })
}

test('each customer stands above its invoices, the totals below, each amount in the column of its age', () => {
  const rows = table(
    [invoiceOf('a', '300.00', '2026-04-14', 'Acme'), invoiceOf('b', '900.00', '2026-04-30', 'Acme')],
    'Brand Redesign',
  )
  expect(Object.keys(rows[0] ?? {})).toEqual([...outstandingColumns])
  const shown = [
    'Row',
    'Customer',
    'Deals',
    'Due',
    'Days late',
    'Not due',
    '1 to 30 days',
    'Open',
    'Open invoices',
  ]
  expect(rows.map((row) => shown.map((column) => row[column]))).toEqual([
    ['customer', 'Acme', '', '2026-04-14', '', '900.00', '300.00', '1200.00', '2'],
    ['invoice', 'Acme', 'Brand Redesign · Unnamed deal', '2026-04-14', '1', '', '300.00', '300.00', ''],
    ['invoice', 'Acme', 'Brand Redesign', '2026-04-30', '0', '900.00', '', '900.00', ''],
    ['total', '', '', '2026-04-14', '', '900.00', '300.00', '1200.00', '2'],
  ])
  expect(rows[1]).toMatchObject({ Invoice: "'=1042", 'Deal IDs': '100 200', Currency: 'USD' })
})

test('one that can’t be read is said, and makes its sums the word “unknown”', () => {
  const rows = table([unread('Beta')], 'Job')
  expect(
    rows.map((row) => [row['Row'], row['Days late'], row['Not due'], row['Open'], row['Not read']]),
  ).toEqual([
    ['customer', '', 'unknown', 'unknown', '1'],
    ['invoice', 'unknown', '', 'unknown', ''],
    ['total', '', 'unknown', 'unknown', '1'],
  ])
})

test('no cell of words begins like a formula, whatever customers and deals are called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      for (const row of table([invoiceOf('a', '300.00', '2026-04-14', name), unread(name)], name))
        for (const column of ['Customer', 'Deals', 'Invoice'])
          expect(row[column]?.trimStart() ?? '').not.toMatch(/^[=+\-@\t＝＋－＠]/)
    }),
    { numRuns: 50 },
  )
})
