import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { isSetAside } from '../deals/set-aside-table'
import { record } from '../history/history-table'
import type { Database, Sql } from '../postgres/database'
import { lockFor, lockPlanOf } from '../schedules/change-milestone'
import { refreshTriggers } from '../schedules/refresh-triggers'
import { triggerDay } from '../schedules/trigger'
import { postponeTrigger, spendTriggers } from '../schedules/trigger-table'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import type { BillingPolicy } from './billing-policy'
import { markCompleted } from './complete-milestone'
import { latestRounds } from './round-table'
import { withdrawRound } from './withdraw-round'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly billing: BillingPolicy
}

/** How soon a day that came, but was refused, is tried again: the contract may have been raised meanwhile. */
const TRY_AGAIN_MS = 60 * 60 * 1_000

const actor = program('trigger')
const causeOf = (milestoneId: string) => `trigger:${milestoneId}`

/**
 * A milestone's day has come: it is completed, an open review ends, and billing follows the schedule's policy; work
 * that was completed before is billed now. Everything is looked at again under the schedule's lock, so that it happens
 * once, however many look and however late. What billing refuses (past the contract, say) is told to people, and tried
 * again.
 */
export async function completeOnTrigger(
  parts: Parts,
  workspaceId: string,
  milestoneId: string,
): Promise<void> {
  try {
    await parts.database.inWorkspace(workspaceId, (sql) => act(sql, parts, milestoneId))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // A milestone that is gone, or one that can't be billed: neither may be claimed again at once.
    await parts.database.inWorkspace(workspaceId, (sql) => putOff(sql, milestoneId, error))
  }
}

async function act(sql: Sql, parts: Parts, milestoneId: string): Promise<void> {
  const { milestone, schedule, before } = await lockPlanOf(sql, milestoneId)
  const { zone } = await readWorkspace(sql)
  const day = triggerDay(schedule, milestone, before, zone)
  const none = day === null || day.on > dayIn(zone, parts.clock.now())
  if (none || (await isSetAside(sql, schedule.dealId))) return refreshTriggers(sql, schedule)

  const inReview = milestone.workStatus === 'in_review'
  const round = inReview ? (await latestRounds(sql, [milestoneId])).get(milestoneId) : undefined
  if (round?.state === 'open') await withdrawRound(sql, round)
  await spendTriggers(sql, [milestoneId], day.on)
  const isCompleted = milestone.workStatus === 'completed'
  const billed = isCompleted
    ? await parts.billing.onCompleted(sql, actor, schedule, milestone)
    : await markCompleted(sql, actor, parts, { schedule, milestone, by: day.by, note: null, how: 'trigger' })
  if (isCompleted) await refreshTriggers(sql, schedule)
  await settleAttention(sql, causeOf(milestoneId), actor.who, 'billed')
  await record(sql, actor, [
    {
      what: isCompleted
        ? `The day to bill “${milestone.name}” came: ${day.by}`
        : `Completed “${milestone.name}” by its ${day.by}`,
      dealId: schedule.dealId,
      milestoneId,
      before: { workStatus: milestone.workStatus },
      after: {
        workStatus: 'completed',
        completedBy: isCompleted ? milestone.completedBy : day.by,
        ...(round?.state === 'open' && { round: `round ${round.number} ended without a decision` }),
      },
    },
    ...billed,
  ])
}

async function putOff(sql: Sql, milestoneId: string, refusal: Refusal): Promise<void> {
  if (refusal.code === 'not_found') return
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  await postponeTrigger(sql, milestoneId, TRY_AGAIN_MS)
  await raiseAttention(sql, {
    cause: causeOf(milestoneId),
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    milestoneId,
    title: `The day of “${milestone.name}” came, but it can't be billed`,
    detail: `${refusal.message} It is tried again every hour.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
