import { limits } from '../../config/limits'
import type { Answer, Fault } from '../../connectors/answer'
import type { CrmRecord } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import { type Certificate, certifiedName, milestoneOf } from '../approvals/certificates/certificate'
import {
  type CertificateNote,
  lockNote,
  type NoteState,
  setNote,
} from '../approvals/certificates/certificate-note-table'
import { readCertificate } from '../approvals/certificates/certificate-table'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import type { FoundBytes } from '../documents/file-bytes'
import { filesInDatabase, type KeepsFiles } from '../documents/file-store'
import { readFiles } from '../documents/file-table'
import { record } from '../history/history-table'
import { keepsFailing } from '../outbox/keeps-failing'
import { closeMessage, holdMessage, type Message, postponeMessage } from '../outbox/outbox-table'
import { backoffMs, whoMends } from '../outbox/retry'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { amendNote } from './amend-note'
import { CERTIFICATE_FOLDER, isNoteOf, noteBody, noteCause } from './certificate-note'

export interface NoteParts extends KeepsFiles {
  readonly database: Database
  readonly clock: Clock
  readonly random: () => number
}

const us = program('HubSpot')
/** Where a step of the note's way to the deal still matters. */
const OPEN: ReadonlySet<NoteState> = new Set(['wanted', 'uploading', 'uploaded', 'noting', 'refused'])
/** A deal in the recycle bin may come back: it is looked at again by itself, too. */
const GONE_PAUSE_MS = 60 * 60_000

/**
 * Brings a certificate to its deal in HubSpot: its file to a fixed path, then a note with the file. Each step is on record
 * before its first byte. The file may be sent again as it is; a note that may be there is looked for among the deal's
 * notes by its number, and made again only once HubSpot can't be working on it any more. So nothing stands there twice, at
 * whatever point this is killed.
 */
export async function noteCertificate(
  parts: NoteParts,
  portal: Portal,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  for (;;) {
    const step = await within((sql) => nextStep(sql, parts, message))
    if (step.is === 'over') return
    if (step.is === 'amend') return amendNote(parts, portal, workspaceId, message)
    const at = { ...parts, message, step }
    let goesOn: boolean
    if (step.is === 'file') {
      const name = `${step.certificate.number}.pdf`
      const bytes = await (parts.files ?? filesInDatabase).load(step.found)
      const file = { folder: CERTIFICATE_FOLDER, name, contentType: 'application/pdf', bytes }
      const answer = await portal.keepFile(file)
      goesOn = await within((sql) => afterFile(sql, at, answer))
    } else if (step.is === 'note') {
      const { certificate, dealId, hubspotFileId } = step
      const body = noteBody(certificate)
      const answer = await portal.addNote({ dealId, at: certificate.madeAt, body, fileIds: [hubspotFileId] })
      // Of a deal that is gone HubSpot says no more than of a wrong value: whether it is there is asked.
      const gone = answer.outcome === 'refused' && whoMends(answer.fault) === 'person'
      const deal = gone ? await portal.readDeal(dealId) : null
      const isGone = deal?.outcome === 'done' && (deal.value === null || deal.value.archived === true)
      goesOn = await within((sql) => afterNote(sql, at, answer, isGone))
    } else {
      const answer = await portal.dealNotes(step.dealId)
      goesOn = await within((sql) => afterLook(sql, at, answer))
    }
    if (!goesOn) return
  }
}

interface OnDeal {
  readonly certificate: Certificate
  readonly dealId: string
}
type Step =
  | { readonly is: 'over' }
  | { readonly is: 'amend' }
  | (OnDeal & { readonly is: 'file'; readonly found: FoundBytes })
  | (OnDeal & { readonly is: 'note'; readonly hubspotFileId: string })
  | (OnDeal & { readonly is: 'look' })
interface At extends NoteParts {
  readonly message: Message
  readonly step: OnDeal
}

