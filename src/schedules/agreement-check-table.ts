import type { Sql } from '../postgres/database'
import type { AgreementCheck } from './agreement-check'

/** The checks of these milestones, by milestone. */
export async function readChecks(
  sql: Sql,
  milestoneIds: readonly string[],
): Promise<Map<string, AgreementCheck>> {
  const rows = await sql<{
    milestone_id: string
    file_id: string
    version: number
    place: string | null
    note: string | null
    amount_minor: bigint
    checked_by: string
    checked_at: Date
  }>(
    `select c.milestone_id, c.file_id, f.version, c.place, c.note, c.amount_minor, c.checked_by, c.checked_at
     from agreement_check c join file f on f.workspace_id = c.workspace_id and f.file_id = c.file_id
     where c.milestone_id = any($1::uuid[])`,
    [milestoneIds],
  )
  return new Map(
    rows.map((row) => [
      row.milestone_id,
      {
        milestoneId: row.milestone_id,
        fileId: row.file_id,
        version: row.version,
        place: row.place,
        note: row.note,
        amountMinor: row.amount_minor,
        by: row.checked_by,
        at: row.checked_at,
      },
    ]),
  )
}

/** Keeps the newest check of a milestone. */
export async function saveCheck(sql: Sql, check: Omit<AgreementCheck, 'at' | 'version'>): Promise<void> {
  await sql(
    `insert into agreement_check (workspace_id, milestone_id, file_id, place, note, amount_minor, checked_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, milestone_id) do update set file_id = excluded.file_id, place = excluded.place,
       note = excluded.note, amount_minor = excluded.amount_minor, checked_by = excluded.checked_by,
       checked_at = milepost.now()`,
    [check.milestoneId, check.fileId, check.place, check.note, check.amountMinor, check.by],
  )
}

export async function removeCheck(sql: Sql, milestoneId: string): Promise<void> {
  await sql('delete from agreement_check where milestone_id = $1', [milestoneId])
}

/** How many amounts were checked against each of these files. */
export async function checksAmong(sql: Sql, fileIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ file_id: string; count: number }>(
    `select file_id, count(*)::int as count from agreement_check where file_id = any($1::uuid[]) group by file_id`,
    [fileIds],
  )
  return new Map(rows.map((row) => [row.file_id, row.count]))
}
