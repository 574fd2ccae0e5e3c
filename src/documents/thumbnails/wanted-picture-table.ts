import { limits } from '../../../config/limits'
import type { Sql } from '../../postgres/database'
import { isDrawn } from './thumbnail'

/** The content of a picture, and what kind it is. */
export interface WantedPicture {
  readonly sha256: string
  readonly type: string
}

/**
 * Has small pictures made of these, where there are none yet and there can be some; in the transaction that keeps or shows
 * them, so that none is forgotten. Answers whether there is something to draw.
 */
export async function wantPictures(sql: Sql, pictures: readonly WantedPicture[]): Promise<boolean> {
  const drawn = pictures.filter(({ type }) => isDrawn(type))
  if (drawn.length === 0) return false
  const rows = await sql(
    `insert into wanted_picture (workspace_id, sha256, type)
     select milepost.current_workspace(), b.sha256, min(p.type)
       from unnest($1::text[], $2::text[]) as p (sha256, type) join file_bytes b on b.sha256 = p.sha256
       where not exists (
         select from thumbnail t where t.sha256 = b.sha256 and (t.bytes is not null or t.tries >= $3))
       group by b.sha256 order by b.sha256
     on conflict do nothing returning 1`,
    [drawn.map(({ sha256 }) => sha256), drawn.map(({ type }) => type), limits.thumbnailTries],
  )
  return rows.length > 0
}

/**
 * The next one that is due, for one who draws it now; null when there is none. Another one comes to it only when this one
 * has had its time, and each time later.
 */
export async function claimWanted(sql: Sql): Promise<WantedPicture | null> {
  const [row] = await sql<{ sha256: string; type: string }>(
    `update wanted_picture w set tries = w.tries + 1,
       due_at = milepost.now() + 2 ^ least(w.tries, 10) * $1 * interval '1 millisecond'
     where w.sha256 = (
       select n.sha256 from wanted_picture n where n.due_at <= milepost.now()
       order by n.due_at, n.sha256 limit 1 for update skip locked)
     returning w.sha256, w.type`,
    [2 * limits.thumbnailMs],
  )
  return row ?? null
}

/** It is drawn, or never will be. */
export async function endWanted(sql: Sql, sha256: string): Promise<void> {
  await sql('delete from wanted_picture where sha256 = $1', [sha256])
}

/** In how many milliseconds the next one is due, 0 for one that is overdue; null when none is wanted. */
export async function msUntilWanted(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ ms: number }>(
    `select extract(epoch from due_at - milepost.now())::float8 * 1000 as ms from wanted_picture
     order by due_at limit 1`,
  )
  return row ? Math.max(0, row.ms) : null
}
