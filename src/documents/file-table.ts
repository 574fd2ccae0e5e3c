import type { Sql } from '../postgres/database'
import { type FileKind, type SeriesParts, type StoredFile, seriesOf } from './file'

interface Row {
  file_id: string
  deal_id: string
  kind: FileKind
  milestone_id: string | null
  version: number
  name: string
  type: string
  size: number
  sha256: string
  inline: boolean
  note: string | null
  item: string | null
  uploaded_by: string
  uploaded_at: Date
}

const COLUMNS =
  'f.file_id, f.deal_id, f.kind, f.milestone_id, f.version, f.name, f.type, f.size, f.sha256, f.inline, f.note, f.item, f.uploaded_by, f.uploaded_at'

const toFile = (row: Row): StoredFile => ({
  fileId: row.file_id,
  dealId: row.deal_id,
  kind: row.kind,
  milestoneId: row.milestone_id,
  version: row.version,
  name: row.name,
  type: row.type,
  size: row.size,
  sha256: row.sha256,
  inline: row.inline,
  note: row.note,
  item: row.item,
  uploadedBy: row.uploaded_by,
  uploadedAt: row.uploaded_at,
})

/** A deal's own files and those of deals merged into it. */
const OF_DEAL =
  '(f.deal_id = $1 or f.deal_id in (select a.old_deal_id from deal_alias a where a.deal_id = $1))'

/**
 * One at a time for a deal's files, until the transaction ends: versions are counted, and a deal without a schedule has
 * no other lock. Take the schedule's before.
 */
export async function lockFilesOf(sql: Sql, dealId: string): Promise<void> {
  await sql(
    `select pg_advisory_xact_lock(hashtextextended('files ' || milepost.current_workspace() || ' ' || $1, 0))`,
    [dealId],
  )
}

/** How many files people gave a deal; its milestones' evidence, our certificates and removed ones not counted. */
export async function countFiles(sql: Sql, dealId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `select count(*)::int as count from file f where ${OF_DEAL} and f.kind not in ('evidence', 'certificate') and f.removed_at is null`,
    [dealId],
  )
  return row?.count ?? 0
}

/** How much evidence a milestone has, removed ones not counted. */
export async function countEvidence(sql: Sql, milestoneId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `select count(*)::int as count from file f
     where f.milestone_id = $1 and f.kind = 'evidence' and f.removed_at is null`,
    [milestoneId],
  )
  return row?.count ?? 0
}

/** The evidence of these milestones, the oldest first: as it was gathered. */
export async function listEvidence(
  sql: Sql,
  milestoneIds: readonly string[],
  page: { limit: number; offset: number } = { limit: 1_000, offset: 0 },
): Promise<StoredFile[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from file f
     where f.milestone_id = any($1::uuid[]) and f.kind = 'evidence' and f.removed_at is null
     order by f.uploaded_at, f.file_id limit $2 offset $3`,
    [milestoneIds, page.limit, page.offset],
  )
  return rows.map(toFile)
}

/** A deal's sign-offs, of each the newest version, the oldest first; also those of answers that did not end accepted. */
export async function listSignOffs(sql: Sql, dealId: string): Promise<StoredFile[]> {
  const rows = await sql<Row>(
    `select * from (
       select distinct on (f.series) ${COLUMNS} from file f
       where ${OF_DEAL} and f.kind = 'sign_off' and f.removed_at is null
       order by f.series, f.version desc) newest
     order by newest.uploaded_at, newest.file_id`,
    [dealId],
  )
  return rows.map(toFile)
}

/** The newest version of what this file would be a version of, removed ones too. */
export async function newestOfSeries(
  sql: Sql,
  file: Pick<StoredFile, 'dealId'> & SeriesParts,
): Promise<{ file: StoredFile; removed: boolean } | null> {
  const [row] = await sql<Row & { removed: boolean }>(
    `select ${COLUMNS}, f.removed_at is not null as removed from file f
     where ${OF_DEAL} and f.kind = $2 and f.series = $3 order by f.version desc limit 1`,
    [file.dealId, file.kind, seriesOf(file)],
  )
  return row ? { file: toFile(row), removed: row.removed } : null
}

export async function addFile(
  sql: Sql,
  file: Omit<StoredFile, 'fileId' | 'uploadedAt' | 'item'> & SeriesParts & { readonly item?: string | null },
): Promise<StoredFile> {
  const [row] = await sql<Row>(
    `insert into file as f (workspace_id, deal_id, kind, series, version, name, type, size, sha256, inline, note,
       uploaded_by, milestone_id, item)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning ${COLUMNS}`,
    [
      file.dealId,
      file.kind,
      seriesOf(file),
      file.version,
      file.name,
      file.type,
      file.size,
      file.sha256,
      file.inline,
      file.note,
      file.uploadedBy,
      file.milestoneId,
      file.item ?? null,
    ],
  )
  if (!row) throw new Error('a file was not added')
  return toFile(row)
}

export async function readFile(sql: Sql, fileId: string): Promise<StoredFile | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from file f where f.file_id = $1 and f.removed_at is null`,
    [fileId],
  )
  return row ? toFile(row) : null
}

/** The same, and nobody removes it or begins to use it until the transaction ends. */
export async function lockFile(sql: Sql, fileId: string): Promise<StoredFile | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from file f where f.file_id = $1 and f.removed_at is null for update`,
    [fileId],
  )
  return row ? toFile(row) : null
}

/** A page of a deal's files, the newest first; its milestones' evidence is listed with them. */
export async function listFiles(
  sql: Sql,
  dealId: string,
  page: { limit: number; offset: number },
): Promise<StoredFile[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from file f where ${OF_DEAL} and f.kind <> 'evidence' and f.removed_at is null
     order by f.uploaded_at desc, f.version desc, f.file_id limit $2 offset $3`,
    [dealId, page.limit, page.offset],
  )
  return rows.map(toFile)
}

/** The agreement as it is now: its newest version; null where none is attached. */
export async function readAgreement(sql: Sql, dealId: string): Promise<StoredFile | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from file f where ${OF_DEAL} and f.kind = 'agreement' and f.removed_at is null
     order by f.version desc limit 1`,
    [dealId],
  )
  return row ? toFile(row) : null
}

/** Files by id, removed ones too: what was signed is named for ever. */
export async function readFiles(sql: Sql, fileIds: readonly string[]): Promise<Map<string, StoredFile>> {
  if (fileIds.length === 0) return new Map()
  const rows = await sql<Row>(`select ${COLUMNS} from file f where f.file_id = any($1::uuid[])`, [fileIds])
  return new Map(rows.map((row) => [row.file_id, toFile(row)]))
}

export async function removeFile(sql: Sql, fileId: string, by: string): Promise<void> {
  await sql('update file set removed_at = milepost.now(), removed_by = $2 where file_id = $1', [fileId, by])
}

/** Says which of the things that were asked a piece of evidence shows; null for none of them. */
export async function setItem(sql: Sql, fileId: string, item: string | null): Promise<void> {
  await sql('update file set item = $2 where file_id = $1', [fileId, item])
}

/** How many files a workspace keeps, and their bytes together, removed ones not counted. */
export async function countKept(sql: Sql): Promise<{ files: number; bytes: number }> {
  const [row] = await sql<{ files: number; bytes: number }>(
    'select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from file where removed_at is null',
  )
  return row ?? { files: 0, bytes: 0 }
}
