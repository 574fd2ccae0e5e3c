import { orderName } from '../change-orders/change-order'
import { readChangeOrder } from '../change-orders/change-order-table'
import { readAsked } from '../change-orders/order-answer-table'
import { takeAnswer } from '../change-orders/take-answer'
import { unfitFor } from '../change-orders/unfit-order'
import type { Clock } from '../clock/clock'
import { filesInDatabase, type KeepsFiles } from '../documents/file-store'
import { record } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { readMilestone } from '../schedules/milestone-table'
import { lockSchedule } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import type { LinkCame } from '../tenants/link-came'
import { conflict, notFound, Refusal } from '../tenants/refusal'
import type { DecideParts } from './after-approval'
import { applyDecision } from './apply-decision'
import { attachReply, type GivenFile } from './attach-reply'
import { readDecisions } from './decision-table'
import { notAnApprover } from './judge'
import { holderAmong } from './open-links'
import { isLive, noSuchLink, type PortalLink } from './portal-link'
import { readLink } from './portal-link-table'
import { readRounds } from './round-table'
import { markOf, wasShown } from './shown-version'
import type { Verdict } from './verdict'

/** An answer by link: what the page showed, the signature that was typed, and where it came from. */
export interface LinkAnswer {
  readonly version: string
  readonly signedName: string
  readonly ip: string | null
  readonly userAgent: string | null
  /** What was sent along, for a milestone. */
  readonly files?: readonly GivenFile[]
}

const cameOf = ({ sentBy, openedBy }: PortalLink): LinkCame => ({ sentBy, by: openedBy })

/** Who acts through a link: with no right but to answer what they are asked. */
export const actorOf = (link: PortalLink): Actor => ({
  personId: null,
  who: link.name,
  role: 'viewer',
  email: link.email,
  via: 'portal',
})

/**
 * An approver answers by their own link. The page's version says which round it showed: what was shown is what is signed.
 * Asking the same twice answers the present state.
 * Refuses: not_found (also another deal's milestone, and a link that has ended), approval_stale, not_an_approver, wrong_status, not_accepted,
 * validation_failed, too_many_files, storage_full.
 */
export async function decideByLink(
  sql: Sql,
  parts: DecideParts & KeepsFiles,
  link: PortalLink,
  request: LinkAnswer & { milestoneId: string; verdict: Verdict },
): Promise<void> {
  if ((await readMilestone(sql, request.milestoneId))?.scheduleId !== link.scheduleId)
    throw notFound('milestone')
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  await refuseEnded(sql, parts.clock, link)
  const rounds = await readRounds(sql, [milestone.milestoneId])
  const round = rounds.find(({ roundId, snapshotHash }) =>
    wasShown(request.version, markOf(roundId, snapshotHash)),
  )
  if (!round) throw staleAnswer()
  const approver = holderAmong(round.approvers, link)
  if (!approver) throw notAnApprover(round, null)
  const { ip, userAgent, signedName, verdict } = request
  const actor = actorOf(link)
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  // Pressed twice: what is there says it all, and no file comes twice.
  const given = decisions.some(({ approverId }) => approverId === approver.id) ? [] : (request.files ?? [])
  const store = (parts.files ?? filesInDatabase).at(sql)
  const about = { schedule, round, approverId: approver.id, decision: verdict.decision }
  const reply = await attachReply(sql, actor, store, about, given)
  const judge = {
    approverId: approver.id,
    who: approver.name,
    role: approver.role,
    recordedBy: null,
    recordedOn: null,
    signedName,
    fileIds: reply.fileIds,
    how: { via: 'portal', linkId: link.linkId, link: cameOf(link), ip, userAgent },
  }
  await applyDecision(sql, actor, parts, { schedule, milestone, round }, judge, verdict)
  await record(sql, actor, reply.happened)
}

/**
 * Under the schedule's lock, which whoever revokes a link holds: one that ended while its answer waited decides nothing, and
 * is told as one that never was.
 */
async function refuseEnded(sql: Sql, clock: Clock, { linkId }: PortalLink): Promise<void> {
  const link = await readLink(sql, linkId)
  if (!link || !isLive(link, clock.now())) throw noSuchLink()
}

/** What the page showed is not what is asked now. */
export const staleAnswer = () =>
  conflict(
    'approval_stale',
    'What is asked has changed since this page was opened. Look at it again, then decide. Nothing was recorded.',
  )

/**
 * The same of a change order: approved or rejected by whoever was asked when it was sent.
 * Refuses: not_found (also another deal's, or a draft), not_an_approver, approval_stale, wrong_status, and change_order_conflict,
 * as an `UnfitOrder`, for one that can't be applied any more.
 */
export async function answerOrderByLink(
  sql: Sql,
  parts: Parameters<typeof takeAnswer>[2],
  link: PortalLink,
  request: LinkAnswer & { changeOrderId: string; answer: 'approve' | 'reject'; reason: string | null },
): Promise<void> {
  const { changeOrderId, version, ip, userAgent } = request
  const order = await readChangeOrder(sql, changeOrderId)
  if (order?.scheduleId !== link.scheduleId || order.state === 'draft') throw notFound('change order')
  // Under the schedule's lock what was asked can't be another revision's any more.
  await lockSchedule(sql, order.scheduleId)
  await refuseEnded(sql, parts.clock, link)
  const asked = (await readAsked(sql, [changeOrderId])).get(changeOrderId) ?? { rule: 'any', approvers: [] }
  const approver = holderAmong(asked.approvers, link)
  if (!approver) {
    const names = asked.approvers.map(({ name }) => name).join(', ') || 'nobody in the portal'
    throw new Refusal(403, 'not_an_approver', `${orderName(order)} is for ${names} to decide.`)
  }
  await takeAnswer(sql, actorOf(link), parts, {
    changeOrderId,
    answer: request.answer,
    reason: request.reason,
    signedName: request.signedName,
    how: { via: 'portal', linkId: link.linkId, link: cameOf(link), ip, userAgent },
    approver,
    asked,
    wasShown: (hash) => wasShown(version, markOf(changeOrderId, hash)),
  }).catch((error: unknown) => {
    throw request.answer === 'approve' ? unfitFor(order, link.name, error) : error
  })
}
