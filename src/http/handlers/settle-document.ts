import type { BillingPolicy } from '../../approvals/billing-policy'
import { takeBack } from '../../approvals/take-back'
import type { OpenAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { type ReadDocument, readDocuments } from '../../invoices/books/document-table'
import { noticeByHand } from '../../invoices/by-hand/notice-by-hand'
import { readOneUnplaced, type Unplaced } from '../../invoices/by-hand/read-unplaced'
import { setAsideInvoice } from '../../invoices/by-hand/take-aside'
import { isNamed, placeWords } from '../../invoices/by-hand/unplaced-question'
import { linkInvoices } from '../../invoices/catch-up/link-invoices'
import { acceptEdit } from '../../invoices/edited/accept-edit'
import { askToRestore } from '../../invoices/edited/ask-to-restore'
import { dealsOf } from '../../invoices/intent'
import { readIntent } from '../../invoices/intent-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockSchedule } from '../../schedules/schedule-table'
import { type Actor, mayAct, whoMay } from '../../tenants/actor'
import { conflict, invalid, notFound, Refusal } from '../../tenants/refusal'
import { documentOfCause } from '../views/deal-view'

/** Actions that are done on a page or in QuickBooks: they settle nothing by themselves. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'change_payer',
  'open_change_order',
  'open_in_quickbooks',
  'place',
])

/**
 * Carries out what a person decided about an invoice that was edited, voided, deleted, copied or made by hand in
 * QuickBooks. With a change order the item stays open, because the client settles it. Null for any other action.
 */
export async function settleDocument(
  sql: Sql,
  actor: Actor,
  parts: {
    readonly clock: Clock
    readonly billing: BillingPolicy
    readonly documents: readonly ReadDocument[]
  },
  item: OpenAttention,
  { action, reason }: { readonly action: string; readonly reason: string | null },
): Promise<'settled' | { readonly changeOrderId: string } | null> {
  const { intentId, milestoneId } = item
  const quickbooksId = documentOfCause(item.cause)
  if (ELSEWHERE.has(action)) {
    throw invalid([
      {
        pointer: '/action',
        detail: 'This is done on its own page, or in QuickBooks. The item settles by itself.',
      },
    ])
  }
  if (action === 'accept_as_change_order' && intentId !== null) {
    const [order] = await acceptEdit(sql, actor, { intentId, reason })
    if (!order) throw new Error('an edit was accepted without a change order')
    return { changeOrderId: order.changeOrderId }
  }
  if (action === 'restore' && intentId !== null) {
    await askToRestore(sql, actor, { intentId })
    return 'settled'
  }
  if (action === 'leave' && item.kind === 'edited' && intentId !== null) {
    // What differs is closed by that: the deals' figures follow.
    const intent = await readIntent(sql, intentId)
    if (intent) await markDirty(sql, dealsOf(intent))
    return 'settled'
  }
  if (action === 'reopen' && milestoneId !== null) {
    if (!mayAct(actor, 'admin'))
      throw new Refusal(403, 'reopen_forbidden', `Work that was completed is reopened by ${whoMay('admin')}.`)
    if (reason === null) throw invalid([{ pointer: '/reason', detail: 'Say why the work is reopened.' }])
    await takeBack(sql, actor, parts.billing, { milestoneId, how: 'reopen', reason })
    return 'settled'
  }
  if (action === 'not_ours' && quickbooksId !== null) {
    await setAsideInvoice(sql, actor, quickbooksId)
    return 'settled'
  }
  if (action === 'link' && quickbooksId !== null) {
    await linkSuggested(sql, actor, parts, item, quickbooksId)
    return 'settled'
  }
  return null
}

/**
 * Why an invoice is not linked to what a question names: it looks like something else by now, or like nothing. The question
 * says so from then on. Null when it may be linked.
 */
export async function refreshSuggested(
  sql: Sql,
  item: OpenAttention,
  quickbooksId: string,
): Promise<Refusal | null> {
  const refusal = whyNotLinked(item, await readOneUnplaced(sql, quickbooksId))
  if (refusal !== null)
    await noticeByHand(sql, [...(await readDocuments(sql, 'Invoice', [quickbooksId])).values()])
  return refusal
}

/** A person links to what the question names and they have read: to nothing that looks more like it meanwhile. */
function whyNotLinked(item: OpenAttention, found: Unplaced | null): Refusal | null {
  const best = found?.places[0]
  if (!found || !best) {
    return conflict(
      'already_billed',
      'It looks like nothing that is still to be billed: it was linked, or billed otherwise, meanwhile. Nothing was linked.',
    )
  }
  const [twice] = found.twice
  if (twice === undefined && isNamed(item, found.invoice, best)) return null
  const now =
    twice === undefined
      ? placeWords(best)
      : `“${twice.milestone.name}” of “${twice.dealName}”, which is billed already`
  return conflict(
    'version_conflict',
    `It looks like something else by now than the question said: like ${now}. Read the question again, then decide. Nothing was linked.`,
  )
}

/** Links an invoice to what the question about it names, as long as it looks most like that. */
async function linkSuggested(
  sql: Sql,
  actor: Actor,
  { clock, documents }: { readonly clock: Clock; readonly documents: readonly ReadDocument[] },
  item: OpenAttention,
  quickbooksId: string,
): Promise<void> {
  const found = await readOneUnplaced(sql, quickbooksId)
  const refusal = whyNotLinked(item, found)
  const best = found?.places[0]
  if (refusal || !best) throw refusal ?? notFound('invoice')
  const schedule = await lockSchedule(sql, best.schedule.scheduleId)
  if (!schedule) throw notFound('schedule')
  const milestoneIds = best.milestones.map((each) => each.milestoneId)
  await linkInvoices(sql, actor, clock, {
    schedule,
    links: [{ invoiceId: quickbooksId, milestoneIds }],
    documents,
  })
}
