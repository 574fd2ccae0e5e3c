import type { Sql } from '../../postgres/database'

/** Notes that an answer about a milestone came now; marks that nobody took away are cleared on the way. */
export async function noteArrival(sql: Sql, milestoneId: string): Promise<string> {
  await sql(
    `delete from answer_arrival where milestone_id = $1 and arrived_at < milepost.now() - interval '1 hour'`,
    [milestoneId],
  )
  const [row] = await sql<{ arrival_id: string }>(
    `insert into answer_arrival (workspace_id, milestone_id) values (milepost.current_workspace(), $1)
     returning arrival_id`,
    [milestoneId],
  )
  if (!row) throw new Error('an arrival was not noted')
  return row.arrival_id
}

/** The answer was carried out, or refused. */
export async function forgetArrival(sql: Sql, arrivalId: string): Promise<void> {
  await sql('delete from answer_arrival where arrival_id = $1', [arrivalId])
}

/** Whether an answer that came before `until` is being worked on, and not for longer than `mostMs`. */
export async function hasArrived(
  sql: Sql,
  milestoneId: string,
  until: Date,
  mostMs: number,
): Promise<boolean> {
  const rows = await sql(
    `select 1 from answer_arrival where milestone_id = $1 and arrived_at <= $2
       and arrived_at > milepost.now() - $3 * interval '1 millisecond' limit 1`,
    [milestoneId, until, mostMs],
  )
  return rows.length > 0
}
