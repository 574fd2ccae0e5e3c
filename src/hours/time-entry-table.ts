import type { Fault } from '../../connectors/answer'
import type { Sql } from '../postgres/database'
import type { Billable, EntryState, EntryToSend, ReadEntry, TimeEntry, WorkerKind } from './time-entry'
import type { Assigned, AssignedBy } from './work-owner'

interface Row {
  entry_id: string
  quickbooks_id: string | null
  schedule_id: string | null
  assigned_by: AssignedBy | null
  customer_id: string
  project_id: string | null
  class_id: string | null
  item_id: string | null
  worker_kind: WorkerKind
  worker_id: string
  worker_name: string
  worked_on: string
  minutes: number
  note: string | null
  billable: Billable
  state: EntryState
  fault: Fault | null
  deleted: boolean
  billed_minutes: number | null
  entered_by: string | null
}

const COLUMNS = `entry_id, quickbooks_id, schedule_id, assigned_by, customer_id, project_id, class_id, item_id, worker_kind,
  worker_id, worker_name, worked_on, minutes, note, billable, state, fault, deleted_at is not null as deleted,
  billed_minutes, entered_by`

const toEntry = (row: Row): TimeEntry => ({
  entryId: row.entry_id,
  quickbooksId: row.quickbooks_id,
  scheduleId: row.schedule_id,
  assignedBy: row.assigned_by,
  customerId: row.customer_id,
  projectId: row.project_id,
  classId: row.class_id,
  itemId: row.item_id,
  workerKind: row.worker_kind,
  workerId: row.worker_id,
  workerName: row.worker_name,
  workedOn: row.worked_on,
  minutes: row.minutes,
  note: row.note,
  billable: row.billable,
  state: row.state,
  fault: row.fault,
  deleted: row.deleted,
  billedMinutes: row.billed_minutes,
  enteredBy: row.entered_by,
})

/** Hours of these schedules, newest day first; what was cancelled is left out, what was deleted stays to be told. */
export async function listEntries(
  sql: Sql,
  scheduleIds: readonly string[],
  most: number,
): Promise<TimeEntry[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from time_entry where schedule_id = any($1) and state <> 'cancelled'
       and (deleted_at is null or billed_minutes is not null)
     order by worked_on desc, entered_at desc, entry_id limit $2`,
    [scheduleIds, most],
  )
  return rows.map(toEntry)
}

/** Hours of these customers of which nobody has said yet whose they are, oldest first. */
export async function listUnassigned(
  sql: Sql,
  customerIds: readonly string[],
  most: number,
): Promise<TimeEntry[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from time_entry where schedule_id is null and assigned_by is null and deleted_at is null
       and (customer_id = any($1) or project_id = any($1)) order by worked_on, entry_id limit $2`,
    [customerIds, most],
  )
  return rows.map(toEntry)
}

export async function readEntry(sql: Sql, entryId: string): Promise<TimeEntry | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from time_entry where entry_id = $1`, [entryId])
  return row ? toEntry(row) : null
}

/** These entries, locked in the order in which everyone locks them. */
export async function lockEntries(sql: Sql, entryIds: readonly string[]): Promise<TimeEntry[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from time_entry where entry_id = any($1) order by entry_id for update`,
    [entryIds],
  )
  return rows.map(toEntry)
}

/** Those that are held of these ids of QuickBooks. */
export async function entriesOf(sql: Sql, quickbooksIds: readonly string[]): Promise<TimeEntry[]> {
  const rows = await sql<Row>(`select ${COLUMNS} from time_entry where quickbooks_id = any($1)`, [
    quickbooksIds,
  ])
  return rows.map(toEntry)
}

/** What is held of that day and later, and still there as far as is known: ids of QuickBooks. */
export async function heldSince(sql: Sql, since: string): Promise<string[]> {
  const rows = await sql<{ quickbooks_id: string }>(
    'select quickbooks_id from time_entry where quickbooks_id is not null and deleted_at is null and worked_on >= $1',
    [since],
  )
  return rows.map((row) => row.quickbooks_id)
}

/** Adds what was entered here, on its way. Answers its id. */
export async function addEntry(
  sql: Sql,
  entry: Pick<
    EntryToSend,
    | 'entryId'
    | 'scheduleId'
    | 'customerId'
    | 'classId'
    | 'itemId'
    | 'workerKind'
    | 'workerId'
    | 'workerName'
    | 'workedOn'
    | 'minutes'
    | 'note'
    | 'billable'
    | 'enteredBy'
    | 'requestKey'
    | 'marker'
    | 'body'
    | 'bodyHash'
  >,
): Promise<void> {
  await sql(
    `insert into time_entry (workspace_id, entry_id, schedule_id, assigned_by, customer_id, class_id, item_id, worker_kind,
       worker_id, worker_name, worked_on, minutes, note, billable, entered_by, request_key, marker, body, body_hash, state)
     values (milepost.current_workspace(), $1, $2, 'entered', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
       $17, 'queued')`,
    [
      entry.entryId,
      entry.scheduleId,
      entry.customerId,
      entry.classId,
      entry.itemId,
      entry.workerKind,
      entry.workerId,
      entry.workerName,
      entry.workedOn,
      entry.minutes,
      entry.note,
      entry.billable,
      entry.enteredBy,
      entry.requestKey,
      entry.marker,
      entry.body,
      entry.bodyHash,
    ],
  )
}

