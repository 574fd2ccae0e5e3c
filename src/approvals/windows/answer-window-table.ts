import type { AnswerTimes } from '../../clock/business-days'
import type { Sql } from '../../postgres/database'
import type { AnswerWindow } from './answer-window'

interface Row {
  round_id: string
  approver_id: string
  mail_id: string
  opened_at: Date
  ends_at: Date
  own_ends_at: Date
  half_at: Date | null
  last_at: Date | null
  generation: number
  given_anew: boolean
}

const toWindow = (row: Row): AnswerWindow => ({
  roundId: row.round_id,
  approverId: row.approver_id,
  mailId: row.mail_id,
  openedAt: row.opened_at,
  endsAt: row.ends_at,
  ownEndsAt: row.own_ends_at,
  halfAt: row.half_at,
  lastAt: row.last_at,
  generation: row.generation,
  givenAnew: row.given_anew,
})

/** Opens an approver's window, once: another e-mail to them moves nothing, unless the window was lost meanwhile. */
export async function addWindow(
  sql: Sql,
  window: Omit<AnswerWindow, 'generation' | 'givenAnew' | 'ownEndsAt'>,
): Promise<void> {
  await sql(
    `insert into answer_window as w (workspace_id, round_id, approver_id, mail_id, opened_at, ends_at, half_at, last_at)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (workspace_id, round_id, approver_id) do update
       set mail_id = excluded.mail_id, opened_at = excluded.opened_at, ends_at = excluded.ends_at,
         half_at = excluded.half_at, last_at = excluded.last_at, generation = w.generation + 1, given_anew = false, lost_at = null,
         lost_why = null
       where w.lost_at is not null`,
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

/** Gives an approver's time anew: its reminders are other ones than before. */
export async function renewWindow(
  sql: Sql,
  window: Pick<AnswerWindow, 'roundId' | 'approverId' | 'openedAt' | keyof AnswerTimes>,
): Promise<void> {
  await sql(
    `update answer_window set opened_at = $3, ends_at = $4, half_at = $5, last_at = $6, generation = generation + 1,
       given_anew = true
     where round_id = $1 and approver_id = $2`,
    [window.roundId, window.approverId, window.openedAt, window.endsAt, window.halfAt, window.lastAt],
  )
}

/** These approvers are told this end from now on: no time of theirs is over before it. */
export async function keepToldEnd(
  sql: Sql,
  roundId: string,
  approverIds: readonly string[],
  endsAt: Date,
): Promise<void> {
  await sql(
    `update answer_window set told_until = $3
     where round_id = $1 and approver_id = any($2::text[]) and lost_at is null and greatest(ends_at, told_until) < $3`,
    [roundId, approverIds, endsAt],
  )
}

/** Stops an approver's time: they may not know that they are asked, or can't answer. Answers whether it ran. */
export async function dropWindow(
  sql: Sql,
  roundId: string,
  approverId: string,
  why: string,
): Promise<boolean> {
  const rows = await sql(
    `update answer_window set lost_at = milepost.now(), lost_why = $3
     where round_id = $1 and approver_id = $2 and lost_at is null returning 1`,
    [roundId, approverId, why],
  )
  return rows.length > 0
}

/** The windows of these rounds that run or are over, the earliest first; those that were lost are left out. */
export async function readWindows(sql: Sql, roundIds: readonly string[]): Promise<AnswerWindow[]> {
  const rows = await sql<Row>(
    `select round_id, approver_id, mail_id, opened_at, greatest(ends_at, told_until) as ends_at,
       ends_at as own_ends_at, half_at, last_at, generation, given_anew
     from answer_window
     where round_id = any($1::uuid[]) and lost_at is null order by opened_at, approver_id`,
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

/** Keeps only when something is to be done about a round next. */
export async function setRoundDue(sql: Sql, roundId: string, dueAt: Date): Promise<void> {
  await sql('update approval_round set window_due_at = $2 where round_id = $1', [roundId, dueAt])
}

/**
 * Open rounds about which something is to be done now, the most urgent first; those too whose deal is back in HubSpot, where
 * nobody could look at them for a while.
 */
export async function dueRounds(sql: Sql, most: number): Promise<{ roundId: string; milestoneId: string }[]> {
  const rows = await sql<{ round_id: string; milestone_id: string }>(
    `select r.round_id, r.milestone_id from approval_round r
     where r.state = 'open' and (r.window_due_at <= milepost.now() or exists (
       select from answer_window w
       join milestone m on m.workspace_id = r.workspace_id and m.milestone_id = r.milestone_id
       join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id
       join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
       where w.round_id = r.round_id and w.lost_at is null and not d.archived and d.restored_at > w.opened_at
         and not exists (select from decision g where g.round_id = w.round_id and g.approver_id = w.approver_id)))
     order by r.window_due_at nulls last, r.round_id limit $1`,
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
