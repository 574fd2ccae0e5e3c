import type { Sql } from '../../postgres/database'

/** Notes that an object is about to be sent, before its first byte: from then on it is never forgotten. */
export async function announceObject(sql: Sql, key: string, sha256: string): Promise<void> {
  await sql(
    'insert into bucket_object (workspace_id, object_key, sha256) values (milepost.current_workspace(), $1, $2)',
    [key, sha256],
  )
}

/** Whether the object that arrived may be used: not when it was given up meanwhile. */
export async function keepObject(sql: Sql, key: string): Promise<boolean> {
  const rows = await sql(
    `update bucket_object set state = 'kept' where object_key = $1 and state = 'arriving' returning 1`,
    [key],
  )
  return rows.length === 1
}

/** Nobody refers to it any more; it is removed from the bucket once this is committed. */
export async function dropObject(sql: Sql, key: string): Promise<void> {
  await sql(`update bucket_object set state = 'unwanted' where object_key = $1`, [key])
}

/** What nobody wants, and what never was used in so long, given up for good: a page of it, the oldest first. */
export async function giveUpObjects(sql: Sql, olderThanMs: number, limit: number): Promise<string[]> {
  const rows = await sql<{ object_key: string }>(
    `update bucket_object set state = 'unwanted'
     where object_key in (
       select object_key from bucket_object
       where state = 'unwanted' or (state = 'arriving' and since < milepost.now() - $1 * interval '1 millisecond')
       order by since limit $2 for update skip locked)
     returning object_key`,
    [olderThanMs, limit],
  )
  return rows.map((row) => row.object_key)
}

export async function forgetObject(sql: Sql, key: string): Promise<void> {
  await sql(`delete from bucket_object where object_key = $1 and state = 'unwanted'`, [key])
}

/** Hashes of what is still in the database, the oldest first. */
export async function listMovable(sql: Sql, limit: number): Promise<string[]> {
  const rows = await sql<{ sha256: string }>(
    'select sha256 from file_bytes where bytes is not null order by stored_at, sha256 limit $1',
    [limit],
  )
  return rows.map((row) => row.sha256)
}

/** Points what was kept in the database at an object with the same bytes; false when it is gone or moved already. */
export async function pointAtObject(sql: Sql, sha256: string, key: string): Promise<boolean> {
  const rows = await sql(
    'update file_bytes set bytes = null, object_key = $2 where sha256 = $1 and bytes is not null returning 1',
    [sha256, key],
  )
  return rows.length === 1
}
