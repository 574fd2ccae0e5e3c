import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { readSchedule } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { freeParts, readParts } from '../billing-part-table'
import { reviveInvoices } from '../books/compare-invoice'
import { findBilledBeside } from '../books/find-billed-beside'
import { askToBill } from '../catch-up/ask-to-bill'
import { billsMilestone } from '../composing/invoice-line'
import { withdrawDraw } from '../deposits/withdraw-draw'
import { type BillingIntent, dealsOf } from '../intent'
import { setIntentState } from '../intent-table'
import { waitAgainBeside } from '../monthly/wait-for-month'
import { noticeTooMuch } from '../notice-too-much'
import { withdrawRelease } from '../retainage/withdraw-release'

/**
 * The last look before sending, at what is stored: when an earlier invoice of the same part counts in QuickBooks
 * after all, or what it releases or draws is not there any more, this intent ends, and true is answered. Nothing leaves
 * beside it.
 */
export async function yieldToEarlier(sql: Sql, intent: BillingIntent): Promise<boolean> {
  const earlier = await findBilledBeside(sql, intent.intentId)
  if (earlier === null) return (await withdrawRelease(sql, intent)) || (await withdrawDraw(sql, intent))
  const ended = await readParts(sql, [intent.intentId])
  await setIntentState(sql, intent.intentId, { state: 'cancelled' })
  await freeParts(sql, intent.intentId)
  const billedByIt = (await readParts(sql, [earlier.intentId])).flatMap((part) => part.milestoneId ?? [])
  await waitAgainBeside(sql, { intentId: intent.intentId, dueOn: intent.issuedOn }, billedByIt)
  const revived = await reviveInvoices(sql, [earlier.intentId])
  // It may bill nothing after all, because others of its milestones are billed by a third one.
  for (const { milestoneId, scheduleId } of ended.filter(billsMilestone)) {
    const schedule = await readSchedule(sql, scheduleId)
    if (milestoneId === null || schedule === null || !billedByIt.includes(milestoneId)) continue
    await askToBill(
      sql,
      schedule,
      { milestoneId },
      'An earlier invoice of it stands in QuickBooks: void one of the two there first.',
    )
  }
  await noticeTooMuch(sql, [intent.intentId])
  await markDirty(sql, dealsOf(intent))
  await record(sql, program('QuickBooks'), [
    {
      what: 'Did not create a second invoice: an earlier one counts in QuickBooks after all',
      dealId: intent.dealId,
      after: { quickbooksId: earlier.quickbooksId },
    },
    ...revived,
  ])
  return true
}
