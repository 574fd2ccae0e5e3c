import { limits } from '../../../config/limits'
import type { Answer, Fault } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { quietForMs } from '../../clock/business-days'
import { record } from '../../history/history-table'
import { allWantNone } from '../../mail/no-reminder-table'
import { closeMessage, deferMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import { saveDocuments } from '../books/document-table'
import { documentOf } from '../books/from-quickbooks'
import { keepInvoice } from '../books/keep-invoice'
import { readInvoiceWords } from '../books/read-invoice-words'
import type { BillingIntent } from '../intent'
import { lockIntent, readIntent, setSendState } from '../intent-table'
import type { CreateParts } from '../sending/create-invoice'
import { readAsked } from './read-reminders'
import { occasion, type Reminder, reminderCause, whyNoReminder } from './reminder'
import { lockReminder, readReminder, setReminder } from './reminder-table'

type Invoice = Entities['Invoice']

const us = program('QuickBooks')
const DAY_MS = 86_400_000

/**
 * Has QuickBooks e-mail an invoice to remind of it, once. The invoice is read first: nobody is reminded of what was paid
 * meanwhile, and when it was e-mailed last tells afterwards whether an e-mail whose answer was lost went out. While it
 * doesn't, a person is asked, and it is looked at every day; nothing is sent again unless they say so.
 */
export async function sendReminder(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const invoiceId = await within((sql) => beginning(sql, parts, message))
  if (invoiceId === null) return
  const read = await company.read('Invoice', invoiceId)
  if (read.outcome !== 'done') return within((sql) => putOff(sql, parts, message, read.fault))
  if (!(await within((sql) => afterReading(sql, parts, message, invoiceId, read.value)))) return
  const answer = await company.sendInvoice(invoiceId)
  await within((sql) => afterSend(sql, parts, message, answer))
}

/** QuickBooks' id of the invoice to be looked at; null when there is nothing to do any more. */
async function beginning(sql: Sql, { clock }: CreateParts, message: Message): Promise<string | null> {
  const reminder = await readReminder(sql, message.subjectId)
  const open = reminder?.state === 'wanted' || reminder?.state === 'sending' || reminder?.state === 'unclear'
  const intent = reminder && open ? await readIntent(sql, reminder.intentId) : null
  if (reminder?.state === 'wanted' && reminder.afterDays !== null) {
    // One that goes by itself waits for the end of quiet hours; whoever presses the button means now.
    const { zone, settings } = await readWorkspace(sql)
    const quietMs = quietForMs(clock.now(), zone, settings.mail.quiet)
    if (quietMs > 0) {
      await deferMessage(sql, message.messageId, quietMs)
      return null
    }
  }
  if (intent?.quickbooksId) return intent.quickbooksId
  await closeMessage(sql, message.messageId, reminder?.state === 'sent' ? 'done' : 'cancelled', null)
  return null
}

interface Held {
  readonly intent: BillingIntent
  readonly reminder: Reminder
}

/** The invoice's intent before what hangs on it, as everyone locks them. */
async function lockBoth(sql: Sql, message: Message): Promise<Held> {
  const seen = await readReminder(sql, message.subjectId)
  if (!seen) throw new Error(`there is no reminder ${message.subjectId}`)
  const intent = await lockIntent(sql, seen.intentId)
  const reminder = await lockReminder(sql, message.subjectId)
  if (!intent || !reminder) throw new Error(`the invoice of reminder ${message.subjectId} is gone`)
  return { intent, reminder }
}

/** What the invoice is now decides: true when the e-mail may be sent, and that is on record. */
async function afterReading(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  invoiceId: string,
  invoice: Invoice | null,
): Promise<boolean> {
  const held = await lockBoth(sql, message)
  const { intent, reminder } = held
  await keepInvoice(sql, invoiceId, invoice)
  const last = invoice?.DeliveryInfo?.DeliveryTime ?? null
  switch (reminder.state) {
    case 'wanted': {
      const asked = await readAsked(sql, parts.clock, intent)
      // In a database that was restored a reminder may wait that went out long ago.
      const since = last !== null && new Date(last).getTime() >= wholeSecond(reminder.askedAt)
      // Whoever said so after it was promised is heard too; a person who presses the button means it.
      const unwanted = reminder.afterDays !== null && asked.to !== null && (await allWantNone(sql, asked.to))
      const why = since
        ? 'It was e-mailed after this was asked for.'
        : unwanted
          ? 'They want no reminders.'
          : whyNoReminder(asked)?.message
      if (why !== undefined) {
        await drop(sql, message, held, why)
        return false
      }
      await setReminder(sql, reminder.reminderId, {
        state: 'sending',
        emailedBefore: last,
        beganAt: parts.clock.now(),
      })
      return true
    }
    case 'sending':
    case 'unclear':
      if (invoice !== null && last !== null && last !== reminder.emailedBefore)
        await sent(sql, parts, message, held, invoice)
      else await lookLater(sql, parts, message, held)
      return false
    case 'sent':
    case 'refused':
    case 'cancelled':
      await closeMessage(sql, message.messageId, reminder.state === 'sent' ? 'done' : 'cancelled', null)
      return false
  }
}

/** QuickBooks' times are whole seconds. */
const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1_000) * 1_000

