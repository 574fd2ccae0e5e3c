import { completeMilestone } from '../../approvals/complete-milestone'
import { splitMilestone } from '../../approvals/split-milestone'
import { startMilestone } from '../../approvals/start-milestone'
import { type TakingBack, takeBack } from '../../approvals/take-back'
import { readMilestonePage } from '../../insight/read-milestone-page'
import type { Sql } from '../../postgres/database'
import { addMilestone, changeMilestone, removeMilestone } from '../../schedules/change-milestone'
import { orderMilestones } from '../../schedules/order-milestones'
import type { Caller } from '../authenticate'
import type { MilestoneView } from '../contract/milestone'
import type { Handlers } from '../contract-router'
import { milestoneView } from '../views/milestone-view'
import { type HandlerParts, linksOf } from './handler-parts'

type MilestoneRoutes =
  | 'addMilestone'
  | 'changeMilestone'
  | 'removeMilestone'
  | 'orderMilestones'
  | 'startMilestone'
  | 'completeMilestone'
  | 'splitMilestone'
  | 'revokeMilestone'
  | 'reopenMilestone'

/** The milestone as it is now, in the transaction that changed it. */
export async function showMilestone(
  parts: HandlerParts,
  sql: Sql,
  caller: Caller,
  milestoneId: string,
): Promise<{ value: MilestoneView; version: number }> {
  const [page, links] = await Promise.all([
    readMilestonePage(sql, parts.clock, milestoneId),
    linksOf(parts, sql, caller.workspaceId),
  ])
  const value = milestoneView(page, page.tracked, page, caller.actor, links)
  return { value, version: value.version }
}

export function milestoneHandlers(parts: HandlerParts): Pick<Handlers, MilestoneRoutes> {
  const show = (sql: Sql, caller: Caller, milestoneId: string) =>
    showMilestone(parts, sql, caller, milestoneId)
  const learn = ({ caller, params }: { caller: Caller; params: Readonly<Record<string, string>> }) =>
    parts.learnBillingFacts(caller.workspaceId, params['id'] ?? '')
  const takenBack = async (sql: Sql, caller: Caller, request: TakingBack) => {
    await takeBack(sql, caller.actor, parts.billing, request)
    return show(sql, caller, request.milestoneId)
  }
  return {
    addMilestone: {
      async run(sql, { params, body, caller }) {
        const added = await addMilestone(sql, caller.actor, { dealId: params['dealId'] ?? '', draft: body })
        return show(sql, caller, added.milestoneId)
      },
    },
    changeMilestone: {
      async run(sql, { params, body, caller, ifVersion }) {
        const milestoneId = params['id'] ?? ''
        await changeMilestone(sql, caller.actor, { milestoneId, patch: body, ifVersion })
        return show(sql, caller, milestoneId)
      },
    },
    removeMilestone: {
      async run(sql, { params, caller, ifVersion }) {
        await removeMilestone(sql, caller.actor, { milestoneId: params['id'] ?? '', ifVersion })
        return { value: {} }
      },
    },
    orderMilestones: {
      async run(sql, { params, body, caller }) {
        await orderMilestones(sql, caller.actor, { dealId: params['dealId'] ?? '', ids: body.ids })
        return { value: { ids: body.ids } }
      },
    },
    startMilestone: {
      async run(sql, { params, caller }) {
        const milestoneId = params['id'] ?? ''
        await startMilestone(sql, caller.actor, milestoneId)
        return show(sql, caller, milestoneId)
      },
    },
    completeMilestone: {
      before: learn,
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        await completeMilestone(sql, caller.actor, parts, { milestoneId, note: body.note || null })
        return show(sql, caller, milestoneId)
      },
    },
    splitMilestone: {
      before: learn,
      async run(sql, { params, body, caller, ifVersion }) {
        const { acceptedId, remainingId } = await splitMilestone(sql, caller.actor, parts, {
          milestoneId: params['id'] ?? '',
          ...body,
          ifVersion,
        })
        const accepted = await show(sql, caller, acceptedId)
        const remaining = await show(sql, caller, remainingId)
        return { value: { accepted: accepted.value, remaining: remaining.value }, version: accepted.version }
      },
    },
    revokeMilestone: {
      run: (sql, { params, body: { reason, tellClient = false }, caller }) =>
        takenBack(sql, caller, { milestoneId: params['id'] ?? '', how: 'revoke', reason, tellClient }),
    },
    reopenMilestone: {
      run: (sql, { params, body: { reason }, caller }) =>
        takenBack(sql, caller, { milestoneId: params['id'] ?? '', how: 'reopen', reason }),
    },
  }
}
