import { endAttentions, settleAttentions } from '../attention/attention-table'
import { askSignersAgain } from '../change-orders/ask-signers-again'
import { orderName } from '../change-orders/change-order'
import { askMovedSigner, moveSigner } from '../change-orders/move-signer'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { mailsOfOrder, mailsOfRounds } from '../mail/mail-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { addMove } from '../schedules/address-move-table'
import { type AddressMove, alreadyThere, movedApprovers } from '../schedules/approver-address'
import type { Milestone } from '../schedules/milestone'
import { readMilestones } from '../schedules/milestone-table'
import { movePlannedApprover } from '../schedules/move-planned-approver'
import type { Approver, Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import { readDecisions } from './decision-table'
import { askAgain } from './mails/ask-by-mail'
import { mailCause } from './mails/settle-delivery'
import { tellOfTakingBackThere } from './mails/tell-there'
import { endLinksOf, lockRound } from './open-links'
import { type Round, sameEmail, waitingFor } from './round'
import { latestRounds, readRounds, saveApprovers } from './round-table'
import { unreachedCause } from './windows/answer-window'
import { dropWindow } from './windows/answer-window-table'
import { refreshWindow } from './windows/refresh-window'

/**
 * Asks an approver of an open round at another address: whoever reads the old one is out of the deal at once. Everything of
 * the deal that waits for their answer, other work and change orders too, is asked at the new one, by e-mails with new links,
 * and their time to answer begins anew as they arrive. What was shown and what was answered stays as it is; the plan that
 * named them so asks them there from now on.
 * Refuses: not_found, wrong_status (they have answered, or the round has ended), validation_failed (`/email`: it is theirs
 * already, or another approver's beside them).
 */
export async function changeAddress(
  sql: Sql,
  actor: Actor,
  { clock }: { readonly clock: Clock },
  request: { readonly roundId: string; readonly approverId: string; readonly email: string },
): Promise<void> {
  const { round, schedule } = await lockRound(sql, request.roundId)
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
  if (sameEmail(before.email, request.email))
    throw invalid([{ pointer: '/email', detail: `${before.name} is asked at this address already.` }])

  const move = { from: before.email, to: request.email }
  const asked = await openAskings(sql, schedule, round.roundId, move)
  for (const each of asked) refuseTaken(each, round.roundId, move)
  await addMove(sql, schedule.scheduleId, move)
  const isPlanned = await movePlannedApprover(sql, schedule, move)
  const { moved, named } = await moveSigner(sql, schedule, move)
  const ended = await endLinksOf(sql, actor, clock, schedule.scheduleId, before.email)
  for (const each of asked) {
    const why = `${each.approver.name} is asked at another address now.`
    await saveApprovers(sql, each.round.roundId, each.round.approvers)
    await dropWindow(sql, each.round.roundId, each.approver.id, why)
    await refreshWindow(sql, each.round, clock.now())
  }

  const causes: string[] = []
  for (const each of asked) causes.push(...(await mailCauses(sql, each)))
  for (const { order, approver } of moved) {
    const mails = await mailsOfOrder(sql, order.changeOrderId)
    const theirs = mails.filter(
      ({ kind, approverId }) => kind === 'order_asked' && approverId === approver.id,
    )
    causes.push(...theirs.map(mailCause))
  }
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const rounds = await readRounds(
    sql,
    milestones.map(({ milestoneId }) => milestoneId),
  )
  causes.push(...(await tellOfTakingBackThere(sql, schedule.scheduleId, rounds, move)).map(mailCause))
  const unreached = asked.map((each) => unreachedCause(each.round, each.approver.id))
  await endAttentions(sql, unreached, actor.who, 'asked at another address')
  await settleAttentions(sql, causes, actor.who, 'asked at another address')
  for (const each of asked) await askAgain(sql, schedule.dealId, each.round, each.approver)
  const again = await askSignersAgain(sql, schedule)
  for (const each of moved) if (each.waits) await askMovedSigner(sql, schedule.dealId, each)

  await announceDeals(sql, [schedule.dealId])
  const told = { dealId: schedule.dealId, before: { email: move.from } }
  await record(sql, actor, [
    ...asked.map(({ round: { roundId }, milestone, approver }) => ({
      ...told,
      what: `Changed the address of ${approver.name}, who is asked about “${milestone.name}”`,
      milestoneId: milestone.milestoneId,
      after: {
        email: move.to,
        ...(roundId === round.roundId && ended > 0 && { linksEnded: ended }),
        ...(roundId === round.roundId &&
          (isPlanned || named) && { planned: 'The plan asks them there from now on.' }),
      },
    })),
    ...moved.map(({ order, approver }) => ({
      ...told,
      what: `Changed the address of ${approver.name}, who is asked to sign ${orderName(order)}`,
      after: { email: move.to },
    })),
    ...again,
  ])
}

/** An open round that waits for the one who moves, with the new address in both. */
interface Asking {
  readonly milestone: Milestone
  readonly before: Round
  readonly round: Round
  readonly approver: Approver
}

/** Every open round of the deal that waits for whoever is asked at this address, the one that was named first. */
async function openAskings(
  sql: Sql,
  { scheduleId }: Schedule,
  roundId: string,
  move: AddressMove,
): Promise<Asking[]> {
  const milestones = await readMilestones(sql, [scheduleId])
  const rounds = await latestRounds(
    sql,
    milestones.map(({ milestoneId }) => milestoneId),
  )
  const decisions = await readDecisions(
    sql,
    [...rounds.values()].map((each) => each.roundId),
  )
  const asked = milestones.flatMap((milestone): Asking[] => {
    const before = rounds.get(milestone.milestoneId)
    if (before?.state !== 'open') return []
    const waiting = waitingFor(before, decisions.get(before.roundId) ?? [])
    const approver = waiting.find(({ email }) => sameEmail(email, move.from))
    if (!approver) return []
    const round = { ...before, approvers: movedApprovers(before.approvers, move) }
    return [{ milestone, before, round, approver: { ...approver, email: move.to } }]
  })
  const isNamed = ({ round }: Asking) => round.roundId === roundId
  return [...asked.filter(isNamed), ...asked.filter((each) => !isNamed(each))]
}

/** An address is one person's: by it a link is told whose it is. */
function refuseTaken({ before, milestone }: Asking, roundId: string, move: AddressMove): void {
  const other = alreadyThere(before.approvers, move)
  if (!other) return
  const about = before.roundId === roundId ? '' : ` about “${milestone.name}”`
  throw invalid([{ pointer: '/email', detail: `${other.name} is asked at this address${about}.` }])
}

/** What is asked of people about e-mails that went to the old address. */
async function mailCauses(sql: Sql, { round, approver }: Asking): Promise<string[]> {
  const mails = await mailsOfRounds(sql, [round.roundId])
  return mails.filter(({ approverId }) => approverId === approver.id).map(mailCause)
}
