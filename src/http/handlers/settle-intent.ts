import { settleAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import {
  leaveRefusedOut,
  retryAttachments,
  settleChanged,
} from '../../invoices/attachments/settle-attachments'
import { freeParts, readParts } from '../../invoices/billing-part-table'
import { cancelInvoice } from '../../invoices/cancel-invoice'
import { decideAgain } from '../../invoices/decide-again'
import { dealsOf } from '../../invoices/intent'
import { lockIntent, setIntentState, setSendState } from '../../invoices/intent-table'
import { noticeTooMuch } from '../../invoices/notice-too-much'
import { markDirty } from '../../outbox/deal-mirror-table'
import {
  closeMessage,
  type Message,
  readMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { notFound } from '../../tenants/refusal'
import type { HandlerParts } from './handler-parts'

/**
 * Carries out what a person decided about an intent. A refused one is tried again as a new generation with a
 * fresh body, because its cause was mended; an unclear one is only looked at again sooner. `about` is what the question was
 * about that they answered, where there was one.
 */
export async function settleIntent(
  parts: HandlerParts,
  sql: Sql,
  actor: Actor,
  intentId: string,
  action: string,
  about: string | null = null,
): Promise<Message | null> {
  // The schedule before its intents, as everyone locks them.
  const [part] = await readParts(sql, [intentId])
  if (!part) throw notFound('owed work')
  const schedule = await lockSchedule(sql, part.scheduleId)
  const intent = await lockIntent(sql, intentId)
  const message = await readMessageOf(sql, 'invoice.create', intentId)
  if (!schedule || !intent || !message) throw notFound('owed work')
  switch (action) {
    case 'cancel':
      await cancelInvoice(sql, actor, intent, message)
      return readMessage(sql, message.messageId)
    case 'retry': {
      if (intent.state !== 'refused') {
        await retryAttachments(sql, actor, intentId)
        await wakeMessage(sql, message.messageId)
        return readMessage(sql, message.messageId)
      }
      await freeParts(sql, intentId)
      await setIntentState(sql, intentId, { state: 'cancelled' })
      await closeMessage(sql, message.messageId, 'cancelled', message.fault)
      await settleAttention(sql, `refused:${intentId}`, actor.who, 'retry')
      await noticeTooMuch(sql, [intentId])
      const decided = await decideAgain(sql, actor, parts.clock, schedule, intent)
      await markDirty(sql, dealsOf(intent))
      await record(sql, actor, decided)
      return readMessage(sql, message.messageId)
    }
    case 'send_again':
      await setSendState(sql, intentId, 'wanted')
      await wakeMessage(sql, message.messageId)
      return readMessage(sql, message.messageId)
    case 'leave_out':
      await record(sql, actor, await leaveRefusedOut(sql, actor, intent))
      await wakeMessage(sql, message.messageId)
      return readMessage(sql, message.messageId)
    case 'go_on':
    case 'stop':
      await settleChanged(sql, actor, intent, message, { how: action, about })
      return readMessage(sql, message.messageId)
    case 'was_sent':
      await setSendState(sql, intentId, 'sent')
      return message
    default:
      return message
  }
}
