import type { Sql } from '../postgres/database'

/** What was worked and spent on a schedule, as far as QuickBooks was asked. */
export interface WorkSums {
  /** Null while QuickBooks was never asked for hours. */
  readonly minutes: number | null
  /** Net, in minor units of the schedule's currency. Null while nobody asked for costs, or one is in another currency. */
  readonly costsMinor: bigint | null
}

/** Hours and costs of these schedules, in one statement. */
export async function readWorkSums(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, WorkSums>> {
  const rows = await sql<{ schedule_id: string; minutes: bigint | null; costs: bigint | null }>(
    `select s.schedule_id,
       case when exists (select from work_reading where kind = 'time') or worked.minutes > 0
         then worked.minutes end as minutes,
       case when exists (select from work_reading where kind = 'costs') and not spent.foreign_too
         then spent.minor end as costs
     from schedule s
     cross join lateral (
       select coalesce(sum(t.minutes), 0)::bigint as minutes from time_entry t
       where t.workspace_id = s.workspace_id and t.schedule_id = s.schedule_id and t.deleted_at is null
         and t.state <> 'cancelled') worked
     cross join lateral (
       select coalesce(sum(c.amount_minor), 0)::bigint as minor,
         coalesce(bool_or(c.currency <> s.currency), false) as foreign_too
       from cost_line c
       where c.workspace_id = s.workspace_id and c.schedule_id = s.schedule_id and c.deleted_at is null) spent
     where s.schedule_id = any($1)`,
    [scheduleIds],
  )
  return new Map(
    rows.map((row) => [
      row.schedule_id,
      { minutes: row.minutes === null ? null : Number(row.minutes), costsMinor: row.costs },
    ]),
  )
}
