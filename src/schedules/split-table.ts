import type { Sql } from '../postgres/database'
import type { Split, WorkStatus } from './milestone'

/**
 * Parts a milestone in two: the accepted part keeps its id and its place, the remaining one comes behind it, and all
 * after that move up. Whoever waits for the whole waits for what remains.
 */
export async function storeSplit(
  sql: Sql,
  parts: {
    milestoneId: string
    ordinal: number
    codes: readonly [string, string]
    split: Split
    acceptedMinor: bigint
    remainingMinor: bigint
    remaining: { workStatus: WorkStatus; changesRequested: boolean }
  },
): Promise<void> {
  const { milestoneId, split } = parts
  await sql(
    `update milestone m set position = m.position + 1 from milestone whole
     where whole.milestone_id = $1 and m.schedule_id = whole.schedule_id and m.position > whole.position`,
    [milestoneId],
  )
  await sql(
    `insert into milestone (workspace_id, schedule_id, milestone_id, ordinal, position, code, name, details, amount_minor,
       planned_on, work_status, changes_requested)
     select workspace_id, schedule_id, $2, $3, position + 1, $4, name, details, $5, planned_on, $6, $7
     from milestone where milestone_id = $1`,
    [
      milestoneId,
      split.remainingId,
      parts.ordinal,
      parts.codes[1],
      parts.remainingMinor,
      parts.remaining.workStatus,
      parts.remaining.changesRequested,
    ],
  )
  await sql(
    `update milestone set code = $2, split = $3, share = null, share_base_minor = null, amount_minor = $4,
       version = version + 1 where milestone_id = $1`,
    [milestoneId, parts.codes[0], JSON.stringify(split), parts.acceptedMinor],
  )
  await waitFor(sql, milestoneId, split.remainingId)
}

/** Makes two parts one again, as it was before: share, base, code and place. */
export async function storeMerge(
  sql: Sql,
  milestoneId: string,
  split: Split,
  before: { code: string | null; split: Split | null },
): Promise<void> {
  await waitFor(sql, split.remainingId, milestoneId)
  await sql(
    `update milestone m set position = m.position - 1 from milestone gone
     where gone.milestone_id = $1 and m.schedule_id = gone.schedule_id and m.position > gone.position`,
    [split.remainingId],
  )
  await sql('delete from milestone where milestone_id = $1', [split.remainingId])
  await sql(
    `update milestone set code = $2, split = $3, share = $4, share_base_minor = $5, amount_minor = $6,
       version = version + 1 where milestone_id = $1`,
    [
      milestoneId,
      before.code,
      before.split === null ? null : JSON.stringify(before.split),
      split.share === null ? null : JSON.stringify(split.share),
      split.shareBaseMinor,
      split.amountMinor,
    ],
  )
}

/** Triggers that count from one milestone count from another. */
async function waitFor(sql: Sql, from: string, to: string): Promise<void> {
  await sql(
    `update milestone set details = jsonb_set(details, '{trigger,after,milestoneId}', to_jsonb($2::text)),
       version = version + 1
     where schedule_id = (select schedule_id from milestone where milestone_id = $1::uuid)
       and details #>> '{trigger,after,milestoneId}' = $1::text`,
    [from, to],
  )
}

/** What people called milestones that were removed and came back, and what they were parts of. */
export async function restoreCodes(
  sql: Sql,
  codes: readonly { milestoneId: string; code: string | null; split: Split | null }[],
): Promise<void> {
  await sql(
    `update milestone m set code = c.code, split = c.split
     from jsonb_to_recordset($1::jsonb) as c(milestone_id uuid, code text, split jsonb)
     where m.milestone_id = c.milestone_id`,
    [
      JSON.stringify(
        codes.map(({ milestoneId, code, split }) => ({
          milestone_id: milestoneId,
          code,
          // Left out, so that nothing is stored as nothing and not as the JSON null.
          split: split ?? undefined,
        })),
      ),
    ],
  )
}
