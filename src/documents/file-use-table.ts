import type { Sql } from '../postgres/database'
import type { StoredFile } from './file'
import { readFiles } from './file-table'

/** What may refer to a file, and so keeps it from being deleted. */
export type FileUser = 'acceptance' | 'change_order' | 'decision' | 'invoice' | 'certificate'

/**
 * Which of these files of a deal exist, locked so that none is deleted before the transaction ends. Ids that are none
 * of this deal's files, or of no workspace of ours, are left out.
 */
export async function lockFilesForUse(
  sql: Sql,
  dealId: string,
  fileIds: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ file_id: string }>(
    `select f.file_id from file f
     where f.file_id::text = any($2) and f.removed_at is null
       and (f.deal_id = $1 or f.deal_id in (select a.old_deal_id from deal_alias a where a.deal_id = $1))
     order by f.file_id for share`,
    [dealId, fileIds.map((id) => id.toLowerCase())],
  )
  return new Set(rows.map((row) => row.file_id))
}

/** Notes that something refers to these files; `words` say what, as in "It belongs to the acceptance by …". */
export async function recordFileUse(
  sql: Sql,
  use: { fileIds: readonly string[]; usedBy: FileUser; subjectId: string; words: string },
): Promise<void> {
  await sql(
    `insert into file_use (workspace_id, file_id, used_by, subject_id, words)
     select milepost.current_workspace(), id, $2, $3, $4 from unnest($1::uuid[]) as id
     on conflict do nothing`,
    [use.fileIds, use.usedBy, use.subjectId, use.words],
  )
}

/** Ends a subject's uses: its files may be deleted again, and stay named with it. */
export async function endFileUses(sql: Sql, usedBy: FileUser, subjectId: string): Promise<void> {
  await sql(
    `update file_use set ended_at = milepost.now()
     where used_by = $1 and subject_id = $2 and ended_at is null`,
    [usedBy, subjectId],
  )
}

/** In words, everything that refers to each of these files now; but for one kind of user, where it is named. */
export async function usesAmong(
  sql: Sql,
  fileIds: readonly string[],
  butFor: FileUser | null = null,
): Promise<Map<string, string[]>> {
  const rows = await sql<{ file_id: string; words: string[] }>(
    `select file_id, array_agg(words order by since, words) as words from file_use
     where file_id = any($1::uuid[]) and ended_at is null and used_by is distinct from $2 group by file_id`,
    [fileIds, butFor],
  )
  return new Map(rows.map((row) => [row.file_id, row.words]))
}

/** The files that a subject refers to, or referred to. */
export async function filesUsedBy(sql: Sql, usedBy: FileUser, subjectId: string): Promise<StoredFile[]> {
  const rows = await sql<{ file_id: string }>(
    'select file_id from file_use where used_by = $1 and subject_id = $2 order by since, file_id',
    [usedBy, subjectId],
  )
  const files = await readFiles(
    sql,
    rows.map((row) => row.file_id),
  )
  return rows.flatMap((row) => files.get(row.file_id) ?? [])
}
