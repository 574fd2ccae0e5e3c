import type { Sql } from '../postgres/database'

/** Begins the upkeep of a new workspace: due at once. */
export async function openUpkeep(sql: Sql): Promise<void> {
  await sql(
    'insert into upkeep (workspace_id) values (milepost.current_workspace()) on conflict (workspace_id) do nothing',
  )
}

/** The upkeep of this workspace was done; due again in so long. */
export async function closeUpkeep(sql: Sql, againInMs: number): Promise<void> {
  await sql(
    `update upkeep set kept_at = milepost.now(), lease_until = null,
       due_at = milepost.now() + $1 * interval '1 millisecond'`,
    [againInMs],
  )
}

/** The upkeep of this workspace is due in so long at the latest. */
export async function advanceUpkeep(sql: Sql, inMs: number): Promise<void> {
  await sql("update upkeep set due_at = least(due_at, milepost.now() + $1 * interval '1 millisecond')", [
    inMs,
  ])
}
