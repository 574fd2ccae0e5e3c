import type { Sql } from '../postgres/database'

/** Uses a link up. Answers whom it signs in; null when it was used: of two presses at once, one deletes the row. */
export async function takeSignInLink(sql: Sql, hash: Buffer): Promise<string | null> {
  const [row] = await sql<{ subject_id: string | null }>(
    "delete from door where kind = 'session' and key_hash = $1 returning subject_id",
    [hash],
  )
  return row?.subject_id ?? null
}
