import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import type { Database } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { listBlockedByRemoval } from './blocked-by-removal-table'
import { billingByPolicy } from './follow-billing-policy'

const us = program('HubSpot')

/**
 * A deal that was deleted in HubSpot is back: work that was completed meanwhile is billed as its plan says, as it would
 * have been then. What else is in its way is asked about as always.
 */
export async function billRestored(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  const within = parts.database.inWorkspace
  for (const milestoneId of await within(workspaceId, listBlockedByRemoval)) {
    await within(workspaceId, async (sql) => {
      const { milestone, schedule } = await lockFor(sql, milestoneId)
      if (milestone.workStatus !== 'completed') return
      const billing = billingByPolicy(parts.clock)
      await record(sql, us, await billing.onCompleted(sql, us, schedule, milestone, 'blocked'))
    }).catch((error: unknown) => {
      // Nothing was changed; the question stays open, and a person sees why.
      if (!(error instanceof Refusal)) throw error
    })
  }
}
