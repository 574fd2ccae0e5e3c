import { milestoneOf } from '../approvals/certificates/certificate'
import { lockNote, setNote } from '../approvals/certificates/certificate-note-table'
import { readCertificate } from '../approvals/certificates/certificate-table'
import { settleAttention } from '../attention/attention-table'
import { record } from '../history/history-table'
import { closeMessage, type Message, readMessageOf, wakeMessage } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { noteCause } from './certificate-note'

/**
 * What a person says of a certificate that does not get to HubSpot: again, or without it there. Nothing once it is there.
 * Answers its message. Refuses nothing_to_cancel for a note that may be there already.
 */
export async function settleCertificate(
  sql: Sql,
  actor: Actor,
  certificateId: string,
  action: string,
): Promise<Message | null> {
  const note = await lockNote(sql, certificateId)
  const message = await readMessageOf(sql, 'certificate.note', certificateId)
  if (!note || !message || note.state === 'noted' || note.state === 'amended' || note.state === 'left_out')
    return message
  if (action === 'retry') {
    // A refusal did nothing: whatever was kept of its file still holds.
    const state = note.hubspotFileId === null ? 'wanted' : 'uploaded'
    if (note.state === 'refused') await setNote(sql, certificateId, { state })
    await wakeMessage(sql, message.messageId)
  } else if (action === 'leave_out' || action === 'cancel') {
    if (note.state === 'noting') {
      throw conflict(
        'nothing_to_cancel',
        'HubSpot may have this note already: it is looked for, and put there only if it is not.',
      )
    }
    await setNote(
      sql,
      certificateId,
      note.state === 'amending'
        ? { state: 'amended' }
        : { state: 'left_out', leftOutBecause: `${actor.who} left it out.` },
    )
    await closeMessage(sql, message.messageId, 'cancelled', null)
  } else return message
  await settleAttention(sql, noteCause(certificateId), actor.who, action)
  if (action !== 'retry') {
    const certificate = await readCertificate(sql, certificateId)
    await record(sql, actor, [
      {
        what:
          note.state === 'amending'
            ? `Left the note with certificate ${certificate?.number ?? ''} in HubSpot as it is`
            : `Left certificate ${certificate?.number ?? ''} out of HubSpot`,
        dealId: message.dealId,
        milestoneId: certificate && milestoneOf(certificate),
      },
    ])
  }
  return readMessageOf(sql, 'certificate.note', certificateId)
}
