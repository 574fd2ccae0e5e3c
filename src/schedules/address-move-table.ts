import type { Sql } from '../postgres/database'
import type { AddressMove, MovedAddress } from './approver-address'

/** Keeps that somebody of a deal is reached at another address from now on. */
export async function addMove(sql: Sql, scheduleId: string, { from, to }: AddressMove): Promise<void> {
  await sql(
    `insert into address_move (workspace_id, schedule_id, from_email, to_email)
     values (milepost.current_workspace(), $1, $2, $3)`,
    [scheduleId, from, to],
  )
}

/** Every change of address of a deal, the first one first. */
export async function readMoves(sql: Sql, scheduleId: string): Promise<MovedAddress[]> {
  const rows = await sql<{ from_email: string; to_email: string; moved_at: Date }>(
    'select from_email, to_email, moved_at from address_move where schedule_id = $1 order by number',
    [scheduleId],
  )
  return rows.map((row) => ({ from: row.from_email, to: row.to_email, at: row.moved_at }))
}
