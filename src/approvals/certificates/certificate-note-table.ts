import type { Fault } from '../../../connectors/answer'
import type { Sql } from '../../postgres/database'

/**
 * How far a certificate has come on its deal in HubSpot.
 *
 *   wanted ──► uploading ──► uploaded ──► noting ──► noted ──► amending ──► amended
 *
 * Each step is on record before its first byte. One that may have happened is looked for before it is done again: the file
 * by its fixed path, the note by the number in its words. `refused` waits for a person; `left_out` says why it never goes.
 * A note is amended when its approval was taken back, and `amended` too where somebody has deleted it meanwhile.
 */
export type NoteState =
  | 'wanted'
  | 'uploading'
  | 'uploaded'
  | 'noting'
  | 'noted'
  | 'refused'
  | 'left_out'
  | 'amending'
  | 'amended'

export interface CertificateNote {
  readonly certificateId: string
  readonly state: NoteState
  readonly sentAt: Date | null
  readonly hubspotFileId: string | null
  readonly noteId: string | null
  readonly dealId: string | null
  readonly fault: Fault | null
  readonly leftOutBecause: string | null
}

interface Row {
  certificate_id: string
  state: NoteState
  sent_at: Date | null
  hubspot_file_id: string | null
  note_id: string | null
  deal_id: string | null
  fault: Fault | null
  left_out_because: string | null
}

const COLUMNS = 'certificate_id, state, sent_at, hubspot_file_id, note_id, deal_id, fault, left_out_because'

const toNote = (row: Row): CertificateNote => ({
  certificateId: row.certificate_id,
  state: row.state,
  sentAt: row.sent_at,
  hubspotFileId: row.hubspot_file_id,
  noteId: row.note_id,
  dealId: row.deal_id,
  fault: row.fault,
  leftOutBecause: row.left_out_because,
})

/** A certificate is to come to its deal in HubSpot. */
export async function addNote(sql: Sql, certificateId: string): Promise<void> {
  await sql(
    'insert into certificate_note (workspace_id, certificate_id) values (milepost.current_workspace(), $1)',
    [certificateId],
  )
}

/** Where a certificate stands, and nobody moves it until the transaction ends. */
export async function lockNote(sql: Sql, certificateId: string): Promise<CertificateNote | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from certificate_note where certificate_id = $1 for update`,
    [certificateId],
  )
  return row ? toNote(row) : null
}

/** Moves it. What is not named stays, but for the fault, which is the newest one's or none. */
export async function setNote(
  sql: Sql,
  certificateId: string,
  change: {
    state: NoteState
    sentAt?: Date
    hubspotFileId?: string
    noteId?: string
    dealId?: string
    fault?: Fault | null
    leftOutBecause?: string
  },
): Promise<void> {
  await sql(
    `update certificate_note set state = $2, sent_at = coalesce($3, sent_at),
       hubspot_file_id = coalesce($4, hubspot_file_id), note_id = coalesce($5, note_id), deal_id = coalesce($6, deal_id),
       fault = $7, left_out_because = $8 where certificate_id = $1`,
    [
      certificateId,
      change.state,
      change.sentAt ?? null,
      change.hubspotFileId ?? null,
      change.noteId ?? null,
      change.dealId ?? null,
      change.fault ? JSON.stringify(change.fault) : null,
      change.leftOutBecause ?? null,
    ],
  )
}
