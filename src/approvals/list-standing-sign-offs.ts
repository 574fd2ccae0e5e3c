import type { StoredFile } from '../documents/file'
import { listSignOffs } from '../documents/file-table'
import type { Sql } from '../postgres/database'
import { sentWithoutAcceptance } from './decision-table'

/**
 * The sign-offs of a deal that sign something off, the oldest first: colleagues' in their newest version, and clients' whose
 * round ended accepted.
 */
export async function listStandingSignOffs(sql: Sql, dealId: string): Promise<StoredFile[]> {
  const files = await listSignOffs(sql, dealId)
  const unaccepted = await sentWithoutAcceptance(
    sql,
    files.map(({ fileId }) => fileId),
  )
  return files.filter(({ fileId }) => !unaccepted.has(fileId))
}
