import { listAttention, readAttention, wasAsked } from '../../attention/attention-table'
import { settleCreation } from '../../customers/settle-creation'
import { record } from '../../history/history-table'
import { listAllOwed } from '../../insight/owed-table'
import { billMilestone } from '../../invoices/bill-milestone'
import type { ReadDocument } from '../../invoices/books/document-table'
import { readInvoicesNow } from '../../invoices/catch-up/read-invoices'
import { lookAhead, readMilestoneParts } from '../../invoices/composing/look-ahead'
import { offerAnswers } from '../../invoices/edited/offer-answers'
import { type Message, readMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { readMilestone } from '../../schedules/milestone-table'
import { readSchedule } from '../../schedules/schedule-table'
import { invalid, notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { attentionView, documentOfCause } from '../views/deal-view'
import { previewView } from '../views/preview-view'
import { type HandlerParts, paged, pageOf } from './handler-parts'
import { showMilestone } from './milestone-handlers'
import { allOwedViews, keepOwedDeal, oneOwed, retryOwedDeal } from './owed-work'
import { answeredMeanwhile, refreshQuestion, whyStale } from './refresh-question'
import { refreshSuggested } from './settle-document'
import { settleIntent } from './settle-intent'
import { settleItem } from './settle-item'
import { settleOwedWork } from './settle-work'

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
  const read = new WeakMap<object, readonly ReadDocument[]>()
  // Nothing is locked: whoever looks ahead holds up nobody who bills.
  const look = async (sql: Sql, milestoneId: string) => {
    const milestone = await readMilestone(sql, milestoneId)
    const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
    if (!milestone || !schedule) throw notFound('milestone')
    const wanted = await readMilestoneParts(sql, schedule, milestone)
    return { milestone, schedule, outlook: await lookAhead(sql, parts.clock, schedule, milestone, wanted) }
  }
  const bill = async (sql: Sql, { actor }: Caller, milestoneId: string, more: { again: boolean }) => {
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
        return { value: { items: (await offerAnswers(sql, items)).map(attentionView), next } }
      },
    },
    settleAttention: {
      async before(asked) {
        const { caller, params, body } = asked
        const item = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
          readAttention(sql, params['id'] ?? ''),
        )
        if (!item) return
        // What the question says from now on is kept, although the answer is refused.
        const stale = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
          refreshQuestion(sql, item, body.version),
        )
        if (stale) throw stale
        if (body.action !== 'link') return
        const quickbooksId = documentOfCause(item.cause)
        if (!quickbooksId) return
        const refusal = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
          refreshSuggested(sql, item, quickbooksId),
        )
        if (refusal) throw refusal
        const company = await parts.vendors.quickbooks(caller.workspaceId)
        read.set(asked, await readInvoicesNow(company, [quickbooksId]))
      },
      async run(sql, asked) {
        const { params, body, caller } = asked
        const itemId = params['id'] ?? ''
        const item = await readAttention(sql, itemId)
        if (!item) throw (await wasAsked(sql, itemId)) ? answeredMeanwhile() : notFound('item')
        const stale = whyStale(item, body.version)
        if (stale) throw stale
        if (!item.actions.some((offered) => offered.action === body.action)) {
          throw invalid([
            {
              pointer: '/action',
              detail: `Choose one of: ${item.actions.map((offered) => offered.action).join(', ') || 'nothing; it settles by itself'}.`,
            },
          ])
        }
        const known = { ...parts, documents: read.get(asked) ?? [] }
        const said = { action: body.action, reason: body.reason ?? null }
        return { value: await settleItem(known, sql, caller.actor, item, said) }
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
