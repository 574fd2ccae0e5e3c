import { limits } from '../../config/limits'
import type { Company } from '../../connectors/quickbooks/company'
import type { Clock } from '../clock/clock'
import { billsHours } from '../hours/claim-table'
import { learnTime, readTimeById } from '../hours/read-time'
import { readWorkReading } from '../hours/time-binding-table'
import type { WaitingEvent } from '../inbox/inbox-table'
import { watchBilledHours } from '../invoices/extras/watch-billed-hours'
import type { Database } from '../postgres/database'

/**
 * Hours are in no change feed: those that rang are read together, in one metered read, and once a day all are listed,
 * because a ring may have been missed. Nothing is read while no planned deal bills hours. What is billed and was
 * changed becomes a question. Throws ReadFailed.
 */
export async function readRungTime(
  parts: { database: Database; clock: Clock },
  company: Company,
  workspaceId: string,
  events: readonly WaitingEvent[],
): Promise<void> {
  const { database, clock } = parts
  const { wanted, readAt } = await database.inWorkspace(workspaceId, async (sql) => ({
    wanted: await billsHours(sql),
    readAt: (await readWorkReading(sql, 'time'))?.readAt ?? null,
  }))
  if (!wanted) return
  if (readAt === null || clock.now().getTime() - readAt.getTime() >= limits.mastersStaleMs) {
    await learnTime(parts, async () => company, workspaceId, true)
    return database.inWorkspace(workspaceId, (sql) => watchBilledHours(sql, null))
  }
  const rung = events.filter(({ entity }) => entity === 'TimeActivity')
  const ids = [...new Set(rung.flatMap(({ entityIds }) => entityIds))].filter((id) => /^\d{1,30}$/.test(id))
  if (ids.length === 0) return
  await readTimeById(parts, company, workspaceId, ids)
  await database.inWorkspace(workspaceId, (sql) => watchBilledHours(sql, ids))
}