/** Nobody is reminded, and why is on record. */
async function drop(sql: Sql, message: Message, { intent, reminder }: Held, why: string): Promise<void> {
  await setReminder(sql, reminder.reminderId, { state: 'cancelled', why })
  await closeMessage(sql, message.messageId, 'cancelled', null)
  await settleAttention(sql, reminderCause(reminder.reminderId), us.who, 'not needed')
  await record(sql, us, [
    {
      what: `No reminder was sent. ${why}`,
      dealId: intent.dealId,
      before: { reminder: 'on its way' },
      after: { reminder: 'not sent' },
    },
  ])
}

async function afterSend(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  answer: Answer<Invoice>,
): Promise<void> {
  const held = await lockBoth(sql, message)
  // A reading, or a person, may have found it meanwhile.
  if (held.reminder.state !== 'sending') return
  switch (answer.outcome) {
    case 'done':
      return sent(sql, parts, message, held, answer.value)
    case 'unknown':
      // Looked up in the next turn.
      return postponeMessage(sql, message.messageId, { state: 'unclear', inMs: 1_000, fault: answer.fault })
    case 'refused':
      if (whoMends(answer.fault) === 'later') {
        await setReminder(sql, held.reminder.reminderId, { state: 'wanted' })
        return putOff(sql, parts, message, answer.fault)
      }
      return refused(sql, message, held, answer.fault)
  }
}

async function sent(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  { intent, reminder }: Held,
  invoice: Invoice,
): Promise<void> {
  const to = invoice.BillEmail?.Address ?? null
  await setReminder(sql, reminder.reminderId, { state: 'sent', sentAt: parts.clock.now(), sentTo: to })
  // Handed over on paper before: it is e-mailed now, and by us. One that a person made and sent in QuickBooks was not ours to send.
  if (intent.sendState === 'none' && intent.origin !== 'linked')
    await setSendState(sql, intent.intentId, 'sent')
  await saveDocuments(sql, [documentOf('Invoice', invoice)])
  await closeMessage(sql, message.messageId, 'done', null)
  await settleAttention(sql, reminderCause(reminder.reminderId), us.who, 'sent')
  await record(sql, us, [
    {
      what: `QuickBooks reminded ${to ?? 'the client'} of invoice ${invoice.DocNumber ?? invoice.Id}${occasion(reminder)}`,
      dealId: intent.dealId,
      before: { emailedLast: reminder.emailedBefore },
      after: { emailedLast: invoice.DeliveryInfo?.DeliveryTime ?? null },
    },
  ])
}

/** It does not show: QuickBooks may still be at it for a while; after that a person is asked, and it is looked at daily. */
async function lookLater(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  { intent, reminder }: Held,
): Promise<void> {
  const since = parts.clock.now().getTime() - (reminder.beganAt?.getTime() ?? 0)
  if (since <= limits.vendorStillWorkingMs)
    return postponeMessage(sql, message.messageId, {
      state: 'unclear',
      inMs: limits.vendorStillWorkingMs - since + 1_000,
      fault: message.fault,
    })
  await setReminder(sql, reminder.reminderId, { state: 'unclear', why: 'The answer to sending it was lost.' })
  await postponeMessage(sql, message.messageId, { state: 'unclear', inMs: DAY_MS, fault: message.fault })
  await raiseAttention(sql, {
    cause: reminderCause(reminder.reminderId),
    kind: 'unclear',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `A reminder of an ${await readInvoiceWords(sql, intent)} may not have been e-mailed`,
    detail:
      'The answer to sending it was lost, and QuickBooks does not show it. It is looked at every day, and not sent again unless you say so.',
    actions: [
      { action: 'remind_again', label: 'Send it now' },
      { action: 'was_sent', label: 'It was sent' },
    ],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}

async function refused(sql: Sql, message: Message, { intent, reminder }: Held, fault: Fault): Promise<void> {
  await setReminder(sql, reminder.reminderId, { state: 'refused', why: fault.message })
  await closeMessage(sql, message.messageId, 'refused', fault)
  const words = await readInvoiceWords(sql, intent)
  await raiseAttention(sql, {
    cause: reminderCause(reminder.reminderId),
    kind: 'refused',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `QuickBooks refused to remind of an ${words}`,
    detail: `${fault.message} Nobody was written to. Mend the cause, then try again.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'cancel', label: 'Do not remind' },
    ],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
  await record(sql, us, [
    {
      what: `QuickBooks refused to remind of an ${words}`,
      dealId: intent.dealId,
      after: { code: fault.code, message: fault.message },
    },
  ])
}

const putOff = (sql: Sql, parts: CreateParts, message: Message, fault: Fault): Promise<void> =>
  postponeMessage(sql, message.messageId, {
    state: message.state === 'unclear' ? 'unclear' : 'waiting',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