/** What is to be done next, and on record before it begins. */
async function nextStep(sql: Sql, parts: NoteParts, message: Message): Promise<Step> {
  const note = await lockNote(sql, message.subjectId)
  const certificate = note && (await readCertificate(sql, note.certificateId))
  const over = async (state: 'done' | 'refused' | 'cancelled'): Promise<Step> => {
    await closeMessage(sql, message.messageId, state, note?.fault ?? null)
    return { is: 'over' }
  }
  if (!note || !certificate) return over('cancelled')
  const { certificateId, state } = note
  if (state === 'amending') return { is: 'amend' }
  if (state === 'noted' || state === 'amended' || state === 'left_out') return over('done')
  if (state === 'refused') return over('refused')
  if (certificate.withdrawn !== null && state !== 'noting') {
    await setNote(sql, certificateId, {
      state: 'left_out',
      leftOutBecause: 'The approval was taken back before it came to the deal.',
    })
    await settleAttention(sql, noteCause(certificateId), us.who, 'left out')
    return over('done')
  }
  const deal = await readDeal(sql, certificate.dealId)
  if (!deal || deal.archived) {
    await waitForDeal(sql, message)
    return { is: 'over' }
  }
  const on = { certificate, dealId: deal.dealId }
  if (state === 'noting') return { is: 'look', ...on }
  const sentAt = parts.clock.now()
  if (state === 'uploaded' && note.hubspotFileId !== null) {
    await setNote(sql, certificateId, { state: 'noting', sentAt, dealId: deal.dealId })
    return { is: 'note', hubspotFileId: note.hubspotFileId, ...on }
  }
  const paper = (await readFiles(sql, [certificate.fileId])).get(certificate.fileId)
  const found = paper && (await (parts.files ?? filesInDatabase).at(sql).locate(paper.sha256))
  if (!found) throw new Error(`the paper of certificate ${certificate.number} is gone`)
  await setNote(sql, certificateId, { state: 'uploading', sentAt })
  return { is: 'file', found, ...on }
}

/** Held, and not counted as a try: the deal may be restored, and billing for it waits as well. */
async function waitForDeal(sql: Sql, { messageId, state }: Message): Promise<void> {
  const fault: Fault = {
    kind: 'missing',
    status: null,
    code: null,
    message: 'The deal is not in HubSpot any more. The certificate comes to it when it is restored.',
    trace: null,
    retryAfterMs: null,
  }
  if (state === 'waiting') return holdMessage(sql, messageId, { inMs: GONE_PAUSE_MS, fault })
  await postponeMessage(sql, messageId, { state: 'unclear', inMs: GONE_PAUSE_MS, fault })
}

/** The note as it stands now; null once somebody else has settled it. */
async function reread(sql: Sql, { step }: At): Promise<CertificateNote | null> {
  const note = await lockNote(sql, step.certificate.certificateId)
  return note !== null && OPEN.has(note.state) ? note : null
}

async function afterFile(sql: Sql, at: At, answer: Answer<{ id: string }>): Promise<boolean> {
  const { certificateId } = at.step.certificate
  if (!(await reread(sql, at))) return true
  if (answer.outcome === 'done') {
    await setNote(sql, certificateId, { state: 'uploaded', hubspotFileId: answer.value.id })
    return true
  }
  if (answer.outcome === 'refused' && whoMends(answer.fault) === 'person') {
    await askAboutRefused(sql, at, answer.fault)
    return false
  }
  // By its path it is the same file however often it is sent.
  await setNote(sql, certificateId, { state: 'uploading', fault: answer.fault })
  await putOff(sql, at, 'waiting', answer.fault)
  return false
}

