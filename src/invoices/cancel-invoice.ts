import { settleAttentions } from '../attention/attention-table'
import { record } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import { markDirty } from '../outbox/deal-mirror-table'
import { closeMessage, type Message } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { readSchedule } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { freeParts, readParts } from './billing-part-table'
import { reviveBeside } from './books/compare-invoice'
import { lookAgainBeside } from './by-hand/look-again'
import { askToBill, followCreditsToBill } from './catch-up/ask-to-bill'
import { billsMilestone } from './composing/invoice-line'
import { type BillingIntent, dealsOf } from './intent'
import { setIntentState } from './intent-table'
import { noticeTooMuch } from './notice-too-much'

/**
 * Ends an invoice that never left, or that QuickBooks refused, because a person says so: what it held is free. An earlier
 * one that counts after all bills it again. Whoever cancels the invoice of a month means the invoice; what becomes of each
 * milestone on it is asked. Refuses nothing_to_cancel. Under the locks of the schedule and of the intent.
 */
export async function cancelInvoice(
  sql: Sql,
  actor: Actor,
  intent: BillingIntent,
  message: Message,
): Promise<void> {
  if (intent.state !== 'queued' && intent.state !== 'refused') {
    throw conflict(
      'nothing_to_cancel',
      'It was sent, or may have been. Only what never left, or was refused, can be cancelled.',
    )
  }
  const { intentId, amountMinor, currency, dealId } = intent
  await setIntentState(sql, intentId, { state: 'cancelled' })
  await freeParts(sql, intentId)
  await closeMessage(sql, message.messageId, 'cancelled', null)
  const causes = ['refused', 'stuck', 'unclear'].map((cause) => `${cause}:${intentId}`)
  await settleAttentions(sql, causes, actor.who, 'cancel')
  const revived = await reviveBeside(sql, intentId)
  await askAboutEach(sql, intentId, actor.who)
  await noticeTooMuch(sql, [intentId])
  await lookAgainBeside(sql, [intentId])
  await markDirty(sql, dealsOf(intent))
  const amount = formatMoney(money(amountMinor, currency))
  await record(sql, actor, [
    { what: `Cancelled an invoice of ${amount}; nothing was made in QuickBooks`, dealId },
    ...revived,
  ])
}

/** An invoice of one milestone is that milestone's, and nothing is left to ask; what is asked of its credits bills it too. */
async function askAboutEach(sql: Sql, intentId: string, who: string): Promise<void> {
  const work = (await readParts(sql, [intentId])).filter(billsMilestone)
  const schedules = new Map(work.map((part) => [part.milestoneId, part.scheduleId]))
  for (const [milestoneId, scheduleId] of schedules) {
    const schedule = await readSchedule(sql, scheduleId)
    if (milestoneId === null || schedule === null) continue
    if (schedules.size < 2) await followCreditsToBill(sql, schedule, { milestoneId }, who, 'cancel')
    else
      await askToBill(
        sql,
        schedule,
        { milestoneId },
        'The invoice that it stood on was cancelled before it left.',
      )
  }
}
