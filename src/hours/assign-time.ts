import { record } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { readSchedule } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { readClaims } from './claim-table'
import { assignEntry } from './time-binding-table'
import type { TimeEntry } from './time-entry'
import { lockEntries, readEntry } from './time-entry-table'
import { claimsOn } from './work-owner'
import { clockText } from './worked'

/**
 * A person says which deal hours are of, or that they are none's (null). Refuses not_found, not_this_customer for a
 * deal that another customer pays, and already_billed.
 */
export async function assignTime(
  sql: Sql,
  actor: Actor,
  request: { readonly entryId: string; readonly dealId: string | null },
): Promise<TimeEntry> {
  const [entry] = await lockEntries(sql, [request.entryId])
  if (!entry) throw notFound('entry of hours')
  if (entry.billedMinutes !== null) {
    throw conflict('already_billed', 'These hours are on an invoice already. Void it in QuickBooks first.')
  }
  const { dealId } = request
  const claims = claimsOn(entry, await readClaims(sql, [entry.customerId, entry.projectId ?? []].flat()))
  const claim = claims.find((each) => each.dealId === dealId)
  if (dealId !== null && claim === undefined) {
    throw conflict(
      'not_this_customer',
      'Another customer of QuickBooks is named with these hours. Change the customer there, or choose a deal of theirs.',
    )
  }
  await assignEntry(sql, entry.entryId, { scheduleId: claim?.scheduleId ?? null, by: 'person' })
  const before = entry.scheduleId === null ? null : await readSchedule(sql, entry.scheduleId)
  const text = `${clockText(entry.minutes)} hours of ${entry.workerName} on ${entry.workedOn}`
  await record(sql, actor, [
    ...(before !== null && before.dealId !== dealId
      ? [{ what: `Took ${text} away from this deal`, dealId: before.dealId }]
      : []),
    claim === undefined
      ? { what: `Said that ${text} are none of the deals’` }
      : { what: `Said that ${text} are this deal’s`, dealId: claim.dealId },
  ])
  const after = await readEntry(sql, entry.entryId)
  if (!after) throw notFound('entry of hours')
  return after
}
