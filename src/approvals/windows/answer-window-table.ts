import type { Sql } from '../../postgres/database'
import type { AnswerWindow } from './answer-window'

interface Row {
  round_id: string
  approver_id: string
  mail_id: string
  opened_at: Date
  ends_at: Date
  half_at: Date | null
  last_at: Date | null
}

const toWindow = (row: Row): AnswerWindow => ({
  roundId: row.round_id,
  approverId: row.approver_id,
  mailId: row.mail_id,
  openedAt: row.opened_at,
  endsAt: row.ends_at,
  halfAt: row.half_at,
  lastAt: row.last_at,
})

/** Opens an approver's window, once: another e-mail to them moves nothing. */
export async function addWindow(sql: Sql, window: AnswerWindow): Promise<void> {
  await sql(
    `insert into answer_window (workspace_id, round_id, approver_id, mail_id, opened_at, ends_at, half_at, last_at)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (workspace_id, round_id, approver_id) do nothing`,
    [
      window.roundId,
      window.approverId,
      window.mailId,
      window.openedAt,
      window.endsAt,
      window.halfAt,
      window.lastAt,
    ],
  )
}

/** The windows of these rounds, the earliest first. */
export async function readWindows(sql: Sql, roundIds: readonly string[]): Promise<AnswerWindow[]> {
  const rows = await sql<Row>(
    `select round_id, approver_id, mail_id, opened_at, ends_at, half_at, last_at from answer_window
     where round_id = any($1::uuid[]) order by opened_at, approver_id`,
    [roundIds],
  )
  return rows.map(toWindow)
}

/** Keeps when a round's time is over, and when something is to be done about it next. */
export async function setRoundTimes(
  sql: Sql,
  roundId: string,
  times: { endsAt: Date | null; dueAt: Date | null },
): Promise<void> {
  await sql('update approval_round set ends_at = $2, window_due_at = $3 where round_id = $1', [
    roundId,
    times.endsAt,
    times.dueAt,
  ])
}

/** Open rounds about which something is to be done now, the most urgent first: `round` and the milestone it is of. */
export async function dueRounds(sql: Sql, most: number): Promise<{ roundId: string; milestoneId: string }[]> {
  const rows = await sql<{ round_id: string; milestone_id: string }>(
    `select round_id, milestone_id from approval_round
     where state = 'open' and window_due_at <= milepost.now() order by window_due_at, round_id limit $1`,
    [most],
  )
  return rows.map((row) => ({ roundId: row.round_id, milestoneId: row.milestone_id }))
}

/** In how long something is to be done about an open round next, milliseconds; null where nothing is. */
export async function msUntilDue(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ ms: number | null }>(
    `select extract(epoch from min(window_due_at) - milepost.now())::float8 * 1000 as ms
     from approval_round where state = 'open' and window_due_at is not null`,
  )
  return row?.ms ?? null
}
