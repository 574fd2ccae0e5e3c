import type { Sql } from '../postgres/database'

/** Keeps a logo's bytes, once for its content, in the place of the one before. */
export async function keepLogo(
  sql: Sql,
  logo: { readonly sha256: string; readonly bytes: Uint8Array },
): Promise<void> {
  await sql(
    `insert into brand_logo (workspace_id, sha256, bytes) values (milepost.current_workspace(), $1, $2)
     on conflict (workspace_id) do update set sha256 = excluded.sha256, bytes = excluded.bytes, kept_at = milepost.now()`,
    [logo.sha256, Buffer.from(logo.bytes.buffer, logo.bytes.byteOffset, logo.bytes.byteLength)],
  )
}

/** The bytes of the workspace's logo; null where it is not this one, by its SHA-256. */
export async function readLogo(sql: Sql, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const [row] = await sql<{ bytes: Buffer }>('select bytes from brand_logo where sha256 = $1', [sha256])
  return row ? new Uint8Array(row.bytes) : null
}

export async function removeLogo(sql: Sql): Promise<void> {
  await sql('delete from brand_logo')
}
