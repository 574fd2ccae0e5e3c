import { endAttentions, settleAttentions } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { mailsOfRounds } from '../mail/mail-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { saveMilestones } from '../schedules/milestone-table'
import type { Approver, Schedule } from '../schedules/schedule'
import { saveSchedule } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import { readDecisions } from './decision-table'
import { askAgain } from './mails/ask-by-mail'
import { mailCause } from './mails/settle-delivery'
import { endLinksOf, lockRound } from './open-links'
import { sameEmail } from './round'
import { saveApprovers } from './round-table'
import { unreachedCause } from './windows/answer-window'
import { dropWindow } from './windows/answer-window-table'
import { refreshWindow } from './windows/refresh-window'
import { stopWithoutLink } from './windows/stop-window'

/**
 * Asks an approver of an open round at another address: whoever reads the old one is out of the deal at once, an e-mail with
 * a new link goes to the new one, and their time to answer begins anew when it arrives. What was shown and what others
 * answered stays as it is; the plan that named them so asks them there from now on.
 * Refuses: not_found, wrong_status (they have answered, or the round has ended), validation_failed (`/email`: it is theirs
 * already, or another approver's).
 */
export async function changeAddress(
  sql: Sql,
  actor: Actor,
  { clock }: { readonly clock: Clock },
  request: { readonly roundId: string; readonly approverId: string; readonly email: string },
): Promise<void> {
  const { round, schedule, milestone } = await lockRound(sql, request.roundId)
  const before = round.approvers.find(({ id }) => id === request.approverId)
  if (!before) throw notFound('approver')
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  if (decisions.some(({ approverId }) => approverId === before.id)) {
    throw conflict(
      'wrong_status',
      `${before.name} has answered in this round already, from ${before.email}: that stays as it was. ` +
        'For later rounds change the address in the plan.',
    )
  }
  checkFree(before, request.email, round.approvers)

  const after = { ...before, email: request.email }
  const approvers = round.approvers.map((each) => (each.id === before.id ? after : each))
  await saveApprovers(sql, round.roundId, approvers)
  const planned = await mendPlan(sql, schedule, milestone, before, request.email)
  const ended = await endLinksOf(sql, actor, clock, schedule.scheduleId, before.email)

  const why = `${before.name} is asked at another address now.`
  await dropWindow(sql, round.roundId, before.id, why)
  const now = { ...round, approvers }
  await refreshWindow(sql, now, clock.now())
  // Other work of this deal may ask the same person, where they can't answer any more.
  const stopped = await stopWithoutLink(sql, clock, schedule, before)
  await endAttentions(sql, [unreachedCause(round, before.id)], actor.who, 'asked at another address')
  const mails = (await mailsOfRounds(sql, [round.roundId])).filter(
    ({ approverId }) => approverId === before.id,
  )
  await settleAttentions(sql, mails.map(mailCause), actor.who, 'asked at another address')
  await askAgain(sql, schedule.dealId, now, after)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Changed the address of ${before.name}, who is asked about “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { email: before.email },
      after: {
        email: after.email,
        ...(ended > 0 && { linksEnded: ended }),
        ...(planned && { planned: 'The plan asks them there from now on.' }),
        ...(stopped.length > 0 && { canNotAnswerAnyMore: stopped }),
      },
    },
  ])
}

/** An address is one person's: by it a link is told whose it is. */
function checkFree(approver: Approver, email: string, approvers: readonly Approver[]): void {
  const refuse = (detail: string) => invalid([{ pointer: '/email', detail }])
  if (sameEmail(approver.email, email)) throw refuse(`${approver.name} is asked at this address already.`)
  const other = approvers.find((each) => sameEmail(each.email, email))
  if (other) throw refuse(`${other.name} is asked at this address.`)
}

/** Whoever is asked wrongly once would be asked wrongly again. Answers whether the plan that was asked by named them so. */
async function mendPlan(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  before: Approver,
  email: string,
): Promise<boolean> {
  const own = milestone.details.approval
  const rule = own ?? schedule.terms.approval
  const isThem = (each: Approver) => sameEmail(each.email, before.email)
  if (!rule.approvers.some(isThem) || rule.approvers.some((each) => sameEmail(each.email, email)))
    return false
  const approval = {
    ...rule,
    approvers: rule.approvers.map((each) => (isThem(each) ? { ...each, email } : each)),
  }
  if (own)
    await saveMilestones(sql, schedule.scheduleId, [
      { ...milestone, details: { ...milestone.details, approval } },
    ])
  else await saveSchedule(sql, { ...schedule, terms: { ...schedule.terms, approval } })
  return true
}
