import type { StoredFile } from '../documents/file'
import { filesUsedBy } from '../documents/file-use-table'
import type { Sql } from '../postgres/database'
import { type Acceptance, readAcceptance } from './acceptance-table'

/** The acceptance that stands, with the files that were signed; null where there is none on record. */
export async function readSignedAcceptance(
  sql: Sql,
  scheduleId: string,
): Promise<{ acceptance: Acceptance; files: StoredFile[] } | null> {
  const acceptance = await readAcceptance(sql, scheduleId)
  if (!acceptance) return null
  return { acceptance, files: await filesUsedBy(sql, 'acceptance', acceptance.acceptanceId) }
}
