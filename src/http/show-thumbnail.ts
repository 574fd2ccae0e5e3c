import { limits } from '../../config/limits'
import type { StoredFile } from '../documents/file'
import { THUMBNAIL_TYPE } from '../documents/thumbnails/thumbnail'
import { readThumbnail, UNFINISHED } from '../documents/thumbnails/thumbnail-table'
import type { Sql } from '../postgres/database'
import { Refusal } from '../tenants/refusal'

/**
 * A file's small picture, as it is sent to a browser. Whoever shows one calls `MakeThumbnail` before, outside of the
 * transaction, and decides whether the asker may see the file.
 * Refuses: not_found (there is none, with the reason), not_ready (it is being made: ask again in a moment).
 */
export async function showThumbnail(
  sql: Sql,
  file: Pick<StoredFile, 'name' | 'sha256'>,
): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer>; inline: boolean }> {
  const kept = await readThumbnail(sql, file.sha256)
  if (kept?.thumbnail) {
    return { name: `${file.name}.jpg`, type: THUMBNAIL_TYPE, bytes: kept.thumbnail.bytes, inline: true }
  }
  const isComing = kept?.because === UNFINISHED && kept.tries < limits.thumbnailTries
  if (kept?.because && !isComing) {
    throw new Refusal(404, 'not_found', `There is no small picture of “${file.name}”. ${kept.because}`)
  }
  throw new Refusal(404, 'not_ready', 'The small picture is being made. Ask again in a moment.')
}
