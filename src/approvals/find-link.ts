import type { Database } from '../postgres/database'
import { secretHash, workspaceOf } from '../tenants/door-table'

/** Whose deal a link opens. */
export interface FoundLink {
  readonly workspaceId: string
  readonly linkId: string
}

/**
 * What a secret opens, or null: an unknown, an expired and a revoked one end in the same look-up of the same hash, which
 * is found by an index and compared with nothing, so that neither the answer nor its time tells which of them it was.
 */
export async function findLink(database: Database, token: string): Promise<FoundLink | null> {
  const door = await database.once(null, (sql) => workspaceOf(sql, 'link', secretHash(token)))
  return door?.subjectId ? { workspaceId: door.workspaceId, linkId: door.subjectId } : null
}
