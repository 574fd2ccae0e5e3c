import type { Sql } from '../../postgres/database'
import { usualLateness } from './lateness'
import { dealsOfPayers, listLastPaid, saveLateness } from './lateness-table'

/**
 * How late these customers pay, worked out anew from what they paid. Answers the deals of which more or less is expected by
 * when: none where nothing changed. Two statements more then; three in all otherwise.
 */
export async function followLateness(sql: Sql, customerIds: readonly string[]): Promise<string[]> {
  const asked = [...new Set(customerIds)].sort()
  if (asked.length === 0) return []
  const changed = await saveLateness(sql, asked, usualLateness(await listLastPaid(sql, asked)))
  return changed.length === 0 ? [] : dealsOfPayers(sql, changed)
}
