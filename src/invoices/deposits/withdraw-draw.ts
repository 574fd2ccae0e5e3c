import { raiseAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { freeParts, readParts } from '../billing-part-table'
import { readBilledIntents } from '../books/read-billed-intents'
import { type BillingIntent, type BillingPart, dealsOf } from '../intent'
import { setIntentState } from '../intent-table'
import { milestonesOf } from '../prepared/look-at-prepared'
import { depositAccounts, overdrawnOf, wayOf } from './deposit-account'
import { noticeOverdrawn } from './notice-overdrawn'

/**
 * The last look before an invoice that draws of a deposit leaves: when the deposit was voided, credited or lowered since,
 * so that more would come back than there is, this invoice ends, a person is asked to bill its work again, and true is
 * answered. While an invoice can't be read it goes on as it was decided.
 */
export async function withdrawDraw(sql: Sql, intent: BillingIntent): Promise<boolean> {
  // One that was sent may be there already: what became of it is found out first.
  if (intent.state !== 'queued') return false
  const parts = await readParts(sql, [intent.intentId])
  const draws = parts.filter(({ kind }) => kind === 'draw')
  if (draws.length === 0 || !(await isOverdrawn(sql, intent, draws))) return false
  await setIntentState(sql, intent.intentId, { state: 'cancelled' })
  await freeParts(sql, intent.intentId)
  await noticeOverdrawn(sql, intent, parts)
  await askToBill(sql, intent, parts)
  await markDirty(sql, dealsOf(intent))
  const amount = formatMoney(money(intent.amountMinor, intent.currency))
  await record(
    sql,
    program('Milepost'),
    dealsOf(intent).map((dealId) => ({
      what: `Did not send an invoice of ${amount}: the deposit that it draws does not count any more`,
      dealId,
    })),
  )
  return true
}

/** Whether more comes back of this customer's deposits than counts of them, by lines like these. */
async function isOverdrawn(
  sql: Sql,
  { customerId, currency }: BillingIntent,
  draws: readonly BillingPart[],
): Promise<boolean> {
  for (const scheduleId of new Set(draws.map((draw) => draw.scheduleId))) {
    const billed = (await readBilledIntents(sql, [{ scheduleId }])).get(scheduleId) ?? []
    const ways = new Set(draws.filter((draw) => draw.scheduleId === scheduleId).map(wayOf))
    const own = depositAccounts(billed, currency).filter(
      (account) => account.customerId === customerId && ways.has(account.way),
    )
    if (own.some((account) => (overdrawnOf(account) ?? 0n) > 0n)) return true
  }
  return false
}

async function askToBill(
  sql: Sql,
  { currency }: BillingIntent,
  parts: readonly BillingPart[],
): Promise<void> {
  const deals = await readDealsOfSchedules(sql, [...new Set(parts.map((part) => part.scheduleId))])
  for (const { milestoneId, scheduleId, name, amountMinor } of await milestonesOf(sql, parts)) {
    const dealId = deals.get(scheduleId)
    if (dealId === undefined) continue
    await raiseAttention(sql, {
      cause: `ready_to_bill:${milestoneId}`,
      kind: 'ready_to_bill',
      dealId,
      milestoneId,
      title: `“${name}” was not billed: the deposit that its invoice draws does not count any more`,
      detail:
        'The invoice of the deposit was voided, credited or lowered in QuickBooks before this one left. Nothing was created. ' +
        'Billed now, it draws what there is of the deposit.',
      actions: [{ action: 'bill', label: 'Create invoice' }],
      amountMinor,
      currency,
    })
  }
}
