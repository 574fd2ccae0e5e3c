import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { readTieOuts } from '../../reconcile/read-tie-out'
import { readTakenDifferences } from '../../reconcile/taken-difference-table'
import type { TieOut } from '../../reconcile/tie-out'
import { listPlannedDeals } from './planned-deals-table'
import { type TieOutRow, tieOutRow } from './tie-out-row'

/** So many deals are in memory at a time, with their documents. */
const AT_A_TIME = 50

/**
 * Every planned deal of the workspace with its tie-out, one after the other in the order of their ids: so many at a time are
 * read, and none is kept.
 */
export async function* walkTieOuts(
  sql: Sql,
  clock: Clock,
): AsyncGenerator<{ readonly row: TieOutRow; readonly tieOut: TieOut }> {
  for (let after: string | null = null; ; ) {
    const deals = await listPlannedDeals(sql, after, AT_A_TIME)
    const last = deals.at(-1)
    if (!last) return
    after = last.dealId
    const tieOuts = await readTieOuts(
      sql,
      clock,
      deals.map(({ dealId }) => dealId),
    )
    const scheduleIds = [...tieOuts.values()].map(({ scheduleId }) => scheduleId)
    const taken = await readTakenDifferences(sql, scheduleIds)
    for (const deal of deals) {
      const tieOut = tieOuts.get(deal.dealId)
      if (!tieOut) continue
      const own = taken.filter(({ scheduleId }) => scheduleId === tieOut.scheduleId)
      yield { row: tieOutRow(deal, tieOut, own), tieOut }
    }
    if (deals.length < AT_A_TIME) return
  }
}
