import { decideRound } from '../../approvals/decide-round'
import { readDecisions } from '../../approvals/decision-table'
import { openDealLink, openLink, revokeLink } from '../../approvals/open-links'
import type { OpenedLink } from '../../approvals/portal-link'
import { listLinks } from '../../approvals/portal-link-table'
import { missingOf } from '../../approvals/required-evidence'
import { approvalOf } from '../../approvals/round'
import { readRound, readRounds } from '../../approvals/round-table'
import { SNAPSHOT_VERSION, snapshotHash } from '../../approvals/snapshot'
import { composeSubmission, submitMilestone, withdrawMilestone } from '../../approvals/submit-milestone'
import { verdictOf } from '../../approvals/verdict'
import { readChangeOrder } from '../../change-orders/change-order-table'
import { readAnswers, readAsked } from '../../change-orders/order-answer-table'
import { shownOrder, shownOrderHash } from '../../change-orders/shown-order'
import { readDeal } from '../../deals/deal-table'
import { readWaiting } from '../../insight/read-waiting'
import type { Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import { readSchedule, readScheduleOfDeal } from '../../schedules/schedule-table'
import { notFound } from '../../tenants/refusal'
import type { OpenedLinkView } from '../contract/approval'
import type { Asked, Handlers, Reply } from '../contract-router'
import {
  approverView,
  orderAnswersView,
  portalLinkView,
  roundPageView,
  roundView,
  snapshotView,
} from '../views/round-view'
import { waitingView } from '../views/waiting-view'
import { type HandlerParts, paged, pageOf } from './handler-parts'
import { showMilestone } from './milestone-handlers'

type ApprovalRoutes =
  | 'readSubmission'
  | 'submitMilestone'
  | 'withdrawMilestone'
  | 'listRounds'
  | 'readRound'
  | 'decideRound'
  | 'openRoundLink'
  | 'openDealLink'
  | 'listDealLinks'
  | 'revokeLink'
  | 'readOrderAnswers'
  | 'listApprovals'

export function approvalHandlers(parts: HandlerParts): Pick<Handlers, ApprovalRoutes> {
  const { clock } = parts
  /** The address is told once: what is kept for a repeated request has none. */
  const opened = ({ link, token }: OpenedLink): Reply<'openRoundLink' & 'openDealLink'> => {
    const view = portalLinkView(link, clock.now())
    const value: OpenedLinkView = { ...view, token, url: `${parts.publicUrl}/portal/${token}` }
    return { value, kept: { ...view, token: null, url: null } }
  }
  return {
    readSubmission: {
      async run(sql, { params }) {
        const milestone = await readMilestone(sql, params['id'] ?? '')
        const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
        if (!milestone || !schedule) throw notFound('milestone')
        const snapshot = await composeSubmission(sql, schedule, milestone, { note: null, answers: [] })
        return {
          value: {
            snapshot: snapshotView(snapshot),
            approvers: approvalOf(schedule, milestone).approvers.map(approverView),
            missing: missingOf(snapshot.required),
            hash: snapshotHash(snapshot, SNAPSHOT_VERSION),
          },
        }
      },
    },
    submitMilestone: {
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        await submitMilestone(sql, caller.actor, {
          milestoneId,
          note: body.note || null,
          answers: (body.evidence ?? []).map(({ item, fileIds, note }) => ({
            item,
            fileIds: fileIds ?? [],
            note: note || null,
          })),
        })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    withdrawMilestone: {
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        await withdrawMilestone(sql, caller.actor, { milestoneId, note: body.note || null })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    listRounds: {
      async run(sql, { params }) {
        const milestone = await readMilestone(sql, params['id'] ?? '')
        if (!milestone) throw notFound('milestone')
        const rounds = await readRounds(sql, [milestone.milestoneId])
        const decisions = await readDecisions(
          sql,
          rounds.map(({ roundId }) => roundId),
        )
        const items = rounds.map((round) => roundView(round, decisions.get(round.roundId) ?? []))
        return { value: { items, next: null } }
      },
    },
    readRound: {
      async run(sql, { params }) {
        const round = await readRound(sql, params['id'] ?? '')
        const milestone = round && (await readMilestone(sql, round.milestoneId))
        const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
        if (!round || !schedule) throw notFound('round')
        const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
        return { value: roundPageView(round, decisions, schedule.dealId) }
      },
    },
    decideRound: {
      async before({ caller, params }) {
        const round = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
          readRound(sql, params['id'] ?? ''),
        )
        if (round) await parts.learnBillingFacts(caller.workspaceId, round.milestoneId)
      },
      async run(sql, { params, body, caller }) {
        const milestoneId = await decideRound(sql, caller.actor, parts, {
          roundId: params['id'] ?? '',
          verdict: verdictOf(body),
          recording: {
            approverId: body.approverId ?? null,
            on: body.on ?? null,
            fileIds: body.fileIds ?? [],
          },
        })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    openRoundLink: {
      async run(sql, { params, body, caller }) {
        return opened(
          await openLink(sql, caller.actor, parts, {
            roundId: params['id'] ?? '',
            approverId: body.approverId,
            sentBy: 'hand',
            replace: body.replace ?? false,
          }),
        )
      },
    },
    openDealLink: {
      async run(sql, { params, body, caller }) {
        return opened(
          await openDealLink(sql, caller.actor, parts, {
            dealId: await dealOf(sql, params),
            holder: { name: body.name, role: body.role || null, email: body.email },
            sentBy: 'hand',
            replace: body.replace ?? false,
          }),
        )
      },
    },
    listDealLinks: {
      async run(sql, { params }) {
        const schedule = await readScheduleOfDeal(sql, await dealOf(sql, params))
        const links = schedule ? await listLinks(sql, schedule.scheduleId) : []
        return { value: { items: links.map((link) => portalLinkView(link, clock.now())), next: null } }
      },
    },
    revokeLink: {
      async run(sql, { params, query, caller }) {
        const only = query.only === 'true'
        await revokeLink(sql, caller.actor, parts, params['id'] ?? '', { only })
        return { value: {} }
      },
    },
    readOrderAnswers: {
      async run(sql, { params }) {
        const order = await readChangeOrder(sql, params['id'] ?? '')
        if (!order) throw notFound('change order')
        const { changeOrderId, scheduleId } = order
        const schedule = await readSchedule(sql, scheduleId)
        if (!schedule) throw notFound('change order')
        const asked = (await readAsked(sql, [changeOrderId])).get(changeOrderId)
        const answers = await readAnswers(sql, [changeOrderId])
        const shownHash = shownOrderHash(shownOrder(order, schedule))
        return { value: orderAnswersView(order, shownHash, asked, answers) }
      },
    },
    listApprovals: {
      async run(sql, { query }) {
        const page = pageOf(query)
        const rows = await readWaiting(sql, { limit: page.limit + 1, offset: page.offset })
        const { items, next } = paged(rows, page)
        return { value: { items: items.map(waitingView), next } }
      },
    },
  }
}

/** The deal that the address names, by its newest id. */
async function dealOf(sql: Sql, params: Asked<'listDealLinks'>['params']): Promise<string> {
  const deal = await readDeal(sql, params['dealId'] ?? '')
  if (!deal) throw notFound('deal')
  return deal.dealId
}
