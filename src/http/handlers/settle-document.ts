import type { BillingPolicy } from '../../approvals/billing-policy'
import { takeBack } from '../../approvals/take-back'
import type { OpenAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import type { ReadDocument } from '../../invoices/books/document-table'
import { readOneUnplaced } from '../../invoices/by-hand/read-unplaced'
import { setAsideInvoice } from '../../invoices/by-hand/take-aside'
import { linkInvoices } from '../../invoices/catch-up/link-invoices'
import { acceptEdit } from '../../invoices/edited/accept-edit'
import { askToRestore } from '../../invoices/edited/ask-to-restore'
import type { Sql } from '../../postgres/database'
import { lockSchedule } from '../../schedules/schedule-table'
import { type Actor, mayAct, whoMay } from '../../tenants/actor'
import { conflict, invalid, notFound, Refusal } from '../../tenants/refusal'
import { documentOfCause } from '../views/deal-view'

/** Actions that are done on a page or in QuickBooks: they settle nothing by themselves. */
const ELSEWHERE: ReadonlySet<string> = new Set(['open_change_order', 'open_in_quickbooks', 'place'])

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
    await linkSuggested(sql, actor, parts, quickbooksId)
    return 'settled'
  }
  return null
}

/** Links an invoice to what it looks like most, as it is in QuickBooks now. */
async function linkSuggested(
  sql: Sql,
  actor: Actor,
  { clock, documents }: { readonly clock: Clock; readonly documents: readonly ReadDocument[] },
  quickbooksId: string,
): Promise<void> {
  const best = (await readOneUnplaced(sql, quickbooksId))?.places[0]
  if (!best) {
    throw conflict(
      'already_billed',
      'It looks like nothing that is still to be billed: it was linked, or billed otherwise, meanwhile. Nothing was linked.',
    )
  }
  const schedule = await lockSchedule(sql, best.schedule.scheduleId)
  if (!schedule) throw notFound('schedule')
  const milestoneIds = best.milestones.map((each) => each.milestoneId)
  await linkInvoices(sql, actor, clock, {
    schedule,
    links: [{ invoiceId: quickbooksId, milestoneIds }],
    documents,
  })
}