/** What was entered here, locked, with what is sent; null for what was read. */
export async function lockToSend(sql: Sql, entryId: string): Promise<EntryToSend | null> {
  const [row] = await sql<
    Row & { request_key: string; marker: string; body: string; body_hash: string; sent_at: Date | null }
  >(
    `select ${COLUMNS}, request_key, marker, body, body_hash, sent_at from time_entry
     where entry_id = $1 and request_key is not null for update`,
    [entryId],
  )
  if (!row) return null
  return {
    ...toEntry(row),
    requestKey: row.request_key,
    marker: row.marker,
    body: row.body,
    bodyHash: row.body_hash,
    sentAt: row.sent_at,
  }
}

export async function setEntryState(
  sql: Sql,
  entryId: string,
  change: { state: Exclude<EntryState, 'posted'>; fault?: Fault | null; sentAt?: Date },
): Promise<void> {
  await sql(
    'update time_entry set state = $2, fault = $3, sent_at = coalesce($4, sent_at) where entry_id = $1',
    [entryId, change.state, change.fault ? JSON.stringify(change.fault) : null, change.sentAt ?? null],
  )
}

/**
 * A refused entry gets another key, because QuickBooks may repeat its refusal for the old one. It is looked for by its
 * mark, which stays, before it is sent.
 */
export async function rekeyEntry(
  sql: Sql,
  entryId: string,
  keyOf: (generation: number) => string,
): Promise<void> {
  const [row] = await sql<{ generation: number }>(
    'select generation from time_entry where entry_id = $1 for update',
    [entryId],
  )
  if (!row) return
  await sql(
    `update time_entry set generation = $2, request_key = $3, state = 'unclear', fault = null where entry_id = $1`,
    [entryId, row.generation + 1, keyOf(row.generation + 1)],
  )
}

/** Stores hours as they were read: new ones, and those that are newer than what is held. */
export async function saveRead(
  sql: Sql,
  entries: readonly (ReadEntry & { readonly owner: Assigned | null })[],
): Promise<void> {
  await sql(
    `insert into time_entry (workspace_id, quickbooks_id, sync_token, changed_at, seen_at, schedule_id, assigned_by,
       customer_id, project_id, class_id, item_id, worker_kind, worker_id, worker_name, worked_on, minutes, note, billable)
     select milepost.current_workspace(), e.quickbooks_id, e.sync_token, e.changed_at, milepost.now(), e.schedule_id,
       e.assigned_by, e.customer_id, e.project_id, e.class_id, e.item_id, e.worker_kind, e.worker_id, e.worker_name,
       e.worked_on, e.minutes, e.note, e.billable
     from jsonb_to_recordset($1::jsonb) as e(quickbooks_id text, sync_token text, changed_at timestamptz, schedule_id uuid,
       assigned_by text, customer_id text, project_id text, class_id text, item_id text, worker_kind text, worker_id text,
       worker_name text, worked_on date, minutes int, note text, billable text)
     order by e.quickbooks_id
     on conflict (workspace_id, quickbooks_id) where quickbooks_id is not null do update
       set sync_token = excluded.sync_token, changed_at = excluded.changed_at, seen_at = excluded.seen_at,
         deleted_at = null, customer_id = excluded.customer_id, project_id = excluded.project_id,
         class_id = excluded.class_id, item_id = excluded.item_id, worker_kind = excluded.worker_kind,
         worker_id = excluded.worker_id, worker_name = excluded.worker_name, worked_on = excluded.worked_on,
         minutes = excluded.minutes, note = excluded.note, billable = excluded.billable,
         schedule_id = excluded.schedule_id, assigned_by = excluded.assigned_by
       where time_entry.changed_at is null or excluded.changed_at >= time_entry.changed_at`,
    [
      JSON.stringify(
        entries.map((entry) => ({
          quickbooks_id: entry.quickbooksId,
          sync_token: entry.syncToken,
          changed_at: entry.changedAt.toISOString(),
          schedule_id: entry.owner?.scheduleId ?? null,
          assigned_by: entry.owner?.by ?? null,
          customer_id: entry.customerId,
          project_id: entry.projectId,
          class_id: entry.classId,
          item_id: entry.itemId,
          worker_kind: entry.workerKind,
          worker_id: entry.workerId,
          worker_name: entry.workerName,
          worked_on: entry.workedOn,
          minutes: entry.minutes,
          note: entry.note,
          billable: entry.billable,
        })),
      ),
    ],
  )
}
