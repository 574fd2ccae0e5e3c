import { randomUUID } from 'node:crypto'
import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { progressOf } from '../schedules/claim'
import { codeOf, lockWords, type Milestone, type MoneyOrShare, type Split } from '../schedules/milestone'
import { readMilestone } from '../schedules/milestone-table'
import { keepStep } from '../schedules/planning-step-table'
import { refreshTriggers } from '../schedules/refresh-triggers'
import { sameContent } from '../schedules/same-content'
import type { Schedule } from '../schedules/schedule'
import { saveSchedule } from '../schedules/schedule-table'
import { type SplitAmounts, splitAmounts, splitCodes } from '../schedules/split'
import { storeSplit } from '../schedules/split-table'
import { spendTriggers } from '../schedules/trigger-table'
import { type Actor, mayAct, whoMay } from '../tenants/actor'
import { conflict, notFound, Refusal, stale } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import type { BillingPolicy } from './billing-policy'
import { billUnlessWaiting, markCompleted } from './complete-milestone'
import { approvalOf, type Round, snapshotOf } from './round'
import { addDecision, endRound, latestRounds, readDecisions } from './round-table'

type Parts = { readonly clock: Clock; readonly billing: BillingPolicy }

/** The two milestones that one became. */
export interface SplitParts {
  readonly acceptedId: string
  readonly remainingId: string
}

/**
 * A milestone is accepted in part: it becomes N-A, with what was accepted, and N-B, with what remains; together they
 * are the whole, to the cent, and both are fixed amounts. What happens to them follows from where the work stood:
 *
 *   pending, in progress   both stay there, and nothing is billed
 *   in review              the round ends with this decision; A is completed and billed by policy, B goes back
 *   completed, not billed  A stays completed and is billed by policy; B goes back, which an admin or the owner may do
 *
 * The contract sum doesn't move, so it is allowed after the client's acceptance too. Asking the same again answers the
 * parts that are there.
 * Refuses: not_found, version_conflict, milestone_locked, wrong_status, approval_stale, not_accepted, reopen_forbidden,
 * validation_failed, over_billing.
 */
export async function splitMilestone(
  sql: Sql,
  actor: Actor,
  parts: Parts,
  request: { milestoneId: string; accepted: MoneyOrShare; reason: string; ifVersion: number | null },
): Promise<SplitParts> {
  const { milestone, schedule, before } = await lockFor(sql, request.milestoneId)
  const done = milestone.split
  if (done && done.reason === request.reason && sameContent(done.accepted, request.accepted)) {
    if (await readMilestone(sql, done.remainingId)) {
      return { acceptedId: milestone.milestoneId, remainingId: done.remainingId }
    }
  }
  if (request.ifVersion !== null && request.ifVersion !== milestone.version) throw stale('milestone')
  guard(actor, milestone, before)
  const amounts = splitAmounts(milestone.amountMinor, request.accepted, schedule.currency)
  const round = milestone.workStatus === 'in_review' ? await judge(sql, actor, schedule, milestone) : null
  const codes = splitCodes(milestone, before)
  const split: Split = {
    ...wholeOf(milestone),
    accepted: request.accepted,
    reason: request.reason,
    remainingId: randomUUID(),
  }
  const goesBack = milestone.workStatus === 'in_review' || milestone.workStatus === 'completed'
  await storeSplit(sql, {
    milestoneId: milestone.milestoneId,
    ordinal: Math.max(...before.map((each) => each.ordinal)) + 1,
    codes,
    split,
    ...amounts,
    remaining: goesBack
      ? { workStatus: 'in_progress', changesRequested: true }
      : { workStatus: milestone.workStatus, changesRequested: milestone.changesRequested },
  })
  // A day that has come has had its effect on what remains too.
  if (goesBack) await spendTriggers(sql, [split.remainingId], await readToday(sql))
  await saveSchedule(sql, schedule)
  const told = await decide(sql, actor, round, request.reason)
  const billed = await bill(sql, actor, parts, schedule, milestone.milestoneId, round)
  await refreshTriggers(sql, schedule)
  await markDirty(sql, [schedule.dealId])
  const story = splitStory(schedule, milestone, codes, amounts, { ...request, ...told })
  await record(sql, actor, [story, ...billed])
  if (!goesBack) {
    const { milestoneId, code } = milestone
    await keepStep(sql, {
      scheduleId: schedule.scheduleId,
      what: story.what,
      who: actor.who,
      before: { kind: 'split', milestoneId, code, split: milestone.split },
    })
  }
  return { acceptedId: milestone.milestoneId, remainingId: split.remainingId }
}

