import type { Fault } from '../../connectors/answer'
import type { Portal } from '../../connectors/hubspot/portal'
import { type Certificate, certifiedName, milestoneOf } from '../approvals/certificates/certificate'
import { lockNote, setNote } from '../approvals/certificates/certificate-note-table'
import { readCertificate } from '../approvals/certificates/certificate-table'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import { record } from '../history/history-table'
import { keepsFailing } from '../outbox/keeps-failing'
import { closeMessage, type Message, postponeMessage } from '../outbox/outbox-table'
import { backoffMs, whoMends } from '../outbox/retry'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { isTakenBackNote, noteCause, takenBackBody } from './certificate-note'

const us = program('HubSpot')

interface AmendParts {
  readonly database: Database
  readonly random: () => number
}

/**
 * Says on a deal's note in HubSpot that its approval was taken back, above whatever stands there. The note is read first, so
 * that what people wrote into it stays; the same words again change nothing. A note that somebody deleted says nothing wrong.
 */
export async function amendNote(
  parts: AmendParts,
  portal: Portal,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const found = await within(async (sql) => {
    const note = await lockNote(sql, message.subjectId)
    const certificate = await readCertificate(sql, message.subjectId)
    return note?.state === 'amending' && note.noteId !== null && certificate?.withdrawn
      ? { noteId: note.noteId, certificate, withdrawn: certificate.withdrawn }
      : null
  })
  if (found === null) {
    await within((sql) => closeMessage(sql, message.messageId, 'done', null))
    return
  }
  const { noteId, certificate, withdrawn } = found
  const at: At = { message, certificate, random: parts.random }
  const read = await portal.readNote(noteId)
  if (read.outcome !== 'done') return within((sql) => notAmended(sql, at, read.fault, false))
  const body = read.value?.properties['hs_note_body'] ?? ''
  if (read.value === null || isTakenBackNote(body, certificate)) {
    return within((sql) => amended(sql, at, read.value === null ? 'deleted there before' : null))
  }
  const written = await portal.rewriteNote(noteId, takenBackBody(certificate, withdrawn) + body)
  if (written.outcome === 'done') return within((sql) => amended(sql, at, null))
  if (written.outcome === 'refused' && written.fault.kind === 'missing') {
    return within((sql) => amended(sql, at, 'deleted there before'))
  }
  return within((sql) => notAmended(sql, at, written.fault, written.outcome === 'refused'))
}

interface At {
  readonly message: Message
  readonly certificate: Certificate
  readonly random: () => number
}

/** It says so now, unless a person left it as it is meanwhile. */
async function amended(sql: Sql, { message, certificate }: At, gone: string | null): Promise<void> {
  const { certificateId, number, dealId } = certificate
  if ((await lockNote(sql, certificateId))?.state !== 'amending') return
  await setNote(sql, certificateId, { state: 'amended' })
  await closeMessage(sql, message.messageId, 'done', null)
  await settleAttention(sql, noteCause(certificateId), us.who, 'done')
  await record(sql, us, [
    {
      what: `Noted on the deal in HubSpot that certificate ${number} was taken back`,
      dealId,
      milestoneId: milestoneOf(certificate),
      after: { certificate: number, ...(gone !== null && { note: gone }) },
    },
  ])
}

/** Nothing is lost by waiting; what HubSpot will not take, or keeps failing, is told to a person. */
async function notAmended(sql: Sql, at: At, fault: Fault, isRefused: boolean): Promise<void> {
  const { message, certificate } = at
  const { certificateId, number } = certificate
  if ((await lockNote(sql, certificateId))?.state !== 'amending') return
  const forGood = isRefused && whoMends(fault) === 'person'
  if (forGood) await closeMessage(sql, message.messageId, 'refused', fault)
  else {
    const inMs = backoffMs(message.attempts, fault, at.random)
    await postponeMessage(sql, message.messageId, { state: 'waiting', inMs, fault })
    if (!(await keepsFailing(sql, message, 'hubspot'))) return
  }
  await raiseAttention(sql, {
    cause: noteCause(certificateId),
    kind: forGood ? 'refused' : 'stuck',
    dealId: certificate.dealId,
    milestoneId: milestoneOf(certificate),
    title: `HubSpot still shows that ${certifiedName(certificate)} was accepted`,
    detail:
      `${fault.message} Its approval was taken back, and the note with certificate ${number} on the deal does not say so yet. ` +
      (forGood ? 'Delete that note there, or try again.' : 'Trying goes on.'),
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'leave_out', label: 'Leave the note as it is' },
    ],
  })
}
