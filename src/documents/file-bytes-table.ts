import type { Sql } from '../postgres/database'
import type { FileBytes } from './file-bytes'

/** Files' bytes in PostgreSQL, in the transaction that this `sql` belongs to. */
export const bytesInDatabase = (sql: Sql): FileBytes => ({
  async put(sha256, bytes) {
    // Writing over equals takes the row's lock: who is about to delete it waits, and then sees the new file.
    await sql(
      `insert into file_bytes (workspace_id, sha256, bytes) values (milepost.current_workspace(), $1, $2)
       on conflict (workspace_id, sha256) do update set sha256 = excluded.sha256`,
      [sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    )
  },
  async get(sha256) {
    const [row] = await sql<{ bytes: Buffer }>('select bytes from file_bytes where sha256 = $1', [sha256])
    return row ? new Uint8Array(row.bytes) : null
  },
  async deleteUnused(sha256) {
    // Two statements: the second one sees what whoever held the lock has committed.
    await sql('select 1 from file_bytes where sha256 = $1 for update', [sha256])
    await sql(
      `delete from file_bytes b where b.sha256 = $1
         and not exists (select from file f where f.sha256 = b.sha256 and (f.removed_at is null or exists (
           select from file_use u where u.file_id = f.file_id and u.used_by = 'decision' and u.ended_at is null)))`,
      [sha256],
    )
  },
})
