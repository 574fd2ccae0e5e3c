import { limits } from '../../../config/limits'
import type { Answer, Fault } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { settleAttention } from '../../attention/attention-table'
import { type FoundBytes, sha256Of } from '../../documents/file-bytes'
import { filesInDatabase } from '../../documents/file-store'
import { record } from '../../history/history-table'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { whoMends } from '../../outbox/retry'
import { announceDeals } from '../../outbox/ring'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import type { BillingIntent } from '../intent'
import { lockIntent } from '../intent-table'
import { checkUnchanged, readInvoiceAgain } from '../sending/check-unchanged'
import type { CreateParts } from '../sending/create-invoice'
import { beginAttempt, endAttempt } from '../sending/send-attempt-table'
import { askAboutRefused, putOffFiles } from './ask-about-files'
import { type Attachment, isNoteOf, isSettled, sentAs } from './attachment'
import { leaveOut, readAttachments, setAttachment } from './attachment-table'

type Attachable = Entities['Attachable']
const us = program('QuickBooks')
const isDoubtful = ({ state }: Attachment) => state === 'sending' || state === 'unclear'

/**
 * Between the creation of an invoice and its e-mail: attaches what was decided to go with it, each file in one request
 * that links it too. An upload that may have happened is looked for among the invoice's files before it is sent again,
 * and only once QuickBooks can't be working on it any more; a refused one waits for a person. Answers whether the message
 * goes on: false once it was put off, or waits.
 */
export async function attachFiles(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<boolean> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const store = parts.files ?? filesInDatabase
  let loaded: Uint8Array | null = null
  for (;;) {
    const inHand = loaded
    const step = await within((sql) => nextStep(sql, parts, message, inHand))
    loaded = null
    switch (step.is) {
      case 'over':
        return true
      case 'waits':
        return false
      case 'read':
        if (!(await readInvoiceAgain(parts, company, workspaceId, message, step.invoiceId))) return false
        break
      case 'load':
        // Before anything is on record: where files are kept may be away.
        loaded = await store.load(step.found)
        break
      case 'look': {
        const answer = await company.query('Attachable', [
          { field: 'AttachableRef.EntityRef.Type', operator: '=', value: 'invoice' },
          { field: 'AttachableRef.EntityRef.value', operator: '=', value: step.invoiceId },
        ])
        if (!(await within((sql) => afterLook(sql, parts, message, step, answer)))) return false
        break
      }
      case 'upload': {
        const answer = await company.upload({
          ...sentAs(step.attachment.file),
          bytes: Buffer.from(step.bytes),
          note: step.attachment.note,
          // Whoever e-mails the invoice, now or later, sends its files along.
          attachTo: { entity: 'Invoice', id: step.invoiceId, includeOnSend: true },
        })
        if (!(await within((sql) => afterUpload(sql, parts, message, step, answer)))) return false
      }
    }
  }
}

interface OneFile {
  readonly intent: BillingIntent
  readonly invoiceId: string
  readonly attachment: Attachment
}
interface Uploading extends OneFile {
  readonly is: 'upload'
  readonly attempt: bigint
  readonly bytes: Uint8Array
}
type Step =
  | { readonly is: 'over' | 'waits' }
  | { readonly is: 'read'; readonly invoiceId: string }
  | { readonly is: 'load'; readonly found: FoundBytes }
  | (OneFile & { readonly is: 'look' })
  | Uploading

/** What is to be done next, and on record before it begins; `loaded` are a file's bytes that were asked for before. */
async function nextStep(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  loaded: Uint8Array | null,
): Promise<Step> {
  const intent = await lockIntent(sql, message.subjectId)
  if (intent?.state !== 'posted' || intent.quickbooksId === null) return { is: 'waits' }
  const open = (await readAttachments(sql, [intent.intentId])).filter((each) => !isSettled(each))
  if (open.length === 0) return { is: 'over' }
  const invoiceId = intent.quickbooksId
  switch (await checkUnchanged(sql, parts.clock, message, intent)) {
    case 'edited':
    case 'credited':
      return { is: 'waits' }
    case 'old':
      return { is: 'read', invoiceId }
    case 'gone':
      await leaveAllOut(sql, intent, open)
      return { is: 'over' }
    case 'unchanged':
  }
  const doubtful = open.find(isDoubtful)
  if (doubtful) return { is: 'look', intent, invoiceId, attachment: doubtful }
  const attachment = open.find(({ state }) => state === 'wanted')
  if (attachment) return beginUpload(sql, parts, { intent, invoiceId, attachment }, loaded)
  await askAboutRefused(sql, intent, open)
  await closeMessage(sql, message.messageId, 'refused', open[0]?.fault ?? null)
  return { is: 'waits' }
}

