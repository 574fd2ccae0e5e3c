import type { Sql } from '../../postgres/database'

/** Completed work that waits for the invoice of its month. */
export interface MonthlyDue {
  readonly milestoneId: string
  readonly scheduleId: string
  /** The day on which it is billed, `YYYY-MM-DD`. */
  readonly dueOn: string
}

interface Row {
  milestone_id: string
  schedule_id: string
  due_on: string
}

const toDue = (row: Row): MonthlyDue => ({
  milestoneId: row.milestone_id,
  scheduleId: row.schedule_id,
  dueOn: row.due_on,
})

/** Work that waits already keeps its day. */
export async function addMonthlyDue(sql: Sql, due: MonthlyDue): Promise<void> {
  await sql(
    `insert into monthly_due (workspace_id, milestone_id, schedule_id, due_on)
     values (milepost.current_workspace(), $1, $2, $3) on conflict do nothing`,
    [due.milestoneId, due.scheduleId, due.dueOn],
  )
}

/** Nothing waits for these any more: they are billed, or their work was taken back. */
export async function removeMonthlyDue(sql: Sql, milestoneIds: readonly string[]): Promise<void> {
  await sql('delete from monthly_due where milestone_id = any($1)', [milestoneIds])
}

/** What waits up to a day, that day included, in the order in which everyone locks schedules. */
export async function listMonthlyDue(sql: Sql, through: string): Promise<MonthlyDue[]> {
  const rows = await sql<Row>(
    `select milestone_id, schedule_id, due_on::text from monthly_due where due_on <= $1
     order by schedule_id, milestone_id`,
    [through],
  )
  return rows.map(toDue)
}

/** What waits of the work that was completed before an instant, in the same order. */
export async function listCompletedDue(sql: Sql, before: Date): Promise<MonthlyDue[]> {
  const rows = await sql<Row>(
    `select d.milestone_id, d.schedule_id, d.due_on::text from monthly_due d
     join milestone m on m.workspace_id = d.workspace_id and m.milestone_id = d.milestone_id
     where m.completed_at < $1 order by d.schedule_id, d.milestone_id`,
    [before],
  )
  return rows.map(toDue)
}

/** Everything that waits of these schedules, by milestone: the day on which it is billed. */
export async function readMonthlyDue(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<Row>(
    'select milestone_id, schedule_id, due_on::text from monthly_due where schedule_id = any($1)',
    [scheduleIds],
  )
  return new Map(rows.map((row) => [row.milestone_id, row.due_on]))
}
