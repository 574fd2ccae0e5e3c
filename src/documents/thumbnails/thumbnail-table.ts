import type { Sql } from '../../postgres/database'
import type { Thumbnail } from './thumbnail'

/** What is known of the small picture of some content: the picture, or why there is none after so many tries. */
export interface KeptThumbnail {
  readonly thumbnail: Thumbnail | null
  readonly because: string | null
  readonly tries: number
}

/** Why there is none while one is drawn; and for good where drawing it ended the program so often. */
export const UNFINISHED = 'Drawing it was not finished.'

interface Row {
  bytes: Buffer | null
  width: number | null
  height: number | null
  because: string | null
  tries: number
}

/** By the SHA-256 of the picture that it is made of; null while nobody tried. */
export async function readThumbnail(sql: Sql, sha256: string): Promise<KeptThumbnail | null> {
  const [row] = await sql<Row>(
    'select bytes, width, height, because, tries from thumbnail where sha256 = $1',
    [sha256],
  )
  if (!row) return null
  const { bytes, width, height, because, tries } = row
  const isMade = bytes !== null && width !== null && height !== null
  return { thumbnail: isMade ? { bytes: new Uint8Array(bytes), width, height } : null, because, tries }
}

/** Keeps what became of a try. One that is made stays; a picture that is gone meanwhile gets none. */
export async function keepThumbnail(
  sql: Sql,
  sha256: string,
  made: { readonly thumbnail: Thumbnail | null; readonly because: string | null; readonly tries: number },
): Promise<void> {
  const { thumbnail } = made
  await sql(
    `insert into thumbnail as t (workspace_id, sha256, bytes, width, height, because, tries)
     select milepost.current_workspace(), b.sha256, $2, $3, $4, $5, $6
       from file_bytes b where b.sha256 = $1 for share
     on conflict (workspace_id, sha256) do update
       set bytes = excluded.bytes, width = excluded.width, height = excluded.height,
         because = excluded.because, tries = excluded.tries
       where t.bytes is null`,
    [
      sha256,
      thumbnail && Buffer.from(thumbnail.bytes),
      thumbnail?.width ?? null,
      thumbnail?.height ?? null,
      made.because,
      made.tries,
    ],
  )
}
