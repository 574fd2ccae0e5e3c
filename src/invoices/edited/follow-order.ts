import { type ChangeOrder, orderName } from '../../change-orders/change-order'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readSchedule } from '../../schedules/schedule-table'
import { conflict } from '../../tenants/refusal'
import { readParts, setPartAmounts } from '../billing-part-table'
import type { BillingIntent } from '../intent'
import { lockIntents, setAmount } from '../intent-table'
import { followChanged } from '../sending/follow-changed'
import { askAboutEdit } from './ask-about-edit'
import { milestoneChanges } from './edit'
import { followMilestone } from './follow-milestone'
import { type EditedInvoice, readEdit } from './read-edit'

/**
 * What a change order that accepts edited invoices means for them: approved, what they bill is what was decided; anything
 * else only changes what people are asked. Under the schedule's lock. Refuses change_order_conflict where an invoice was
 * edited again, paid back or voided meanwhile.
 */
export async function followOrder(sql: Sql, order: ChangeOrder): Promise<void> {
  const ids = [...new Set(order.lines.flatMap(({ accepts }) => accepts ?? []))]
  for (const intent of await lockIntents(sql, ids)) {
    const edited = await readEdit(sql, intent)
    if (order.state === 'approved') await agree(sql, order, intent, edited)
    if (edited === null) continue
    const parts = await readParts(sql, [intent.intentId])
    await askAboutEdit(sql, intent, parts, edited.facts, edited.document)
    // An e-mail, or a file, may have waited for the client to agree.
    await followChanged(sql, intent, parts, edited.facts)
  }
}

/** What the invoice bills of this order's deal becomes what was decided of it. */
async function agree(
  sql: Sql,
  order: ChangeOrder,
  intent: BillingIntent,
  edited: EditedInvoice | null,
): Promise<void> {
  const lines = order.lines.filter(({ accepts }) => accepts === intent.intentId)
  const changes = edited === null ? [] : milestoneChanges(edited.edit)
  const own = changes.filter(({ scheduleId }) => scheduleId === order.scheduleId)
  const fits = lines.every(({ milestoneId, amountMinor, beforeMinor }) => {
    const change = own.find((each) => each.milestoneId === milestoneId)
    return change?.byMinor === amountMinor - beforeMinor
  })
  if (edited === null || !fits || own.length !== lines.length) throw editedAgain(order, lines[0]?.milestoneId)
  if (edited.whyNotAccepted !== null)
    throw conflict(
      'change_order_conflict',
      `${orderName(order)}: ${edited.whyNotAccepted} Nothing was changed.`,
    )
  const moved = edited.edit.lines.filter(
    ({ part, nowMinor, decidedMinor }) => part.scheduleId === order.scheduleId && nowMinor !== decidedMinor,
  )
  await setPartAmounts(
    sql,
    intent.intentId,
    new Map(moved.map(({ part, nowMinor, decidedMinor }) => [part.partKey, nowMinor ?? decidedMinor])),
  )
  const now = edited.edit.lines.map((line) =>
    moved.includes(line) ? (line.nowMinor ?? 0n) : line.decidedMinor,
  )
  await setAmount(sql, intent.intentId, {
    amountMinor: now.reduce((sum, minor) => sum + minor, 0n),
    sizeMinor: now.reduce((sum, minor) => sum + (minor < 0n ? -minor : minor), 0n),
  })
  const schedule = await readSchedule(sql, order.scheduleId)
  if (!schedule) return
  for (const milestoneId of new Set(moved.flatMap(({ part }) => part.milestoneId ?? []))) {
    const of = moved.filter(({ part }) => part.milestoneId === milestoneId)
    await followMilestone(sql, schedule, milestoneId, of)
  }
}

function editedAgain(order: ChangeOrder, milestoneId: string | undefined) {
  const line = order.lines.find((each) => each.milestoneId === milestoneId)
  const to = line ? formatMoney(money(line.amountMinor, order.currency)) : 'what it was'
  return conflict(
    'change_order_conflict',
    `${orderName(order)} accepts an invoice that does not bill ${to} of its milestone any more. Withdraw it, and look at ` +
      'the invoice again. Nothing was changed.',
    { milestoneId },
  )
}
