import { type UploadLimits, usualUploads } from '../../config/upload-limits'
import type { Sql } from '../postgres/database'
import type { FileBytes, FoundBytes } from './file-bytes'

export interface FileBytesByKey extends FileBytes {
  /** Notes that the bytes stand under a key in the bucket; false where they are kept already, and the key is not used. */
  point(sha256: string, key: string): Promise<boolean>
  /** The bytes that the database itself has; null when it has none. */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>
}

/**
 * Files' bytes in PostgreSQL, or where it says that they are, in the transaction that this `sql` belongs to. `drop` is
 * told the key of an object that nobody refers to any more. Limits are the usual ones unless said.
 */
export const bytesInDatabase = (
  sql: Sql,
  limits: UploadLimits = usualUploads,
  drop: (key: string) => Promise<void> = async () => undefined,
): FileBytesByKey => ({
  limits,
  async put(sha256, bytes) {
    // Writing over equals takes the row's lock: who is about to delete it waits, and then sees the new file.
    await sql(
      `insert into file_bytes (workspace_id, sha256, bytes) values (milepost.current_workspace(), $1, $2)
       on conflict (workspace_id, sha256) do update set sha256 = excluded.sha256`,
      [sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    )
  },
  async point(sha256, key) {
    const [row] = await sql<{ object_key: string | null }>(
      `insert into file_bytes (workspace_id, sha256, object_key) values (milepost.current_workspace(), $1, $2)
       on conflict (workspace_id, sha256) do update set sha256 = excluded.sha256 returning object_key`,
      [sha256, key],
    )
    return row?.object_key === key
  },
  async get(sha256) {
    const found = await locate(sql, sha256)
    return found !== null && 'bytes' in found ? found.bytes : null
  },
  locate: (sha256) => locate(sql, sha256),
  async deleteUnused(sha256) {
    // Two statements: the second one sees what whoever held the lock has committed.
    await sql('select 1 from file_bytes where sha256 = $1 for update', [sha256])
    const [row] = await sql<{ object_key: string | null }>(
      `delete from file_bytes b where b.sha256 = $1
         and not exists (select from file f where f.sha256 = b.sha256 and (f.removed_at is null or exists (
           select from file_use u where u.file_id = f.file_id and u.used_by = 'decision' and u.ended_at is null)))
       returning object_key`,
      [sha256],
    )
    if (row && row.object_key !== null) await drop(row.object_key)
  },
})

async function locate(sql: Sql, sha256: string): Promise<FoundBytes | null> {
  const [row] = await sql<{ bytes: Buffer | null; object_key: string | null }>(
    'select bytes, object_key from file_bytes where sha256 = $1',
    [sha256],
  )
  if (!row) return null
  if (row.object_key !== null) return { sha256, key: row.object_key }
  return row.bytes && { sha256, bytes: new Uint8Array(row.bytes) }
}
