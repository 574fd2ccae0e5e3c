import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { readMilestone } from '../schedules/milestone-table'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import type { DecideParts } from './after-approval'
import { applyDecision } from './apply-decision'
import { notAnApprover } from './judge'
import { holderAmong } from './open-links'
import type { PortalLink } from './portal-link'
import { readRounds } from './round-table'
import { markOf, wasShown } from './shown-version'
import type { Verdict } from './verdict'

/** An answer by link: what the page showed, the signature that was typed, and where it came from. */
export interface LinkAnswer {
  readonly version: string
  readonly signedName: string
  readonly ip: string | null
  readonly userAgent: string | null
}

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
 * Refuses: not_found (also another deal's milestone), approval_stale, not_an_approver, wrong_status, not_accepted,
 * validation_failed, over_billing.
 */
export async function decideByLink(
  sql: Sql,
  parts: DecideParts,
  link: PortalLink,
  request: LinkAnswer & { milestoneId: string; verdict: Verdict },
): Promise<void> {
  if ((await readMilestone(sql, request.milestoneId))?.scheduleId !== link.scheduleId)
    throw notFound('milestone')
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const rounds = await readRounds(sql, [milestone.milestoneId])
  const round = rounds.find(({ roundId, snapshotHash }) =>
    wasShown(request.version, markOf(roundId, snapshotHash)),
  )
  if (!round) throw staleAnswer()
  const approver = holderAmong(round.approvers, link)
  if (!approver) throw notAnApprover(round, null)
  const { ip, userAgent, signedName } = request
  const judge = {
    approverId: approver.id,
    who: approver.name,
    role: approver.role,
    recordedBy: null,
    recordedOn: null,
    signedName,
    fileIds: [],
    how: { via: 'portal', linkId: link.linkId, ip, userAgent },
  }
  await applyDecision(sql, actorOf(link), parts, { schedule, milestone, round }, judge, request.verdict)
}

/** What the page showed is not what is asked now. */
export const staleAnswer = () =>
  conflict(
    'approval_stale',
    'What is asked has changed since this page was opened. Look at it again, then decide. Nothing was recorded.',
  )
