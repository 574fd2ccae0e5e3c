import type { BillingPolicy } from '../approvals/billing-policy'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { closeMessage, readMessageOf } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { conflict } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { billMilestone } from './bill-milestone'
import { freeParts, readPartsOfMilestone } from './billing-part-table'
import { wasFreed } from './earlier-billing-table'
import type { IntentState } from './intent'
import { lockIntents, setIntentState } from './intent-table'
import { readMilestoneParts } from './look-ahead'

/** What judging work means for billing: the schedule's delivery decides whether an invoice goes by itself. */
export function billingByPolicy(clock: Clock): BillingPolicy {
  return {
    async onCompleted(sql, actor, schedule, milestone) {
      const workspace = await readWorkspace(sql)
      const delivery = schedule.terms.delivery ?? workspace.settings.delivery
      // An invoice that counts in QuickBooks after all bills it already.
      const { unbilled } = await readMilestoneParts(sql, schedule, milestone)
      if (unbilled.length === 0) return []
      // Work that was billed before and freed is never billed again on its own: a person says so.
      const again = await wasFreed(sql, milestone.milestoneId)
      if (delivery === 'prepare' || again) {
        const leftMinor = unbilled.reduce((sum, part) => sum + part.amountMinor, 0n)
        await raiseReady(sql, schedule, milestone, leftMinor, again)
        return []
      }
      return billMilestone(sql, actor, clock, {
        schedule,
        milestone,
        again: false,
        byPolicy: true,
      })
    },

    async onTakenBack(sql, actor, milestone, code) {
      const live = (await readPartsOfMilestone(sql, milestone.milestoneId)).filter((part) => part.live)
      const intents = await lockIntents(
        sql,
        live.map((part) => part.intentId),
      )
      // One invoice that left holds all of it: what several payers are billed is taken back together, or not.
      const has = (...states: readonly IntentState[]) => intents.some(({ state }) => states.includes(state))
      const about = `“${milestone.name}”`
      if (intents.some(({ state, origin }) => state === 'posted' && origin === 'linked'))
        throw conflict(code, `${about} is billed by an invoice that was linked to it. Unlink that first.`)
      if (has('posted'))
        throw conflict(code, `${about} is invoiced. Void the invoice in QuickBooks first; then it is free.`)
      if (has('sending', 'unclear'))
        throw conflict(
          code,
          `The invoice for ${about} is on its way to QuickBooks. Wait until it is clear, then void it there.`,
        )
      if (intents.length > 0 && code === 'reopen_forbidden')
        throw conflict(
          code,
          `${about} is about to be billed. Take its completion back first; then it can be reopened.`,
        )
      for (const intent of intents) {
        await setIntentState(sql, intent.intentId, { state: 'cancelled' })
        await freeParts(sql, intent.intentId)
        const message = await readMessageOf(sql, 'invoice.create', intent.intentId)
        if (message) await closeMessage(sql, message.messageId, 'cancelled', null)
        await settleAttention(sql, `refused:${intent.intentId}`, actor.who, 'taken back')
      }
    },
  }
}

async function raiseReady(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  leftMinor: bigint,
  again: boolean,
): Promise<void> {
  await raiseAttention(sql, {
    cause: `ready_to_bill:${milestone.milestoneId}`,
    kind: 'ready_to_bill',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” is ready to bill`,
    detail: again
      ? 'It was billed before, and that invoice was voided or deleted. Bill it again when that is right.'
      : 'This schedule waits for a bookkeeper to generate the invoice.',
    actions: [
      again ? { action: 'bill_again', label: 'Bill again' } : { action: 'bill', label: 'Create invoice' },
    ],
    amountMinor: leftMinor,
    currency: schedule.currency,
  })
}
