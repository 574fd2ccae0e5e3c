import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { csvFile } from '../csv-cell'
import { readDealTieOut } from './read-deal-tie-out'
import { csvHead, tieOutLines } from './tie-out-csv'
import { walkTieOuts } from './walk-tie-outs'

/** The tie-out of one deal, or of all, as a table: UTF-8, commas, one line a figure and document. Refuses not_found. */
export async function writeTieOutCsv(
  sql: Sql,
  clock: Clock,
  dealId: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = [csvHead()]
  if (dealId === null) {
    for await (const { row, tieOut } of walkTieOuts(sql, clock))
      pieces.push(tieOutLines(row.deal, tieOut, row.differences))
  } else {
    const { deal, tieOut, differences } = await readDealTieOut(sql, clock, dealId)
    pieces.push(tieOutLines(deal, tieOut, differences))
  }
  return csvFile(pieces)
}
