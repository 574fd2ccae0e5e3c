import { dealsOf } from '../../invoices/intent'
import { formatAmount, money } from '../../money/money'
import { wordsCell } from '../csv-cell'
import type { Age } from './age'
import type { OpenInvoice, OutstandingRow, OutstandingSum, Owed } from './outstanding'

/** The columns of the table. Ages are spelt out: a spreadsheet takes "1-30" for a day in January. */
export const outstandingColumns = [
  'Row',
  'Customer ID',
  'Customer',
  'Currency',
  'Invoice',
  'QuickBooks ID',
  'Deal IDs',
  'Deals',
  'Issued',
  'Due',
  'Days late',
  'Not due',
  '1 to 30 days',
  '31 to 60 days',
  '61 to 90 days',
  'Over 90 days',
  'Open',
  'Covered by credits',
  'Open invoices',
  'Not read',
] as const
type Column = (typeof outstandingColumns)[number]

const AMOUNTS: ReadonlySet<Column> = new Set<Column>([
  'Not due',
  '1 to 30 days',
  '31 to 60 days',
  '61 to 90 days',
  'Over 90 days',
  'Open',
  'Covered by credits',
])
const columnOf: Readonly<Record<Age, Column>> = {
  notDue: 'Not due',
  days1to30: '1 to 30 days',
  days31to60: '31 to 60 days',
  days61to90: '61 to 90 days',
  over90: 'Over 90 days',
}

type Cells = Partial<Record<Column, string>>

const line = (cells: Cells): string =>
  `${outstandingColumns
    .map((column) => (AMOUNTS.has(column) ? (cells[column] ?? '') : wordsCell(cells[column] ?? '')))
    .join(',')}\r\n`

const amountIn = (currency: string) => (minor: bigint | null) =>
  minor === null ? 'unknown' : formatAmount(money(minor, currency))

function sumCells({ ages, openMinor, coveredMinor, oldestDueOn, invoices, unread }: Owed, currency: string) {
  const amount = amountIn(currency)
  return {
    Currency: currency,
    Due: oldestDueOn ?? '',
    'Not due': amount(ages.notDue),
    '1 to 30 days': amount(ages.days1to30),
    '31 to 60 days': amount(ages.days31to60),
    '61 to 90 days': amount(ages.days61to90),
    'Over 90 days': amount(ages.over90),
    Open: amount(openMinor),
    'Covered by credits': amount(coveredMinor),
    'Open invoices': String(invoices),
    'Not read': String(unread),
  } satisfies Cells
}

function invoiceCells(
  { billed, age, balanceMinor, daysLate, isCovered }: OpenInvoice,
  dealNames: ReadonlyMap<string, string>,
): Cells {
  const { intent, invoice, lastRead } = billed
  const open = amountIn(intent.currency)(balanceMinor)
  const deals = dealsOf(intent)
  return {
    Invoice: (invoice ?? lastRead)?.docNumber ?? '',
    'QuickBooks ID': intent.quickbooksId ?? '',
    'Deal IDs': deals.join(' '),
    Deals: deals.map((id) => dealNames.get(id) ?? 'Unnamed deal').join(' · '),
    Issued: invoice?.issuedOn ?? intent.issuedOn,
    Due: invoice?.dueOn ?? '',
    'Days late': age === null ? 'unknown' : String(daysLate),
    ...(age === null ? {} : { [columnOf[age]]: open }),
    Open: open,
    ...(isCovered ? { 'Covered by credits': open } : {}),
  }
}

/**
 * What is outstanding as a table: the head, each customer (row "customer") with its invoices (row "invoice"), and each currency
 * over all of them (row "total"), in the same columns, so that adding up the rows of one kind comes to the next.
 * Amounts are exact decimals; an unknown one is the word "unknown".
 */
export function outstandingLines(
  rows: readonly OutstandingRow[],
  sums: readonly OutstandingSum[],
  dealNames: ReadonlyMap<string, string>,
): string[] {
  return [
    line(Object.fromEntries(outstandingColumns.map((column) => [column, column]))),
    ...rows.flatMap((row) => {
      const who = { 'Customer ID': row.customerId, Customer: row.fullName, Currency: row.currency }
      return [
        line({ ...sumCells(row, row.currency), ...who, Row: 'customer' }),
        ...row.open.map((each) => line({ ...invoiceCells(each, dealNames), ...who, Row: 'invoice' })),
      ]
    }),
    ...sums.map((sum) => line({ ...sumCells(sum, sum.currency), Row: 'total' })),
  ]
}
