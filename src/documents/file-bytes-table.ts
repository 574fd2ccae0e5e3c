import type { Sql } from '../postgres/database'
import { type FileBytes, sha256Of } from './file-bytes'

/** What is done with bytes that stand under a key in a bucket. */
export interface BytesElsewhere {
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>
  drop(key: string): Promise<void>
}

export interface FileBytesByKey extends FileBytes {
  /** Notes that the bytes stand under a key in the bucket; false where they are kept already, and the key is not used. */
  point(sha256: string, key: string): Promise<boolean>
}

const noBucket: BytesElsewhere = {
  read: () => Promise.reject(new Error('a file stands in a bucket, and none is set')),
  drop: async () => undefined,
}

/** Files' bytes in PostgreSQL, or where it says that they are, in the transaction that this `sql` belongs to. */
export const bytesInDatabase = (sql: Sql, elsewhere: BytesElsewhere = noBucket): FileBytesByKey => ({
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
    const [row] = await sql<{ bytes: Buffer | null; object_key: string | null }>(
      'select bytes, object_key from file_bytes where sha256 = $1',
      [sha256],
    )
    if (!row) return null
    if (row.object_key === null) return row.bytes && new Uint8Array(row.bytes)
    const bytes = await elsewhere.read(row.object_key)
    if (bytes === null) throw new Error(`the bytes of ${sha256} are gone from the bucket`)
    if (sha256Of(bytes) !== sha256) throw new Error(`the bytes of ${sha256} were changed in the bucket`)
    return bytes
  },
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
    if (row && row.object_key !== null) await elsewhere.drop(row.object_key)
  },
})
