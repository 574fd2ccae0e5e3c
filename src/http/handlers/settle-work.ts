import { settleMail, settleOwedMail, settleUnreached } from '../../approvals/mails/settle-mail'
import type { OpenAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { settleTime } from '../../hours/settle-time'
import { leaveEvents, lookAgain } from '../../inbox/inbox-table'
import { askForReading, hurryReading } from '../../inbox/reading-table'
import { answerCredit } from '../../invoices/credits/settle-credit'
import { settleRestore } from '../../invoices/edited/settle-restore'
import { releaseCostsOf, settleRelease } from '../../invoices/extras/settle-costs'
import { settleQuestion } from '../../invoices/refunds/settle-question'
import { settleReminder } from '../../invoices/reminders/settle-reminder'
import { endListRests } from '../../masters/list-trouble-table'
import { LISTS_CAUSE } from '../../masters/tell-of-lists'
import { wakeAllDirty } from '../../outbox/deal-mirror-table'
import { type Message, readMessageOf } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { unseenOfCause } from '../../reconcile/settle-events'
import type { Actor } from '../../tenants/actor'
import { settleCertificate } from '../../writeback/settle-certificate'
import { settleOverwritten } from '../../writeback/settle-overwritten'

const CAUSE = /^(time|cost|costs_open|reminder|restore|certificate|mail|mail_stuck):([0-9a-f-]{36})$/
/** The round, and whom of its approvers, somebody is asked about. */
const UNREACHED = /^unreached:([0-9a-f-]{36}):(.+)$/

/**
 * Carries out what a person decided about a credit or a refund, or about hours, costs or reminders on their way, from the cause of what
 * they were asked. False for any other cause.
 */
export async function settleWork(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  item: Pick<OpenAttention, 'cause' | 'milestoneId' | 'intentId' | 'about'>,
  action: string,
): Promise<boolean> {
  if (await answerCredit(sql, actor, clock, item, action)) return true
  if (await settleQuestion(sql, actor, clock, item, action)) return true
  if (await settleOverwritten(sql, actor, item.cause, action)) return true
  if (action === 'check_now') {
    await lookAgain(sql, 'quickbooks', { most: 100, givenUpBefore: null })
    return true
  }
  const unseen = unseenOfCause(item.cause)
  if (unseen !== null) {
    if (action === 'leave') await leaveEvents(sql, 'quickbooks', unseen)
    return true
  }
  if (
    item.cause === 'stuck:writeback' ||
    item.cause === LISTS_CAUSE ||
    item.cause.startsWith('stuck:reading:')
  ) {
    if (action === 'retry') await tryNow(sql, item.cause)
    return true
  }
  const [, roundId, approverId] = UNREACHED.exec(item.cause) ?? []
  if (roundId !== undefined && approverId !== undefined) {
    await settleUnreached(sql, actor, [roundId, approverId], action)
    return true
  }
  const [, kind, id] = CAUSE.exec(item.cause) ?? []
  if (kind === undefined || id === undefined) return false
  if (kind === 'costs_open') {
    if (action === 'release') await releaseCostsOf(sql, id)
    return true
  }
  if (kind === 'restore') {
    await settleRestore(sql, actor, id, action)
    return true
  }
  if (kind === 'certificate') {
    await settleCertificate(sql, actor, id, action)
    return true
  }
  if (kind === 'mail_stuck') {
    const message = action === 'retry' ? await readMessageOf(sql, 'mail.send', id) : null
    if (message) await settleOwedMail(sql, actor, message, 'retry')
    return true
  }
  if (kind === 'mail') {
    await settleMail(sql, actor, clock, id, action)
    return true
  }
  if (kind === 'reminder') {
    await settleReminder(sql, actor, clock, id, action)
    return true
  }
  if (action !== 'retry' && action !== 'cancel') return true
  const message = await readMessageOf(sql, kind === 'time' ? 'time.create' : 'cost.release', id)
  if (message) await settleOwedWork(sql, actor, clock, message, action)
  return true
}

/** What failed again and again, of a vendor as a whole, is tried without waiting for its pause. */
async function tryNow(sql: Sql, cause: string): Promise<void> {
  if (cause === 'stuck:writeback') return wakeAllDirty(sql)
  if (cause === LISTS_CAUSE) {
    await endListRests(sql)
    await askForReading(sql, 'quickbooks')
  }
  await hurryReading(sql, cause === 'stuck:reading:hubspot' ? 'hubspot' : 'quickbooks')
}

/** The same of what is owed; null for an invoice or a customer. */
export async function settleOwedWork(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  message: Message,
  action: 'retry' | 'cancel',
): Promise<Message | null> {
  if (message.kind === 'time.create') return settleTime(sql, actor, message, action)
  if (message.kind === 'certificate.note') return settleCertificate(sql, actor, message.subjectId, action)
  if (message.kind === 'cost.release') return settleRelease(sql, actor, message, action)
  if (message.kind === 'mail.send') return settleOwedMail(sql, actor, message, action)
  if (message.kind === 'invoice.restore') return settleRestore(sql, actor, message.subjectId, action)
  if (message.kind === 'reminder.send') return settleReminder(sql, actor, clock, message.subjectId, action)
  return null
}
