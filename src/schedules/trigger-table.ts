import type { Sql } from '../postgres/database'

/** Whether any milestone of a schedule has, or had, a day that triggers it: most schedules have none. */
export async function hasTriggers(sql: Sql, scheduleId: string): Promise<boolean> {
  const rows = await sql(
    `select 1 from milestone where schedule_id = $1
       and (trigger_on is not null or details->'trigger' ?| array['date', 'after']
            or details->'trigger'->'on' ? 'signature') limit 1`,
    [scheduleId],
  )
  return rows.length > 0
}

/** Schedules with a milestone that waits for a known day. */
export async function schedulesAwaitingDays(sql: Sql): Promise<string[]> {
  const rows = await sql<{ schedule_id: string }>(
    'select distinct schedule_id from milestone where trigger_at is not null order by schedule_id',
  )
  return rows.map((row) => row.schedule_id)
}

/**
 * Sets the days that trigger milestones, with the instant each begins; null where none is known. Answers those whose day
 * Milepost failed at, and whose turn it is no longer.
 */
export async function setTriggerDays(
  sql: Sql,
  days: readonly { milestoneId: string; on: string | null; at: Date | null }[],
): Promise<string[]> {
  const rows = await sql<{ milestone_id: string; over: boolean }>(
    `update milestone m set trigger_on = d.day, trigger_at = d.at, trigger_lease_until = null,
       trigger_tries = case when coalesce(d.at > milepost.now(), true) then 0 else m.trigger_tries end
     from unnest($1::uuid[], $2::date[], $3::timestamptz[]) as d(milestone_id, day, at)
     join milestone was on was.milestone_id = d.milestone_id
     where m.milestone_id = d.milestone_id
       and (m.trigger_on, m.trigger_at) is distinct from (d.day, d.at)
     returning m.milestone_id, was.trigger_tries > 0 and coalesce(m.trigger_at > milepost.now(), true) as over`,
    [days.map((day) => day.milestoneId), days.map((day) => day.on), days.map((day) => day.at)],
  )
  return rows.filter(({ over }) => over).map((row) => row.milestone_id)
}

/** Days up to this one have had their effect on these milestones. */
export async function spendTriggers(sql: Sql, milestoneIds: readonly string[], upTo: string): Promise<void> {
  await sql(
    `update milestone set trigger_spent_on = greatest(trigger_spent_on, $2::date), trigger_lease_until = null,
       trigger_tries = 0
     where milestone_id = any($1)`,
    [milestoneIds, upTo],
  )
}

/** Has a day that came and could have no effect tried again later; it stays the day that people see. */
export async function postponeTrigger(sql: Sql, milestoneId: string, forMs: number): Promise<void> {
  await sql(
    `update milestone set trigger_at = milepost.now() + $2 * interval '1 millisecond', trigger_lease_until = null,
       trigger_tries = 0
     where milestone_id = $1 and trigger_at is not null`,
    [milestoneId, forMs],
  )
}

/** A milestone whose day came and that could not even be looked at, and how often that was so before. */
export interface FailedTrigger {
  readonly name: string
  readonly dealId: string
  readonly tries: number
}

/**
 * A milestone whose day has come, its plan locked; null where no day is due any more. Reads only what can't be broken,
 * whatever else of the plan is.
 */
export async function lockFailedTrigger(sql: Sql, milestoneId: string): Promise<FailedTrigger | null> {
  const [row] = await sql<{ name: string; deal_id: string; tries: number }>(
    `select m.name, s.deal_id, m.trigger_tries as tries from schedule s
     join milestone m on m.schedule_id = s.schedule_id
     where m.milestone_id = $1 and m.trigger_at <= milepost.now() for no key update of s`,
    [milestoneId],
  )
  return row ? { name: row.name, dealId: row.deal_id, tries: row.tries } : null
}

/** Has a day that Milepost itself failed at tried again later, and counts that; false where it is due no more. */
export async function putOffFailedTrigger(sql: Sql, milestoneId: string, forMs: number): Promise<boolean> {
  const rows = await sql(
    `update milestone set trigger_at = milepost.now() + $2 * interval '1 millisecond', trigger_lease_until = null,
       trigger_tries = trigger_tries + 1
     where milestone_id = $1 and trigger_at <= milepost.now() returning 1 as put_off`,
    [milestoneId, forMs],
  )
  return rows.length > 0
}
