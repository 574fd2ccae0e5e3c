import { readDealNames } from '../../deals/deal-table'
import { dealsOf } from '../../invoices/intent'
import type { Sql } from '../../postgres/database'
import { csvFile } from '../csv-cell'
import { type OutstandingFilter, sumsOf } from './outstanding'
import { outstandingLines } from './outstanding-csv'
import { readOutstanding } from './read-outstanding'

/**
 * What is outstanding as a table, UTF-8 with commas, and the workspace's day: of the customers that the filter shows, its totals
 * too. As it is read, and one statement for the names of deals.
 */
export async function writeOutstandingCsv(
  sql: Sql,
  filter: OutstandingFilter,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly today: string }> {
  const { rows, today } = await readOutstanding(sql, filter)
  const dealIds = rows.flatMap(({ open }) => open.flatMap(({ billed }) => dealsOf(billed.intent)))
  const names = await readDealNames(sql, [...new Set(dealIds)])
  return { bytes: csvFile(outstandingLines(rows, sumsOf(rows), names)), today }
}
