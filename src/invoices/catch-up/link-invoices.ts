import { settleMilestoneAttention } from '../../attention/attention-table'
import { settleDocumentAttention } from '../../attention/document-question-table'
import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import { type Sql, violates } from '../../postgres/database'
import { setWorkStatus } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { compareInvoice } from '../books/compare-invoice'
import type { StoredDocument } from '../books/document'
import {
  documentKey,
  linksFrom,
  type ReadDocument,
  readDocuments,
  saveDocuments,
} from '../books/document-table'
import { followLateness } from '../books/follow-lateness'
import { addUntold } from '../books/untold-document-table'
import { lookAgainBeside } from '../by-hand/look-again'
import { removeSetAside } from '../by-hand/set-aside-table'
import { lockIntentsOf, readIntent } from '../intent-table'
import { removeMonthlyDue } from '../monthly/monthly-due-table'
import { lockPreparedOfSchedule } from '../prepared/prepared-table'
import { setAsidePrepared } from '../prepared/take-prepared'
import { retainageKeyOf } from '../retainage/retainage-line'
import { markerIn } from '../sending/find-invoice'
import { askToBill } from './ask-to-bill'
import { checkLinks, type LinkAsked, type Verdict } from './check-links'
import { inSentence } from './held-invoice'
import { addLinkedIntent, keepWorkBefore } from './invoice-link-table'
import type { LinkedPart, LinkPlan } from './link-plan'
import { compareMoved, emptiedInvoices, moveBilling } from './move-billing'

/** What linking did, or would do. */
export interface LinkOutcome extends Verdict {
  /** The intents of all invoices that were asked for, those that were linked so before too. */
  readonly intentIds: readonly string[]
}

/**
 * Links invoices that people made in QuickBooks to milestones of one schedule, all or none. Each becomes a posted
 * intent that nothing is ever sent for; from then on it is followed as one of ours. Work that was still open is taken
 * as completed, without billing anything. Asking again for what is linked so already answers the present state.
 *
 * The caller holds the schedule's lock and hands in the documents as they were read a moment ago. Refuses what
 * checkLinks refuses; already_billed also when somebody else links the same at this moment.
 */
export async function linkInvoices(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: {
    readonly schedule: Schedule
    readonly links: readonly LinkAsked[]
    readonly documents: readonly ReadDocument[]
  },
): Promise<LinkOutcome> {
  const { schedule, links } = request
  const ids = links.map((link) => link.invoiceId)
  // Before any document, as a reading does: what is prepared of this work gives way below.
  await lockPreparedOfSchedule(sql, schedule.scheduleId)
  const emptied = await emptiedInvoices(
    sql,
    schedule,
    links.flatMap(({ milestoneIds }) => milestoneIds),
  )
  const stored = await storeFresh(sql, ids, request.documents, emptied)
  // What QuickBooks did not give a moment ago is gone there, whatever is held.
  const given = new Set(request.documents.map((each) => `${each.kind} ${each.quickbooksId}`))
  const missing = links.findIndex(
    ({ invoiceId }) => !given.has(`Invoice ${invoiceId}`) || !stored.has(invoiceId),
  )
  if (missing >= 0) {
    throw invalid([
      {
        pointer: `/links/${missing}/invoiceId`,
        detail: `QuickBooks has no invoice ${links[missing]?.invoiceId}. It may have been deleted.`,
      },
    ])
  }
  const verdict = await checkLinks(sql, schedule, links, stored)
  const story: Happening[] = []
  const today = dayIn((await readWorkspace(sql)).zone, clock.now())
  const intentIds = verdict.kept.map((each) => each.intentId)
  const milestoneIds = verdict.plans.flatMap(({ parts }) =>
    parts.map(({ milestone }) => milestone.milestoneId),
  )
  await setAsidePrepared(sql, actor, milestoneIds, 'linked')
  story.push(...(await moveBilling(sql, actor, schedule, verdict)))
  for (const plan of [...verdict.plans].sort(byId)) {
    const intentId = await addOnce(sql, actor, schedule, plan, today)
    intentIds.push(intentId)
    story.push(...(await takeAsDone(sql, actor, clock, schedule, intentId, plan)))
  }
  for (const plan of verdict.plans) await settleWhatAsked(sql, actor, schedule, plan)
  for (const plan of verdict.plans) story.push(...(await compareNow(sql, intentIds, plan, stored)))
  story.push(...(await compareMoved(sql, verdict.moving)))
  await lookAgainBeside(sql, intentIds)
  const expected = await followLateness(
    sql,
    verdict.plans.map(({ invoice }) => invoice.customerId),
  )
  if (verdict.plans.length > 0) await markDirty(sql, [schedule.dealId, ...expected])
  await record(sql, actor, story)
  return { ...verdict, intentIds }
}

/** In one order, so that two people who link the same invoices never wait for each other. */
const byId = (a: LinkPlan, b: LinkPlan): number =>
  a.invoice.quickbooksId.localeCompare(b.invoice.quickbooksId)

/** Stores what was just read, where it is newer than what is held, and answers what is held then. */
async function storeFresh(
  sql: Sql,
  ids: readonly string[],
  documents: readonly ReadDocument[],
  emptied: readonly string[],
): Promise<Map<string, StoredDocument>> {
  const markers = documents.flatMap(({ body }) => {
    const memo = 'PrivateNote' in body && typeof body.PrivateNote === 'string' ? body.PrivateNote : undefined
    const marker = markerIn(memo)
    return marker === null ? [] : [marker]
  })
  // Not those that hold these invoices already: they are only looked at, and a reader may want them while we wait. Those
  // that give up what they bill nothing of are changed.
  await lockIntentsOf(sql, { quickbooksIds: emptied, markers })
  await keepTouched(sql, documents)
  const held = await readDocuments(sql, 'Invoice', ids)
  return new Map([...held].filter(([, document]) => document.deletedAt === null))
}

