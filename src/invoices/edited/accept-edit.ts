import { type AcceptingOrder, readOrdersAccepting } from '../../change-orders/change-order-table'
import { draftAcceptance } from '../../change-orders/draft-acceptance'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { lockInvoice } from '../prepared/lock-invoice'
import { askAboutEdit } from './ask-about-edit'
import { milestoneChanges } from './edit'
import { milestoneSums } from './edit-words'
import { readEdit } from './read-edit'

/**
 * A person accepts what an invoice was edited to: a change order is drafted for it, one for each deal on the invoice,
 * with the milestones it bills as the invoice has them. Until the client approves it, the difference stays a difference.
 * Asked again, it answers the drafts there are. Refuses: not_found, edit_gone, edit_not_acceptable.
 */
export async function acceptEdit(
  sql: Sql,
  actor: Actor,
  request: { readonly intentId: string; readonly reason: string | null },
): Promise<readonly AcceptingOrder[]> {
  const { intentId } = request
  const intent = await lockInvoice(sql, intentId)
  const open = await readOrdersAccepting(sql, intentId)
  if (open.length > 0) return open
  const edited = await readEdit(sql, intent)
  if (edited === null) throw editGone()
  if (edited.whyNotAccepted !== null) {
    throw conflict('edit_not_acceptable', `${edited.whyNotAccepted} Nothing was changed.`)
  }
  const { edit, facts, document } = edited
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  const { decidedMinor, nowMinor } = milestoneSums(edit)
  const said = `Invoice ${facts.docNumber ?? document.quickbooksId} was edited in QuickBooks: ${text(decidedMinor)} → ${text(nowMinor ?? 0n)}`
  const changes = milestoneChanges(edit)
  const dealIds: string[] = []
  const story: Happening[] = []
  for (const scheduleId of [...new Set(changes.map((change) => change.scheduleId))].sort()) {
    const schedule = await lockSchedule(sql, scheduleId)
    if (!schedule) continue
    dealIds.push(schedule.dealId)
    const own = changes.filter((change) => change.scheduleId === scheduleId)
    const reason = request.reason ?? said
    story.push(await draftAcceptance(sql, actor, { schedule, intentId, changes: own, reason }))
  }
  await askAboutEdit(sql, intent, edited.parts, facts, document)
  await markDirty(sql, dealIds)
  await record(sql, actor, story)
  return readOrdersAccepting(sql, intentId)
}

/** Somebody put it right meanwhile. */
export const editGone = () =>
  conflict(
    'edit_gone',
    'The invoice says what was decided, or does not count any more. Look again; nothing was changed.',
  )