async function afterNote(
  sql: Sql,
  at: At,
  answer: Answer<{ id: string }>,
  isGone: boolean,
): Promise<boolean> {
  const { certificateId } = at.step.certificate
  if (!(await reread(sql, at))) return true
  switch (answer.outcome) {
    case 'done':
      return noted(sql, at, answer.value.id)
    case 'unknown':
      // Looked for at once: usually it is there.
      await setNote(sql, certificateId, { state: 'noting', fault: answer.fault })
      return true
    case 'refused':
      // A deal that is gone is heard of by reading deals: deleted, restored, or merged into another.
      if (whoMends(answer.fault) === 'person' && answer.fault.kind !== 'missing' && !isGone) {
        await askAboutRefused(sql, at, answer.fault)
        return false
      }
      await setNote(sql, certificateId, { state: 'uploaded', fault: answer.fault })
      await putOff(sql, at, 'waiting', answer.fault)
      return false
  }
}

async function afterLook(sql: Sql, at: At, answer: Answer<CrmRecord[]>): Promise<boolean> {
  const { certificate } = at.step
  const now = await reread(sql, at)
  if (!now) return true
  if (answer.outcome !== 'done') {
    await putOff(sql, at, 'unclear', answer.fault)
    return false
  }
  const found = answer.value.find(({ properties }) => isNoteOf(properties['hs_note_body'], certificate))
  if (found) return noted(sql, at, found.id)
  const since = at.clock.now().getTime() - (now.sentAt?.getTime() ?? 0)
  if (since > limits.vendorStillWorkingMs) {
    await setNote(sql, certificate.certificateId, { state: 'uploaded' })
    return true
  }
  // HubSpot may still be at it, or its list behind: look once more when neither can be.
  await postponeMessage(sql, at.message.messageId, {
    state: 'unclear',
    inMs: limits.vendorStillWorkingMs - since + 1_000,
    fault: now.fault,
  })
  return false
}

/** It stands there. Taken back while it was on its way, it must say so: true where there is more to do. */
async function noted(sql: Sql, { message, step }: At, noteId: string): Promise<boolean> {
  const { certificate, dealId } = step
  const isWithdrawn = (await readCertificate(sql, certificate.certificateId))?.withdrawn !== null
  await setNote(sql, certificate.certificateId, { state: isWithdrawn ? 'amending' : 'noted', noteId, dealId })
  if (!isWithdrawn) await closeMessage(sql, message.messageId, 'done', null)
  await settleAttention(sql, noteCause(certificate.certificateId), us.who, 'done')
  await record(sql, us, [
    {
      what: `Put certificate ${certificate.number} on the deal in HubSpot`,
      dealId: certificate.dealId,
      milestoneId: milestoneOf(certificate),
      after: { certificate: certificate.number, noteId },
    },
  ])
  return isWithdrawn
}

async function askAboutRefused(sql: Sql, { message, step }: At, fault: Fault): Promise<void> {
  const { certificateId, number } = step.certificate
  const milestoneId = milestoneOf(step.certificate)
  await setNote(sql, certificateId, { state: 'refused', fault })
  await closeMessage(sql, message.messageId, 'refused', fault)
  await raiseAttention(sql, {
    cause: noteCause(certificateId),
    kind: 'refused',
    dealId: step.dealId,
    milestoneId,
    title: `HubSpot refused the certificate of ${certifiedName(step.certificate)}`,
    detail: `${fault.message} The certificate ${number} stands, and is among the deal's documents here; it is not on the deal in HubSpot.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'leave_out', label: 'Leave it out' },
    ],
  })
}

/** Lets it wait for another try; after several in a row a person is told, and trying goes on. */
async function putOff(sql: Sql, at: At, state: 'waiting' | 'unclear', fault: Fault): Promise<void> {
  const { message, step, random } = at
  await postponeMessage(sql, message.messageId, {
    state,
    inMs: backoffMs(message.attempts, fault, random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'hubspot'))) return
  const { certificateId } = step.certificate
  await raiseAttention(sql, {
    cause: noteCause(certificateId),
    kind: 'stuck',
    dealId: step.dealId,
    milestoneId: milestoneOf(step.certificate),
    title: `The certificate of ${certifiedName(step.certificate)} keeps failing to reach HubSpot`,
    detail: `${fault.message} Nothing else waits for it; trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
  })
}