function guard(actor: Actor, milestone: Milestone, milestones: readonly Milestone[]): void {
  const about = { milestoneId: milestone.milestoneId }
  if (milestone.billed || progressOf(milestone).length > 0) {
    throw conflict(
      'milestone_locked',
      `“${milestone.name}” can't be split. ${lockWords(milestone) ?? ''}`,
      about,
    )
  }
  if (milestone.workStatus === 'cancelled') {
    throw conflict('wrong_status', `“${milestone.name}” was cancelled.`, about)
  }
  if (milestone.workStatus === 'completed' && !mayAct(actor, 'admin')) {
    throw new Refusal(
      403,
      'reopen_forbidden',
      `Splitting “${milestone.name}” sends a part of completed work back, which ${whoMay('admin')} may do. Ask one of them.`,
      about,
    )
  }
  if (milestones.length >= limits.milestonesPerSchedule) {
    throw conflict(
      'wrong_status',
      `A schedule has at most ${limits.milestonesPerSchedule} milestones.`,
      about,
    )
  }
}

/** The open round, if this person may end it by accepting a part of what was submitted. */
async function judge(sql: Sql, actor: Actor, schedule: Schedule, milestone: Milestone): Promise<Round> {
  const round = (await latestRounds(sql, [milestone.milestoneId])).get(milestone.milestoneId)
  if (round?.state !== 'open') throw notFound('round')
  if (snapshotOf(schedule, milestone).hash !== round.snapshotHash) {
    throw conflict(
      'approval_stale',
      'The milestone changed since it was submitted. Withdraw it and submit it again.',
    )
  }
  const { rule, approvers } = approvalOf(schedule, milestone)
  if (rule === 'all' && approvers.length > 1) {
    throw conflict(
      'not_accepted',
      `All of ${approvers.map((approver) => approver.name).join(', ')} must approve “${milestone.name}”; nobody accepts ` +
        'a part of it alone. Withdraw the review, split it, and submit the finished part.',
    )
  }
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  if (decisions.some((decision) => decision.who === actor.who)) {
    throw conflict('wrong_status', `${actor.who} has decided in this round already.`)
  }
  return round
}

/** What the whole was, and the share that its parts still stand for. */
function wholeOf({ share, shareBaseMinor, amountMinor, split }: Milestone) {
  const base = shareBaseMinor === null ? null : String(shareBaseMinor)
  const amount = String(amountMinor)
  return {
    share,
    shareBaseMinor: base,
    amountMinor: amount,
    origin:
      share !== null && base !== null
        ? { share, shareBaseMinor: base, amountMinor: amount }
        : (split?.origin ?? null),
  }
}

async function decide(
  sql: Sql,
  actor: Actor,
  round: Round | null,
  reason: string,
): Promise<{ round?: string; snapshotHash?: string }> {
  if (round === null) return {}
  await addDecision(sql, {
    roundId: round.roundId,
    who: actor.who,
    role: actor.role,
    decision: 'approve_part',
    reason,
    snapshotHash: round.snapshotHash,
    how: { via: actor.via, personId: actor.personId },
  })
  await endRound(sql, round.roundId, 'split')
  return { round: `round ${round.number} ended: a part was approved`, snapshotHash: round.snapshotHash }
}

/** The accepted part is billed by policy, where it is completed; the other statuses wait for people. */
async function bill(
  sql: Sql,
  actor: Actor,
  parts: Parts,
  schedule: Schedule,
  acceptedId: string,
  round: Round | null,
): Promise<readonly Happening[]> {
  const milestone = await readMilestone(sql, acceptedId)
  if (!milestone) throw new Error('the accepted part is there')
  if (round !== null) {
    return markCompleted(sql, actor, parts, { schedule, milestone, by: actor.who, note: round.note })
  }
  if (milestone.workStatus !== 'completed') return []
  return billUnlessWaiting(sql, actor, parts, schedule, milestone)
}

function splitStory(
  schedule: Schedule,
  whole: Milestone,
  [accepted, remaining]: readonly [string, string],
  { acceptedMinor, remainingMinor }: SplitAmounts,
  said: { accepted: MoneyOrShare; reason: string; round?: string; snapshotHash?: string },
): Happening {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const asked = 'amount' in said.accepted ? {} : { acceptedShare: shareText(said.accepted) }
  return {
    what: `Split ${codeOf(whole)} “${whole.name}” into ${accepted}, accepted, of ${text(acceptedMinor)} and ${remaining}, remaining, of ${text(remainingMinor)}`,
    dealId: schedule.dealId,
    milestoneId: whole.milestoneId,
    before: {
      code: codeOf(whole),
      amount: text(whole.amountMinor),
      ...(whole.share && { share: shareText(whole.share) }),
      workStatus: whole.workStatus,
    },
    after: {
      accepted: `${accepted} of ${text(acceptedMinor)}`,
      remaining: `${remaining} of ${text(remainingMinor)}`,
      ...asked,
      reason: said.reason,
      ...(said.round && { round: said.round, snapshotHash: said.snapshotHash }),
    },
  }
}
