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
import { freeParts, lockIntent, readPartsOfMilestone, setIntentState, wasBilled } from './intent-table'

/** What judging work means for billing: the schedule's delivery decides whether an invoice goes by itself. */
export function billingByPolicy(clock: Clock): BillingPolicy {
  return {
    async onCompleted(sql, actor, schedule, milestone) {
      const workspace = await readWorkspace(sql)
      const delivery = schedule.terms.delivery ?? workspace.settings.delivery
      // Work that was billed before and freed is never billed again on its own: a person says so.
      const again = await wasBilled(sql, milestone.milestoneId)
      if (delivery === 'prepare' || again) {
        await raiseReady(sql, schedule, milestone, again)
        return []
      }
      return billMilestone(sql, actor, clock, workspace.workspaceId, {
        schedule,
        milestone,
        again: false,
        byPolicy: true,
      })
    },

    async onTakenBack(sql, actor, milestone, code) {
      for (const part of (await readPartsOfMilestone(sql, milestone.milestoneId)).filter(
        (each) => each.live,
      )) {
        const intent = await lockIntent(sql, part.intentId)
        if (!intent) continue
        const neverSent = intent.state === 'queued' || intent.state === 'refused'
        if (!neverSent || code === 'reopen_forbidden') {
          throw conflict(
            code,
            intent.state === 'posted'
              ? `“${milestone.name}” is invoiced. Void the invoice in QuickBooks first; then it is free.`
              : neverSent
                ? `“${milestone.name}” is about to be billed. Take its completion back first; then it can be reopened.`
                : `The invoice for “${milestone.name}” is on its way to QuickBooks. Wait until it is clear, then void it there.`,
          )
        }
        await setIntentState(sql, intent.intentId, { state: 'cancelled' })
        await freeParts(sql, intent.intentId)
        const message = await readMessageOf(sql, 'invoice.create', intent.intentId)
        if (message) await closeMessage(sql, message.messageId, 'cancelled', null)
        await settleAttention(sql, `refused:${intent.intentId}`, actor.who, 'taken back')
      }
    },
  }
}

async function raiseReady(sql: Sql, schedule: Schedule, milestone: Milestone, again: boolean): Promise<void> {
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
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
