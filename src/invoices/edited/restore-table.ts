import type { Sql } from '../../postgres/database'
import type { Restore, RestoreState } from './restore'

interface Row {
  restore_id: string
  intent_id: string
  seen_minor: bigint
  seen_lines: string | null
  wanted_minor: bigint
  asked_by: string
  state: RestoreState
  sync_token: string | null
  began_at: Date | null
  why: string | null
}

const COLUMNS =
  'restore_id, intent_id, seen_minor, seen_lines, wanted_minor, asked_by, state, sync_token, began_at, why'

const toRestore = (row: Row): Restore => ({
  restoreId: row.restore_id,
  intentId: row.intent_id,
  seenMinor: row.seen_minor,
  seenLines: row.seen_lines,
  wantedMinor: row.wanted_minor,
  askedBy: row.asked_by,
  state: row.state,
  syncToken: row.sync_token,
  beganAt: row.began_at,
  why: row.why,
})

/** Puts a wish in. Null while there is an open one of this invoice. */
export async function addRestore(
  sql: Sql,
  wish: Pick<Restore, 'intentId' | 'seenMinor' | 'seenLines' | 'wantedMinor' | 'askedBy'>,
): Promise<Restore | null> {
  const [row] = await sql<Row>(
    `insert into invoice_restore (workspace_id, intent_id, seen_minor, seen_lines, wanted_minor, asked_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5) on conflict do nothing returning ${COLUMNS}`,
    [wish.intentId, wish.seenMinor, wish.seenLines, wish.wantedMinor, wish.askedBy],
  )
  return row ? toRestore(row) : null
}

export async function readRestore(sql: Sql, restoreId: string): Promise<Restore | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from invoice_restore where restore_id = $1`, [restoreId])
  return row ? toRestore(row) : null
}

export async function lockRestore(sql: Sql, restoreId: string): Promise<Restore | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from invoice_restore where restore_id = $1 for update`, [
    restoreId,
  ])
  return row ? toRestore(row) : null
}

/** The wish that is under way for this invoice; null where there is none. */
export async function readOpenRestore(sql: Sql, intentId: string): Promise<Restore | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from invoice_restore where intent_id = $1 and state in ('wanted', 'sending', 'unclear')`,
    [intentId],
  )
  return row ? toRestore(row) : null
}

/** Of which of these invoices a wish is under way. */
export async function openRestoresAmong(
  sql: Sql,
  intentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (intentIds.length === 0) return new Set()
  const rows = await sql<{ intent_id: string }>(
    `select intent_id from invoice_restore where intent_id = any($1) and state in ('wanted', 'sending', 'unclear')`,
    [intentIds],
  )
  return new Set(rows.map((row) => row.intent_id))
}

/** The invoices that these wishes are of, by wish. */
export async function intentsOfRestores(
  sql: Sql,
  restoreIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ restore_id: string; intent_id: string }>(
    'select restore_id, intent_id from invoice_restore where restore_id = any($1)',
    [restoreIds],
  )
  return new Map(rows.map((row) => [row.restore_id, row.intent_id]))
}

/** Moves a wish along; what is not said stays. */
export async function setRestore(
  sql: Sql,
  restoreId: string,
  now: { readonly state: RestoreState } & Partial<Pick<Restore, 'syncToken' | 'beganAt' | 'why'>>,
): Promise<void> {
  await sql(
    `update invoice_restore set state = $2, sync_token = coalesce($3, sync_token), began_at = coalesce($4, began_at),
       why = coalesce($5, why) where restore_id = $1`,
    [restoreId, now.state, now.syncToken ?? null, now.beganAt ?? null, now.why ?? null],
  )
}