/**
 * Stores them, and what their payments touch besides, now or before, is left to the next reading of QuickBooks: it sees a
 * payment that is held already as nothing new, and would never look at the other invoices.
 */
async function keepTouched(sql: Sql, documents: readonly ReadDocument[]): Promise<void> {
  const payments = documents.filter(({ kind }) => kind === 'Payment')
  const before = await linksFrom(
    sql,
    'Payment',
    payments.map(({ quickbooksId }) => quickbooksId),
  )
  const stored = await saveDocuments(sql, documents)
  const isNew = (paymentId: string) => stored.has(documentKey('Payment', paymentId))
  const touched = [
    ...before.filter(({ fromId }) => isNew(fromId)),
    ...payments.flatMap(({ quickbooksId, links }) => (isNew(quickbooksId) ? links : [])),
  ]
  const read = new Set(documents.filter(({ kind }) => kind === 'Invoice').map((each) => each.quickbooksId))
  const invoices = new Set(touched.filter(({ toKind }) => toKind === 'Invoice').map(({ toId }) => toId))
  await addUntold(sql, { invoices: [...invoices].filter((id) => !read.has(id)), refunds: [] })
}

async function addOnce(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  { invoice, parts, heldBack, amountMinor }: LinkPlan,
  today: string,
): Promise<string> {
  try {
    return await addLinkedIntent(
      sql,
      {
        scheduleId: schedule.scheduleId,
        dealId: schedule.dealId,
        customerId: invoice.customerId,
        issuedOn: invoice.issuedOn ?? today,
        amountMinor: amountMinor + heldBack.reduce((sum, part) => sum + part.amountMinor, 0n),
        currency: schedule.currency,
        quickbooksId: invoice.quickbooksId,
        createdBy: actor.who,
      },
      { parts, heldBack },
    )
  } catch (error) {
    if (violates(error, 'billing_intent_document')) {
      throw conflict(
        'already_billed',
        `Somebody else has linked ${inSentence(invoice)} at this moment. Nothing was linked.`,
      )
    }
    if (violates(error, 'billing_part_live')) {
      const names = parts.map((part) => `“${part.milestone.name}”`).join(', ')
      throw conflict('already_billed', `${names} is billed already, or its invoice is on its way.`)
    }
    throw error
  }
}

/** Work that is invoiced was done: what is still open becomes completed, and what it was is kept for unlinking. */
async function takeAsDone(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  intentId: string,
  plan: LinkPlan,
): Promise<Happening[]> {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const name = inSentence(plan.invoice)
  const about = ({ milestone }: LinkedPart) => ({
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
  })
  const story: Happening[] = []
  const completed = new Set<string>()
  for (const part of plan.parts) {
    const { milestone } = part
    const held = plan.heldBack.find(({ partKey }) => partKey === retainageKeyOf(part.partKey))
    story.push({
      ...about(part),
      what: `Linked ${name}, which a person made in QuickBooks, to “${milestone.name}”: it bills ${text(part.countsMinor)}${held === undefined ? '' : `, and holds back ${text(-held.amountMinor)}`}`,
      before: { billing: 'not billed' },
      after: {
        quickbooksId: plan.invoice.quickbooksId,
        docNumber: plan.invoice.docNumber,
        counts: text(part.countsMinor),
        milestone: text(part.amountMinor),
      },
    })
    if (milestone.workStatus === 'completed' || completed.has(milestone.milestoneId)) continue
    completed.add(milestone.milestoneId)
    await keepWorkBefore(sql, intentId, milestone)
    // Nobody called it done for the invoice of its month: what of it is left is asked about.
    await removeMonthlyDue(sql, [milestone.milestoneId])
    await setWorkStatus(sql, milestone.milestoneId, {
      workStatus: 'completed',
      changesRequested: false,
      completed: { at: clock.now(), by: actor.who, note: `Caught up with ${name}` },
    })
    story.push({
      ...about(part),
      what: `Completed “${milestone.name}” by catch-up: ${name} bills it`,
      before: { workStatus: milestone.workStatus },
      after: { workStatus: 'completed' },
    })
  }
  return story
}

/** Questions that the link answers; a payer whose part is still open is a new one. */
async function settleWhatAsked(sql: Sql, actor: Actor, schedule: Schedule, plan: LinkPlan): Promise<void> {
  const { quickbooksId } = plan.invoice
  await settleDocumentAttention(sql, [quickbooksId], actor.who, 'linked')
  await removeSetAside(sql, quickbooksId)
  for (const milestone of new Set(plan.parts.map((part) => part.milestone))) {
    await settleMilestoneAttention(
      sql,
      milestone.milestoneId,
      ['ready_to_bill', 'billing_blocked', 'freed'],
      actor.who,
      'linked',
    )
    await askToBill(sql, schedule, milestone)
  }
}

/** An amount that differs from the milestones' is asked about at once, as if it had been edited. */
async function compareNow(
  sql: Sql,
  intentIds: readonly string[],
  plan: LinkPlan,
  stored: ReadonlyMap<string, StoredDocument>,
): Promise<readonly Happening[]> {
  const document = stored.get(plan.invoice.quickbooksId)
  for (const intentId of intentIds) {
    const intent = await readIntent(sql, intentId)
    if (intent && document && intent.quickbooksId === plan.invoice.quickbooksId)
      return compareInvoice(sql, intent, document)
  }
  return []
}
