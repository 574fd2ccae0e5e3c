import { listAttention, readAttention, settleAttention } from '../../attention/attention-table'
import { settleCreation } from '../../customers/settle-creation'
import { record } from '../../history/history-table'
import { listAllOwed } from '../../insight/owed-table'
import {
  leaveRefusedOut,
  retryAttachments,
  settleChanged,
} from '../../invoices/attachments/settle-attachments'
import { billMilestone } from '../../invoices/bill-milestone'
import { freeParts, readParts } from '../../invoices/billing-part-table'
import { lookAhead, readMilestoneParts } from '../../invoices/composing/look-ahead'
import { decideAgain } from '../../invoices/decide-again'
import { billDepositOf } from '../../invoices/deposits/bill-deposit'
import { lockIntent, setIntentState, setSendState } from '../../invoices/intent-table'
import { cancelPrepared } from '../../invoices/prepared/cancel-prepared'
import { generateInvoice } from '../../invoices/prepared/generate-invoice'
import { askToRemind } from '../../invoices/reminders/ask-to-remind'
import {
  closeMessage,
  type Message,
  readMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { attentionView } from '../views/deal-view'
import { previewView } from '../views/preview-view'
import { type HandlerParts, paged, pageOf } from './handler-parts'
import { showMilestone } from './milestone-handlers'
import { allOwedViews, keepOwedDeal, oneOwed, retryOwedDeal } from './owed-work'
import { settleDeal } from './settle-deal'
import { settleOwedWork, settleWork } from './settle-work'

type BillingRoutes =
  | 'billMilestone'
  | 'readPreflight'
  | 'previewInvoice'
  | 'listAttention'
  | 'settleAttention'
  | 'listOwed'
  | 'retryOwed'
  | 'cancelOwed'

export function billingHandlers(parts: HandlerParts): Pick<Handlers, BillingRoutes> {
  const look = async (sql: Sql, milestoneId: string) => {
    const { milestone, schedule } = await lockFor(sql, milestoneId)
    const wanted = await readMilestoneParts(sql, schedule, milestone)
    return { milestone, schedule, outlook: await lookAhead(sql, parts.clock, schedule, milestone, wanted) }
  }
  const bill = async (
    sql: Sql,
    { actor }: Caller,
    milestoneId: string,
    more: { again: boolean; onlyParts?: readonly string[] },
  ) => {
    const { milestone, schedule } = await lockFor(sql, milestoneId)
    const request = { schedule, milestone, byPolicy: false, ...more }
    await record(sql, actor, await billMilestone(sql, actor, parts.clock, request))
  }
  const learn = ({ caller, params }: { caller: Caller; params: Readonly<Record<string, string>> }) =>
    parts.learnBillingFacts(caller.workspaceId, params['id'] ?? '')
  return {
    billMilestone: {
      before: learn,
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        if (body.dryRun === true) {
          const seen = await look(sql, milestoneId)
          return { value: previewView(seen.schedule, seen.milestone, seen.outlook) }
        }
        await bill(sql, caller, milestoneId, { again: body.again ?? false })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    readPreflight: {
      before: learn,
      async run(sql, { params }) {
        return { value: [...(await look(sql, params['id'] ?? '')).outlook.checks] }
      },
    },
    previewInvoice: {
      before: learn,
      async run(sql, { params }) {
        const seen = await look(sql, params['id'] ?? '')
        return { value: previewView(seen.schedule, seen.milestone, seen.outlook) }
      },
    },
    listAttention: {
      async run(sql, { query }) {
        const page = pageOf(query)
        const { items, next } = paged(
          await listAttention(sql, { limit: page.limit + 1, offset: page.offset }),
          page,
        )
        return { value: { items: items.map(attentionView), next } }
      },
    },
    settleAttention: {
      async run(sql, { params, body, caller }) {
        const item = await readAttention(sql, params['id'] ?? '')
        if (!item) throw notFound('item')
        if (!item.actions.some((offered) => offered.action === body.action)) {
          throw invalid([
            {
              pointer: '/action',
              detail: `Choose one of: ${item.actions.map((offered) => offered.action).join(', ') || 'nothing; it settles by itself'}.`,
            },
          ])
        }
        if (body.action === 'remind' && item.intentId !== null) {
          // It stays overdue, and so does the item.
          await askToRemind(sql, caller.actor, parts.clock, { intentId: item.intentId, afterDays: null })
          return { value: {} }
        }
        const decided = await settleDeal(sql, caller.actor, item, body.action)
        // The amounts still differ until the client approves.
        if (decided && 'changeOrderId' in decided) return { value: decided }
        if (decided) {
          // Told as the planning that it is, so that it can be taken back like any other.
          await settleAttention(sql, item.cause, caller.actor.who, body.action)
          return { value: {} }
        }
        if ((body.action === 'bill' || body.action === 'bill_again') && item.milestoneId !== null) {
          // An item about one invoice bills what that one billed: another payer's is another item.
          const billed = item.intentId === null ? [] : await readParts(sql, [item.intentId])
          await bill(sql, caller, item.milestoneId, {
            again: body.action === 'bill_again',
            ...(billed.length > 0 && { onlyParts: billed.map((part) => part.partKey) }),
          })
        } else if (body.action === 'bill_deposit' && item.dealId !== null) {
          await record(sql, caller.actor, await billDepositOf(sql, caller.actor, parts.clock, item.dealId))
        } else if (await settleWork(sql, caller.actor, parts.clock, item, body.action)) {
          // A credit is answered about a milestone; hours and costs are no intents.
        } else if (item.intentId !== null && body.action === 'set_aside') {
          await cancelPrepared(sql, caller.actor, item.intentId)
        } else if (item.intentId !== null && body.action === 'generate') {
          const { intentId } = item
          await generateInvoice(sql, caller.actor, parts.clock, { intentId, delivery: 'post' })
        } else if (item.intentId !== null && body.action !== 'leave')
          await settleIntent(parts, sql, caller.actor, item.intentId, body.action)
        await settleAttention(sql, item.cause, caller.actor.who, body.action)
        await record(sql, caller.actor, [
          {
            what: `Settled “${item.title}”: ${body.action}`,
            dealId: item.dealId,
            milestoneId: item.milestoneId,
          },
        ])
        return { value: {} }
      },
    },
    listOwed: {
      async run(sql, { query }) {
        const page = pageOf(query)
        const { items, next } = paged(
          await listAllOwed(sql, { limit: page.limit + 1, offset: page.offset }),
          page,
        )
        return { value: { items: await allOwedViews(parts, sql, items), next } }
      },
    },
    retryOwed: {
      async run(sql, { params, caller }) {
        const deal = await retryOwedDeal(parts, sql, params['id'] ?? '')
        if (deal) return { value: deal }
        const message = await readMessage(sql, params['id'] ?? '')
        if (!message) throw notFound('owed work')
        const now = await settleOwed(parts, sql, caller, message, 'retry')
        return { value: await oneOwed(parts, sql, now ?? message) }
      },
    },
    cancelOwed: {
      async run(sql, { params, caller }) {
        await keepOwedDeal(sql, params['id'] ?? '')
        const message = await readMessage(sql, params['id'] ?? '')
        if (!message) throw notFound('owed work')
        const now = await settleOwed(parts, sql, caller, message, 'cancel')
        return { value: await oneOwed(parts, sql, now ?? message) }
      },
    },
  }
}

/** What is owed is an invoice, a customer, hours, or a word about a cost. */
const settleOwed = async (
  parts: HandlerParts,
  sql: Sql,
  { actor, workspaceId }: Caller,
  message: Message,
  action: 'retry' | 'cancel',
): Promise<Message | null> => {
  const { kind, subjectId } = message
  return kind === 'customer.create'
    ? settleCreation(sql, actor, workspaceId, subjectId, action)
    : kind === 'invoice.create'
      ? settleIntent(parts, sql, actor, subjectId, action)
      : settleOwedWork(sql, actor, parts.clock, message, action)
}

/**
 * Carries out what a person decided about an intent. A refused one is tried again as a new generation with a
 * fresh body, because its cause was mended; an unclear one is only looked at again sooner.
 */
async function settleIntent(
  parts: HandlerParts,
  sql: Sql,
  actor: Actor,
  intentId: string,
  action: string,
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
      if (intent.state !== 'queued' && intent.state !== 'refused') {
        throw conflict(
          'nothing_to_cancel',
          'It was sent, or may have been. Only what never left, or was refused, can be cancelled.',
        )
      }
      await setIntentState(sql, intentId, { state: 'cancelled' })
      await freeParts(sql, intentId)
      await closeMessage(sql, message.messageId, 'cancelled', null)
      for (const cause of ['refused', 'stuck', 'unclear']) {
        await settleAttention(sql, `${cause}:${intentId}`, actor.who, 'cancel')
      }
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
      await record(sql, actor, await decideAgain(sql, actor, parts.clock, schedule, intent))
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
      await settleChanged(sql, actor, intent, message, action)
      return readMessage(sql, message.messageId)
    case 'was_sent':
      await setSendState(sql, intentId, 'sent')
      return message
    default:
      return message
  }
}

