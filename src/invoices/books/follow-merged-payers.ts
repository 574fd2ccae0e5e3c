import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { moveIntents } from '../intent-table'
import { followLateness } from './follow-lateness'
import { dealsOfPayers } from './lateness-table'

/** What was billed to customers who were merged away is the survivors', and how late they pay counts for all of their deals. */
export async function followMergedPayers(
  sql: Sql,
  merges: readonly { readonly deadId: string; readonly survivorId: string }[],
): Promise<void> {
  if (merges.length === 0) return
  await moveIntents(sql, merges)
  const survivorIds = merges.map(({ survivorId }) => survivorId)
  const expected = await followLateness(sql, [...survivorIds, ...merges.map(({ deadId }) => deadId)])
  await markDirty(sql, [...expected, ...(await dealsOfPayers(sql, survivorIds))])
}
