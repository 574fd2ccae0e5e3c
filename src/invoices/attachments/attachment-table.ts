import type { Fault } from '../../../connectors/answer'
import { readFiles } from '../../documents/file-table'
import { type Sql, tell } from '../../postgres/database'
import type { Attachment, AttachmentState } from './attachment'

interface Row {
  intent_id: string
  position: number
  file_id: string
  state: AttachmentState
  note: string
  sent_at: Date | null
  attachable_id: string | null
  fault: Fault | null
  left_out_because: string | null
}

/** Adds an invoice's files, in their order; one that is left out says why. */
export async function addAttachments(
  sql: Sql,
  intentId: string,
  files: readonly { fileId: string; note: string; leftOutBecause: string | null }[],
): Promise<void> {
  await sql(
    `insert into invoice_attachment (workspace_id, intent_id, position, file_id, note, left_out_because, state)
     select milepost.current_workspace(), $1, f.position, f.file_id, f.note, f.because,
       case when f.because is null then 'wanted' else 'left_out' end
     from unnest($2::uuid[], $3::text[], $4::text[]) with ordinality as f (file_id, note, because, position)`,
    [
      intentId,
      files.map((file) => file.fileId),
      files.map((file) => file.note),
      files.map((file) => file.leftOutBecause),
    ],
  )
}

/** The files of these invoices, in their order. */
export async function readAttachments(sql: Sql, intentIds: readonly string[]): Promise<Attachment[]> {
  const rows = await sql<Row>(
    `select intent_id, position, file_id, state, note, sent_at, attachable_id, fault, left_out_because
     from invoice_attachment where intent_id = any($1::uuid[]) order by intent_id, position`,
    [intentIds],
  )
  const files = await readFiles(
    sql,
    rows.map((row) => row.file_id),
  )
  return rows.flatMap((row) => {
    const file = files.get(row.file_id)
    if (!file) return []
    return {
      intentId: row.intent_id,
      position: row.position,
      file,
      state: row.state,
      note: row.note,
      sentAt: row.sent_at,
      attachableId: row.attachable_id,
      fault: row.fault,
      leftOutBecause: row.left_out_because,
    }
  })
}

/** Where a file of an invoice stands now. Under the intent's lock. */
export async function setAttachment(
  sql: Sql,
  { intentId, position }: Pick<Attachment, 'intentId' | 'position'>,
  change: { state: AttachmentState; sentAt?: Date; attachableId?: string; fault?: Fault },
): Promise<void> {
  await tell(
    sql,
    `update invoice_attachment set state = $3, sent_at = coalesce($4, sent_at),
       attachable_id = coalesce($5, attachable_id), fault = $6
     where intent_id = $1 and position = $2`,
    [
      intentId,
      position,
      change.state,
      change.sentAt ?? null,
      change.attachableId ?? null,
      change.fault ? JSON.stringify(change.fault) : null,
    ],
  )
}

/** Leaves these files of an invoice out, and says why. */
export async function leaveOut(
  sql: Sql,
  intentId: string,
  positions: readonly number[],
  because: string,
): Promise<void> {
  await sql(
    `update invoice_attachment set state = 'left_out', left_out_because = $3
     where intent_id = $1 and position = any($2)`,
    [intentId, positions, because],
  )
}

/** The invoice was found, not made just now: whether these files went along nobody here knows, so each is looked for. */
export async function doubtAttachments(sql: Sql, intentId: string): Promise<void> {
  await tell(
    sql,
    "update invoice_attachment set state = 'unclear' where intent_id = $1 and state = 'wanted'",
    [intentId],
  )
}
