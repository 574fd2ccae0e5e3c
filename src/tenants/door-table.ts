import { createHash } from 'node:crypto'
import type { Sql } from '../postgres/database'

export type DoorKind = 'realm' | 'portal' | 'token' | 'session' | 'intuit' | 'link' | 'certificate'

/** Tokens and sessions are random, so a plain hash hides them; it is what the table keeps. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Which workspace a hash opens; null for unknown, expired and revoked ones alike. */
export async function workspaceOf(
  sql: Sql,
  kind: DoorKind,
  hash: Buffer,
): Promise<{ workspaceId: string; subjectId: string | null } | null> {
  const [row] = await sql<{ workspace_id: string; subject_id: string | null }>(
    'select workspace_id, subject_id from milepost.workspace_of($1, $2)',
    [kind, hash],
  )
  return row ? { workspaceId: row.workspace_id, subjectId: row.subject_id } : null
}

/** Which workspaces these hashes open, by `kind hex`; unknown, expired and revoked ones are left out. */
export async function workspacesOf(
  sql: Sql,
  doors: readonly { readonly kind: DoorKind; readonly hash: Buffer }[],
): Promise<Map<string, string>> {
  const once = [...new Map(doors.map((door) => [`${door.kind} ${door.hash.toString('hex')}`, door])).values()]
  const rows = await sql<{ door: string; workspace_id: string }>(
    `select d.kind || ' ' || encode(d.hash, 'hex') as door, w.workspace_id
     from unnest($1::text[], $2::bytea[]) as d(kind, hash), milepost.workspace_of(d.kind, d.hash) w`,
    [once.map((door) => door.kind), once.map((door) => door.hash)],
  )
  return new Map(rows.map((row) => [row.door, row.workspace_id]))
}

/** Opens a door into the current workspace. A realm or portal that opens another one violates `door_pkey`. */
export async function addDoor(
  sql: Sql,
  door: { kind: DoorKind; hash: Buffer; subjectId: string | null; expiresAt: Date | null },
): Promise<void> {
  await sql(
    `insert into door (workspace_id, kind, key_hash, subject_id, expires_at)
     values (milepost.current_workspace(), $1, $2, $3, $4)`,
    [door.kind, door.hash, door.subjectId, door.expiresAt],
  )
}

export async function removeDoor(sql: Sql, kind: DoorKind, hash: Buffer): Promise<void> {
  await sql('delete from door where kind = $1 and key_hash = $2', [kind, hash])
}

/** Closes every door of a kind, or those of one person. */
export async function removeDoors(sql: Sql, kind: DoorKind, subjectId?: string): Promise<void> {
  await sql('delete from door where kind = $1 and ($2::uuid is null or subject_id = $2)', [
    kind,
    subjectId ?? null,
  ])
}

export async function hasDoor(sql: Sql, kind: DoorKind, hash: Buffer): Promise<boolean> {
  return (await sql('select 1 from door where kind = $1 and key_hash = $2', [kind, hash])).length > 0
}
