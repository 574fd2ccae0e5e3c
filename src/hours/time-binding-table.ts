import type { Sql } from '../postgres/database'
import type { Assigned } from './work-owner'

/** Entries on their way here with these marks, by mark: what QuickBooks shows may be one of them. */
export async function waitingOfMarkers(sql: Sql, markers: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ marker: string; entry_id: string }>(
    'select marker, entry_id from time_entry where marker = any($1) and quickbooks_id is null order by entry_id for update',
    [markers],
  )
  return new Map(rows.map((row) => [row.marker, row.entry_id]))
}

/**
 * QuickBooks has what was entered here, under this id. Where the id is held already it was read a moment before it
 * was known whose it is: that row goes.
 */
export async function bindEntry(sql: Sql, entryId: string, quickbooksId: string): Promise<void> {
  await sql('delete from time_entry where quickbooks_id = $2 and entry_id <> $1 and billed_minutes is null', [
    entryId,
    quickbooksId,
  ])
  await sql(
    `update time_entry set quickbooks_id = $2, state = 'posted', fault = null where entry_id = $1 and quickbooks_id is null`,
    [entryId, quickbooksId],
  )
}

/** Whose hours these are from now on. */
export async function assignEntry(sql: Sql, entryId: string, owner: Assigned): Promise<void> {
  await sql('update time_entry set schedule_id = $2, assigned_by = $3 where entry_id = $1', [
    entryId,
    owner.scheduleId,
    owner.by,
  ])
}

/** What QuickBooks has no more. */
export async function buryEntries(sql: Sql, quickbooksIds: readonly string[]): Promise<void> {
  await sql(
    `update time_entry set deleted_at = milepost.now(), seen_at = milepost.now()
     where quickbooks_id = any($1) and deleted_at is null`,
    [quickbooksIds],
  )
}

/** An invoice says these hours of them, from now on. */
export async function setBilledMinutes(sql: Sql, entryIds: readonly string[]): Promise<void> {
  await sql('update time_entry set billed_minutes = minutes where entry_id = any($1)', [entryIds])
}

/** When a kind of work was last listed, and from which day on; null when it never was. */
export async function readWorkReading(
  sql: Sql,
  kind: 'time' | 'costs',
): Promise<{ since: string; readAt: Date } | null> {
  const [row] = await sql<{ since: string; read_at: Date }>(
    'select since, read_at from work_reading where kind = $1',
    [kind],
  )
  return row ? { since: row.since, readAt: row.read_at } : null
}

export async function saveWorkReading(sql: Sql, kind: 'time' | 'costs', since: string): Promise<void> {
  await sql(
    `insert into work_reading (workspace_id, kind, since, read_at)
     values (milepost.current_workspace(), $1, $2, milepost.now())
     on conflict (workspace_id, kind) do update set since = excluded.since, read_at = excluded.read_at`,
    [kind, since],
  )
}
