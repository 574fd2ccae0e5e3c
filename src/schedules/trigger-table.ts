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

/** Sets the days that trigger milestones, with the instant each begins; null where none is known. */
export async function setTriggerDays(
  sql: Sql,
  days: readonly { milestoneId: string; on: string | null; at: Date | null }[],
): Promise<void> {
  await sql(
    `update milestone m set trigger_on = d.day, trigger_at = d.at, trigger_lease_until = null
     from unnest($1::uuid[], $2::date[], $3::timestamptz[]) as d(milestone_id, day, at)
     where m.milestone_id = d.milestone_id
       and (m.trigger_on, m.trigger_at) is distinct from (d.day, d.at)`,
    [days.map((day) => day.milestoneId), days.map((day) => day.on), days.map((day) => day.at)],
  )
}

/** Days up to this one have had their effect on these milestones. */
export async function spendTriggers(sql: Sql, milestoneIds: readonly string[], upTo: string): Promise<void> {
  await sql(
    `update milestone set trigger_spent_on = greatest(trigger_spent_on, $2::date), trigger_lease_until = null
     where milestone_id = any($1)`,
    [milestoneIds, upTo],
  )
}

/** Has a day that came and could have no effect tried again later; it stays the day that people see. */
export async function postponeTrigger(sql: Sql, milestoneId: string, forMs: number): Promise<void> {
  await sql(
    `update milestone set trigger_at = milepost.now() + $2 * interval '1 millisecond', trigger_lease_until = null
     where milestone_id = $1 and trigger_at is not null`,
    [milestoneId, forMs],
  )
}