/** The one place where an upload begins, once its bytes are in hand. */
async function beginUpload(
  sql: Sql,
  parts: CreateParts,
  one: OneFile,
  loaded: Uint8Array | null,
): Promise<Step> {
  const { intent, attachment } = one
  const { file } = attachment
  const bytes = loaded !== null && sha256Of(loaded) === file.sha256 ? loaded : await here(sql, parts, file)
  if (!(bytes instanceof Uint8Array)) return { is: 'load', found: bytes }
  const sentAt = parts.clock.now()
  await setAttachment(sql, attachment, { state: 'sending', sentAt })
  const attempt = await beginAttempt(sql, {
    intentId: intent.intentId,
    step: 'attach',
    requestKey: null,
    bodyHash: file.sha256,
  })
  return { ...one, is: 'upload', attachment: { ...attachment, state: 'sending', sentAt }, attempt, bytes }
}

/** A file's bytes where the database has them; else where they are. */
async function here(
  sql: Sql,
  parts: CreateParts,
  { sha256, fileId }: Attachment['file'],
): Promise<Uint8Array | FoundBytes> {
  const found = await (parts.files ?? filesInDatabase).at(sql).locate(sha256)
  if (found === null) throw new Error(`the bytes of file ${fileId} are gone`)
  return 'bytes' in found ? found.bytes : found
}

/** The file as it stands now; null once somebody else has settled it. */
async function reread(sql: Sql, { intent, attachment }: OneFile): Promise<Attachment | null> {
  await lockIntent(sql, intent.intentId)
  const held = await readAttachments(sql, [intent.intentId])
  const now = held.find((each) => each.position === attachment.position)
  return now && !isSettled(now) ? now : null
}

async function afterUpload(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  step: Uploading,
  answer: Answer<Attachable>,
): Promise<boolean> {
  await endAttempt(sql, step.attempt, {
    outcome: answer.outcome,
    trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
    fault: answer.outcome === 'done' ? null : answer.fault,
  })
  const now = await reread(sql, step)
  if (!now) return true
  switch (answer.outcome) {
    case 'done':
      await attached(sql, step, answer.value)
      return true
    case 'unknown':
      // Looked for at once: usually it is there.
      await setAttachment(sql, now, { state: 'unclear', fault: answer.fault })
      return true
    case 'refused':
      if (whoMends(answer.fault) === 'person') {
        await setAttachment(sql, now, { state: 'refused', fault: answer.fault })
        await record(sql, us, [
          {
            what: `QuickBooks refused “${step.attachment.file.name}” for the invoice`,
            dealId: step.intent.dealId,
            after: { code: answer.fault.code, message: answer.fault.message },
          },
        ])
        return true
      }
      await setAttachment(sql, now, { state: 'wanted', fault: answer.fault })
      await putOffFiles(sql, parts, message, step.intent, 'waiting', answer.fault)
      return false
  }
}

/** One look tells of all files that may be there. */
async function afterLook(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  { intent }: OneFile,
  answer: Answer<Attachable[]>,
): Promise<boolean> {
  if (answer.outcome !== 'done') {
    const first = (await doubtfulOf(sql, intent))[0]
    if (!first) return true
    await putOffFiles(sql, parts, message, intent, 'unclear', answer.fault)
    return false
  }
  let waitMs = 0
  let fault: Fault | null = null
  for (const now of await doubtfulOf(sql, intent)) {
    const found = answer.value.find(({ Note }) => isNoteOf(Note, now.file))
    const since = parts.clock.now().getTime() - (now.sentAt?.getTime() ?? 0)
    if (found) await attached(sql, { intent, attachment: now }, found)
    else if (since > limits.vendorStillWorkingMs) await setAttachment(sql, now, { state: 'wanted' })
    else {
      // QuickBooks may still be at it: look once more when it can't be.
      await setAttachment(sql, now, { state: 'unclear', ...(now.fault && { fault: now.fault }) })
      waitMs = Math.max(waitMs, limits.vendorStillWorkingMs - since + 1_000)
      fault ??= now.fault
    }
  }
  if (waitMs === 0) return true
  await postponeMessage(sql, message.messageId, { state: 'unclear', inMs: waitMs, fault })
  return false
}

/** The files that may have been uploaded, under the intent's lock: those that somebody else has settled are not among them. */
async function doubtfulOf(sql: Sql, { intentId }: BillingIntent): Promise<Attachment[]> {
  await lockIntent(sql, intentId)
  return (await readAttachments(sql, [intentId])).filter(isDoubtful)
}

async function attached(
  sql: Sql,
  { intent, attachment }: Pick<OneFile, 'intent' | 'attachment'>,
  found: Attachable,
): Promise<void> {
  const { file } = attachment
  await setAttachment(sql, attachment, { state: 'attached', attachableId: found.Id })
  await announceDeals(sql, [intent.dealId])
  await record(sql, us, [
    {
      what: `Attached “${file.name}” to the invoice in QuickBooks`,
      dealId: intent.dealId,
      milestoneId: file.milestoneId,
      after: { file: file.name, sha256: file.sha256, attachableId: found.Id },
    },
  ])
}

/** The invoice is not there any more: what was not attached yet is not. */
async function leaveAllOut(sql: Sql, intent: BillingIntent, open: readonly Attachment[]): Promise<void> {
  const positions = open.map(({ position }) => position)
  await leaveOut(sql, intent.intentId, positions, 'The invoice was voided, deleted or credited before.')
  await settleAttention(sql, `attach:${intent.intentId}`, us.who, 'gone')
}
