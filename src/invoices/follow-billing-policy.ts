import type { BillingPolicy } from '../approvals/billing-policy'
import { raiseAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { closeMessage, readMessageOf } from '../outbox/outbox-table'
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
      if (delivery === 'prepare') {
        await raiseAttention(sql, {
          cause: `ready_to_bill:${milestone.milestoneId}`,
          kind: 'ready_to_bill',
          dealId: schedule.dealId,
          milestoneId: milestone.milestoneId,
          title: `“${milestone.name}” is ready to bill`,
          detail: 'This schedule waits for a bookkeeper to generate the invoice.',
          actions: [{ action: 'bill', label: 'Create invoice' }],
          amountMinor: milestone.amountMinor,
          currency: schedule.currency,
        })
        return
      }
      // Freed work is never billed again on its own: a person says so.
      if (await wasBilled(sql, milestone.milestoneId)) return
      await billMilestone(
        sql,
        { ...actor, via: `${actor.via}, schedule policy` },
        clock,
        workspace.workspaceId,
        {
          schedule,
          milestone,
          again: false,
          byPolicy: true,
        },
      )
    },

    async onTakenBack(sql, _actor, milestone, code) {
      for (const part of (await readPartsOfMilestone(sql, milestone.milestoneId)).filter(
        (each) => each.live,
      )) {
        const intent = await lockIntent(sql, part.intentId)
        if (!intent) continue
        if (intent.state !== 'queued' || code === 'reopen_forbidden') {
          throw conflict(
            code,
            intent.state === 'posted'
              ? `“${milestone.name}” is invoiced. Void the invoice in QuickBooks first; then it is free.`
              : intent.state === 'queued'
                ? `“${milestone.name}” is about to be billed. Take its completion back first; then it can be reopened.`
                : `The invoice for “${milestone.name}” is on its way to QuickBooks. Wait until it is clear, then void it there.`,
          )
        }
        await setIntentState(sql, intent.intentId, { state: 'cancelled' })
        await freeParts(sql, intent.intentId)
        const message = await readMessageOf(sql, 'invoice.create', intent.intentId)
        if (message) await closeMessage(sql, message.messageId, 'cancelled', null)
      }
    },
  }
}
