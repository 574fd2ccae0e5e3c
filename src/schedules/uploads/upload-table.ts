import type { FileKind } from '../../documents/file'
import type { Sql } from '../../postgres/database'
import type { Upload, UploadTarget } from './upload'

interface Row {
  upload_id: string
  deal_id: string
  milestone_id: string | null
  kind: Exclude<FileKind, 'certificate'>
  name: string
  size: number
  received: number
  sha256: string | null
  item: string | null
  note: string | null
  file_id: string | null
  duplicate: boolean
}

const COLUMNS =
  'upload_id, deal_id, milestone_id, kind, name, size, received, sha256, item, note, file_id, duplicate'

const targetOf = ({ kind, milestone_id }: Row): UploadTarget =>
  kind === 'evidence' ? { kind, milestoneId: milestone_id ?? '' } : { kind, milestoneId: null }

const toUpload = (row: Row): Upload => ({
  uploadId: row.upload_id,
  dealId: row.deal_id,
  target: targetOf(row),
  name: row.name,
  size: row.size,
  received: row.received,
  sha256: row.sha256,
  item: row.item,
  note: row.note,
  became: row.file_id === null ? null : { fileId: row.file_id, duplicate: row.duplicate },
})

type NewUpload = Pick<Upload, 'dealId' | 'target' | 'name' | 'size' | 'sha256' | 'item' | 'note'>

/** Begins one. */
export async function addUpload(sql: Sql, personId: string, upload: NewUpload): Promise<Upload> {
  const { target } = upload
  const [row] = await sql<Row>(
    `insert into upload (workspace_id, person_id, deal_id, milestone_id, kind, name, size, sha256, item, note)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${COLUMNS}`,
    [
      personId,
      upload.dealId,
      target.milestoneId,
      target.kind,
      upload.name,
      upload.size,
      upload.sha256,
      upload.item,
      upload.note,
    ],
  )
  if (!row) throw new Error('an upload was not added')
  return toUpload(row)
}

/** The newest of this person's that is for the same place and has the same bytes, and is not whole yet. */
export async function findUpload(sql: Sql, personId: string, upload: NewUpload): Promise<Upload | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from upload
     where person_id = $1 and deal_id = $2 and milestone_id is not distinct from $3 and kind = $4 and size = $5
       and sha256 = $6 and file_id is null
     order by started_at desc limit 1`,
    [personId, upload.dealId, upload.target.milestoneId, upload.target.kind, upload.size, upload.sha256],
  )
  return row ? toUpload(row) : null
}

/** What the same file is called, and stands for, this time. */
export async function renameUpload(
  sql: Sql,
  uploadId: string,
  { name, item, note }: Pick<Upload, 'name' | 'item' | 'note'>,
): Promise<void> {
  await sql(
    'update upload set name = $2, item = $3, note = $4, touched_at = milepost.now() where upload_id = $1',
    [uploadId, name, item, note],
  )
}

/** One of this person's; nobody else's is there for them. */
export async function readUpload(sql: Sql, personId: string, uploadId: string): Promise<Upload | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from upload where upload_id = $1 and person_id = $2`, [
    uploadId,
    personId,
  ])
  return row ? toUpload(row) : null
}

/** The same, and nobody else moves it until the transaction ends. */
export async function lockUpload(sql: Sql, personId: string, uploadId: string): Promise<Upload | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from upload where upload_id = $1 and person_id = $2 for update`,
    [uploadId, personId],
  )
  return row ? toUpload(row) : null
}

/** How many of this person's are on their way. */
export async function countUploads(sql: Sql, personId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'select count(*)::int as count from upload where person_id = $1 and file_id is null',
    [personId],
  )
  return row?.count ?? 0
}

/** Keeps the next piece of an upload that is locked. */
export async function addPiece(sql: Sql, uploadId: string, at: number, bytes: Uint8Array): Promise<void> {
  await sql(
    `insert into upload_piece (workspace_id, upload_id, at, bytes)
     values (milepost.current_workspace(), $1, $2, $3)`,
    [uploadId, at, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
  )
  await sql('update upload set received = $2, touched_at = milepost.now() where upload_id = $1', [
    uploadId,
    at + bytes.length,
  ])
}

/** What is here of it, in one piece. */
export async function readPieces(sql: Sql, uploadId: string): Promise<Uint8Array<ArrayBuffer>> {
  const rows = await sql<{ bytes: Buffer }>(
    'select bytes from upload_piece where upload_id = $1 order by at',
    [uploadId],
  )
  return new Uint8Array(Buffer.concat(rows.map(({ bytes }) => bytes)))
}

/** It is a file now: its pieces go, and whoever asks again is told which. */
export async function endUpload(
  sql: Sql,
  uploadId: string,
  { fileId, duplicate }: { readonly fileId: string; readonly duplicate: boolean },
): Promise<void> {
  await sql('delete from upload_piece where upload_id = $1', [uploadId])
  await sql(
    'update upload set file_id = $2, duplicate = $3, touched_at = milepost.now() where upload_id = $1',
    [uploadId, fileId, duplicate],
  )
}

export async function removeUpload(sql: Sql, uploadId: string): Promise<void> {
  await sql('delete from upload where upload_id = $1', [uploadId])
}

/** Removes what nobody went on with in so long. Answers how many. */
export async function removeUntouched(sql: Sql, olderThanMs: number): Promise<number> {
  const rows = await sql(
    `delete from upload where touched_at < milepost.now() - $1 * interval '1 millisecond' returning 1`,
    [olderThanMs],
  )
  return rows.length
}
