import { claimProgress, lookAtClaim } from '../../invoices/progress/claim-progress'
import { withdrawClaim } from '../../invoices/progress/withdraw-claim'
import type { Handlers } from '../contract-router'
import { previewView } from '../views/preview-view'
import type { HandlerParts } from './handler-parts'
import { showMilestone } from './milestone-handlers'

/** Billing by percent complete. */
export function progressHandlers(parts: HandlerParts): Pick<Handlers, 'claimProgress' | 'withdrawClaim'> {
  return {
    claimProgress: {
      before: ({ caller, params }) => parts.learnBillingFacts(caller.workspaceId, params['id'] ?? ''),
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        const request = { milestoneId, percent: body.percent, note: body.note || null }
        if (body.dryRun === true) {
          const seen = await lookAtClaim(sql, caller.actor, parts.clock, request)
          return { value: previewView(seen.schedule, seen.milestone, seen.outlook) }
        }
        await claimProgress(sql, caller.actor, parts.clock, request)
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    withdrawClaim: {
      async run(sql, { params, caller }) {
        const milestoneId = params['id'] ?? ''
        await withdrawClaim(sql, caller.actor, milestoneId)
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
  }
}
