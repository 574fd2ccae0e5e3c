import { randomUUID } from 'node:crypto'
import { limits } from '../../config/limits'
import { type Happening, record } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockPlanOf } from '../schedules/change-milestone'
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
import type { DecideParts } from './after-approval'
import { checkRound, type Reviewed } from './check-round'
import { billUnlessWaiting, markCompleted } from './complete-milestone'
import { readDecisions } from './decision-table'
import { type Judge, judgeHere, pastCapOf } from './judge'
import { keepDecision } from './keep-decision'
import { type Decision, type Round, withRole } from './round'
import { endRound, latestRounds } from './round-table'
import { tellPart } from './tell-part'
import { refusePart } from './verdict'

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
 * `judge` is who decides a round, where that is known; otherwise it is the actor, or whom they record.
 * Refuses: not_found, version_conflict, milestone_locked, wrong_status, approval_stale, not_accepted, not_an_approver,
 * reopen_forbidden, validation_failed, over_billing.
 */
export async function splitMilestone(
  sql: Sql,
  actor: Actor,
  parts: DecideParts,
  request: {
    milestoneId: string
    accepted: MoneyOrShare
    reason: string
    ifVersion: number | null
    judge?: Judge
  },
): Promise<SplitParts> {
  const { milestone, schedule, before } = await lockPlanOf(sql, request.milestoneId)
  const done = milestone.split
  if (done && done.reason === request.reason && sameContent(done.accepted, request.accepted)) {
    if (await readMilestone(sql, done.remainingId)) {
      return { acceptedId: milestone.milestoneId, remainingId: done.remainingId }
    }
  }
  if (request.ifVersion !== null && request.ifVersion !== milestone.version) throw stale('milestone')
  guard(actor, milestone, before)
  const amounts = splitAmounts(milestone.amountMinor, request.accepted, schedule.currency)
  const judged =
    milestone.workStatus === 'in_review' ? await judge(sql, actor, { schedule, milestone }, request) : null
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
  const decision = judged && (await decide(sql, schedule, judged, request))
  const billed = await bill(sql, actor, parts, schedule, milestone.milestoneId, judged)
  await refreshTriggers(sql, schedule)
  if (judged && decision) {
    const remaining = { milestoneId: split.remainingId, code: codes[1] }
    await tellPart(sql, { schedule, milestone, round: judged.round }, decision, remaining)
  }
  await markDirty(sql, [schedule.dealId])
  const story = splitStory(schedule, milestone, codes, amounts, {
    ...request,
    judged,
    decision,
  })
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

interface Judged {
  readonly round: Round
  readonly judge: Judge
}

/** The open round, and as whom this person ends it by accepting a part of what was submitted. */
async function judge(
  sql: Sql,
  actor: Actor,
  work: Pick<Reviewed, 'schedule' | 'milestone'>,
  request: { reason: string; accepted: MoneyOrShare; judge?: Judge },
): Promise<Judged> {
  const { milestoneId } = work.milestone
  const round = (await latestRounds(sql, [milestoneId])).get(milestoneId)
  if (round?.state !== 'open') throw notFound('round')
  refusePart(round)
  const said = { approverId: null, on: null, reason: request.reason, fileIds: [] }
  const answered = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const chosen = request.judge ?? judgeHere(round, answered, actor, said, await readToday(sql))
  await checkRound(sql, { ...work, round }, chosen, splitVerdict(request))
  return { round, judge: chosen }
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

const splitVerdict = ({ accepted, reason }: { accepted: MoneyOrShare; reason: string }) =>
  ({ decision: 'approve_part', outcome: 'split', accepted, reason: reason || null }) as const

async function decide(
  sql: Sql,
  schedule: Schedule,
  { round, judge: by }: Judged,
  request: { accepted: MoneyOrShare; reason: string },
): Promise<Decision> {
  const decision = await keepDecision(sql, schedule, round, by, splitVerdict(request))
  await endRound(sql, round.roundId, 'split')
  return decision
}

/** The accepted part is billed by policy, where it is completed; the other statuses wait for people. */
async function bill(
  sql: Sql,
  actor: Actor,
  parts: DecideParts,
  schedule: Schedule,
  acceptedId: string,
  judged: Judged | null,
): Promise<readonly Happening[]> {
  const milestone = await readMilestone(sql, acceptedId)
  if (!milestone) throw new Error('the accepted part is there')
  if (judged === null) {
    return milestone.workStatus === 'completed'
      ? billUnlessWaiting(sql, actor, parts, { schedule, milestone })
      : []
  }
  const { round, judge: by } = judged
  const name = by.approverId === null ? by.who : withRole(by.who, by.role)
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const proven = await parts.afterApproval?.(sql, { schedule, milestone, round, decisions })
  const billed = await markCompleted(sql, actor, parts, {
    schedule,
    milestone,
    by: name,
    note: round.note,
    pastCap: pastCapOf(by),
  })
  return [...billed, ...(proven ?? [])]
}

function splitStory(
  schedule: Schedule,
  whole: Milestone,
  [accepted, remaining]: readonly [string, string],
  { acceptedMinor, remainingMinor }: SplitAmounts,
  said: { accepted: MoneyOrShare; reason: string; judged: Judged | null; decision: Decision | null },
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
      ...(said.judged && {
        round: `round ${said.judged.round.number} ended: a part was approved`,
        decidedBy: withRole(said.judged.judge.who, said.judged.judge.role),
        ...(said.decision?.recordedBy != null && { recordedBy: said.decision.recordedBy }),
        snapshotHash: said.judged.round.snapshotHash,
      }),
    },
  }
}
