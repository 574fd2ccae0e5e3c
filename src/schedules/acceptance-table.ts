import type { Sql } from '../postgres/database'
import type { AcceptedContent } from './accepted-content'
import type { ScheduleTerms } from './schedule'

/** The client's acceptance of a schedule, as it was recorded. */
export interface Acceptance {
  readonly acceptanceId: string
  readonly scheduleId: string
  /** `YYYY-MM-DD`. */
  readonly on: string
  readonly by: string
  /** SHA-256 of what was accepted, in hex. */
  readonly contentHash: string
  /** What an acceptance that is taken back returns to. */
  readonly controlBefore: ScheduleTerms['control']
  readonly recordedBy: string
  readonly recordedAt: Date
}

interface Row {
  acceptance_id: string
  schedule_id: string
  accepted_on: string
  accepted_by: string
  content_hash: string
  control_before: ScheduleTerms['control']
  recorded_by: string
  recorded_at: Date
}

const COLUMNS =
  'acceptance_id, schedule_id, accepted_on, accepted_by, content_hash, control_before, recorded_by, recorded_at'

const toAcceptance = (row: Row): Acceptance => ({
  acceptanceId: row.acceptance_id,
  scheduleId: row.schedule_id,
  on: row.accepted_on,
  by: row.accepted_by,
  contentHash: row.content_hash,
  controlBefore: row.control_before,
  recordedBy: row.recorded_by,
  recordedAt: row.recorded_at,
})

export async function addAcceptance(
  sql: Sql,
  acceptance: Omit<Acceptance, 'acceptanceId' | 'recordedAt'> & { content: AcceptedContent },
): Promise<Acceptance> {
  const [row] = await sql<Row>(
    `insert into acceptance (workspace_id, schedule_id, accepted_on, accepted_by, content, content_hash,
       control_before, recorded_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
    [
      acceptance.scheduleId,
      acceptance.on,
      acceptance.by,
      JSON.stringify(acceptance.content),
      acceptance.contentHash,
      acceptance.controlBefore,
      acceptance.recordedBy,
    ],
  )
  if (!row) throw new Error('an acceptance was not added')
  return toAcceptance(row)
}

/** The acceptance that stands; null where there is none, or it was taken back. */
export async function readAcceptance(sql: Sql, scheduleId: string): Promise<Acceptance | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from acceptance where schedule_id = $1 and withdrawn_at is null`,
    [scheduleId],
  )
  return row ? toAcceptance(row) : null
}

/** Whether an acceptance of this schedule was taken back. */
export async function wasWithdrawn(sql: Sql, scheduleId: string): Promise<boolean> {
  const rows = await sql(
    'select 1 from acceptance where schedule_id = $1 and withdrawn_at is not null limit 1',
    [scheduleId],
  )
  return rows.length > 0
}

export async function withdrawAcceptance(
  sql: Sql,
  acceptanceId: string,
  how: { by: string; reason: string },
): Promise<void> {
  await sql(
    `update acceptance set withdrawn_at = milepost.now(), withdrawn_by = $2, withdrawn_reason = $3
     where acceptance_id = $1`,
    [acceptanceId, how.by, how.reason],
  )
}

/** Whether a change order of this schedule was approved: it stands on the acceptance before it. */
export async function hasApprovedChange(sql: Sql, scheduleId: string): Promise<boolean> {
  const rows = await sql(`select 1 from change_order where schedule_id = $1 and state = 'approved' limit 1`, [
    scheduleId,
  ])
  return rows.length > 0
}
