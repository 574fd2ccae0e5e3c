import { DateTime } from 'luxon'
import { limits } from '../../config/limits'
import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import type { Clock } from '../clock/clock'
import { readOrFail } from '../inbox/read-failed'
import type { Database, Sql } from '../postgres/database'
import { readToday } from '../tenants/workspace-table'
import { readClaims } from './claim-table'
import {
  bindEntry,
  buryEntries,
  readWorkReading,
  saveWorkReading,
  waitingOfMarkers,
} from './time-binding-table'
import { entryOf, type ReadEntry, type TimeEntry } from './time-entry'
import { entriesOf, heldSince, saveRead } from './time-entry-table'
import { type Assigned, claimsOn, ownerOf } from './work-owner'

interface Parts {
  readonly database: Database
  readonly clock: Clock
}

type Activity = Entities['TimeActivity']

/**
 * Lists the company's hours, unless that was done a few minutes ago; `again` asks in any case. One metered read for
 * each thousand, whatever the number of deals. What is held and does not come along is asked for by its id, because
 * somebody may have moved it to another day: what is not there then is gone. Throws ReadFailed.
 */
export async function learnTime(
  parts: Parts,
  openCompany: () => Promise<Company>,
  workspaceId: string,
  again = false,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const since = await within((sql) => sinceWhen(sql, parts.clock, 'time', again))
  if (since === null) return
  const company = await openCompany()
  const rows = readOrFail(
    'quickbooks',
    await company.query('TimeActivity', [{ field: 'TxnDate', operator: '>=', value: since }]),
  )
  const came = new Set(rows.map((row) => row.Id))
  const missing = (await within((sql) => heldSince(sql, since))).filter((id) => !came.has(id))
  const moved = await readByIds(company, missing)
  await within(async (sql) => {
    await storeTime(sql, [...rows, ...moved.rows], moved.gone)
    await saveWorkReading(sql, 'time', since)
  })
}

/** The day from which work is listed now; null while the last listing is fresh. */
export async function sinceWhen(
  sql: Sql,
  clock: Clock,
  kind: 'time' | 'costs',
  again: boolean,
): Promise<string | null> {
  const reading = await readWorkReading(sql, kind)
  const oldest = clock.now().getTime() - limits.workStaleMs
  if (!again && reading !== null && reading.readAt.getTime() >= oldest) return null
  return DateTime.fromISO(await readToday(sql))
    .minus({ days: limits.workDaysBack })
    .toISODate()
}

/** Reads these hours by their ids, however many in one metered read for each two hundred. Throws ReadFailed. */
export async function readTimeById(
  parts: Parts,
  company: Company,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const { rows, gone } = await readByIds(company, [...new Set(ids)])
  await parts.database.inWorkspace(workspaceId, (sql) => storeTime(sql, rows, gone))
}

async function readByIds(
  company: Company,
  ids: readonly string[],
): Promise<{ rows: Activity[]; gone: string[] }> {
  if (ids.length === 0) return { rows: [], gone: [] }
  const rows = readOrFail(
    'quickbooks',
    await company.query('TimeActivity', [{ field: 'Id', operator: 'IN', value: ids }]),
  )
  const there = new Set(rows.map((row) => row.Id))
  return { rows, gone: ids.filter((id) => !there.has(id)) }
}

/** Keeps what is of a planned deal's customer, or was held already, and says whose it is where that is certain. */
export async function storeTime(
  sql: Sql,
  activities: readonly Activity[],
  gone: readonly string[],
): Promise<void> {
  const read = activities.flatMap((activity) => entryOf(activity) ?? [])
  await bindWaiting(sql, read)
  const held = new Map(
    (
      await entriesOf(
        sql,
        read.map((entry) => entry.quickbooksId),
      )
    ).flatMap((entry) => (entry.quickbooksId === null ? [] : [[entry.quickbooksId, entry] as const])),
  )
  const customers = read.flatMap((entry) => [entry.customerId, entry.projectId ?? []].flat())
  const claims = await readClaims(sql, [...new Set(customers)])
  const kept = read.flatMap((entry) => {
    const before = held.get(entry.quickbooksId)
    if (before === undefined && claimsOn(entry, claims).length === 0) return []
    return [{ ...entry, owner: standing(entry, before) ?? ownerOf(entry, claims) }]
  })
  await saveRead(sql, kept)
  await buryEntries(sql, gone)
}

/** Whose it is already: a person's word and a bill stay; what was certain stays while its customer and class do. */
function standing(entry: ReadEntry, before: TimeEntry | undefined): Assigned | null {
  if (before?.assignedBy == null) return null
  const { scheduleId, assignedBy } = before
  const same =
    entry.customerId === before.customerId &&
    entry.projectId === before.projectId &&
    entry.classId === before.classId
  const said = assignedBy === 'person' || assignedBy === 'entered' || before.billedMinutes !== null
  // A deal whose plan is gone leaves nothing to stand by.
  if (scheduleId === null && assignedBy !== 'person') return null
  return said || same ? { scheduleId, by: assignedBy } : null
}

/** Hours that were entered here and whose answer was lost, or is still on its way, are known by their mark. */
async function bindWaiting(sql: Sql, read: readonly ReadEntry[]): Promise<void> {
  const marked = read.filter((entry) => entry.marker !== null)
  const waiting = await waitingOfMarkers(
    sql,
    marked.flatMap((entry) => entry.marker ?? []),
  )
  const byId = [...marked].sort((a, b) => (BigInt(a.quickbooksId) < BigInt(b.quickbooksId) ? -1 : 1))
  for (const { marker, quickbooksId } of byId) {
    const entryId = waiting.get(marker ?? '')
    if (entryId === undefined) continue
    await bindEntry(sql, entryId, quickbooksId)
    // A copy that somebody made of it has the mark too, and a higher id: it is an entry of its own.
    waiting.delete(marker ?? '')
  }
}
