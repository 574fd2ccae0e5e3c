import type { Certificate } from '../approvals/certificates/certificate'
import { listCertificates, listOrderCertificates } from '../approvals/certificates/certificate-table'
import { readDecisions } from '../approvals/decision-table'
import type { PortalLink } from '../approvals/portal-link'
import type { Decision, Round } from '../approvals/round'
import { readRounds } from '../approvals/round-table'
import type { AnswerWindow } from '../approvals/windows/answer-window'
import { readWindows } from '../approvals/windows/answer-window-table'
import type { ChangeOrder } from '../change-orders/change-order'
import { readChangeOrders } from '../change-orders/change-order-table'
import {
  type AskedOfOrder,
  type OrderAnswer,
  readAnswers,
  readAsked,
} from '../change-orders/order-answer-table'
import type { Clock } from '../clock/clock'
import type { Deal } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import type { StoredFile } from '../documents/file'
import { readFiles } from '../documents/file-table'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'
import { readSchedule } from '../schedules/schedule-table'
import { readWorkspace, type Workspace } from '../tenants/workspace-table'

/** Everything of a deal from which a client's page is made. */
export interface PortalData {
  readonly now: Date
  readonly link: PortalLink
  readonly workspace: Workspace
  readonly deal: Deal
  readonly tracker: Tracker
  /** Of every milestone, the newest first; those that were taken back too. */
  readonly rounds: readonly Round[]
  /** How long those who were reached have to answer. */
  readonly windows: readonly AnswerWindow[]
  /** By round. */
  readonly decisions: ReadonlyMap<string, readonly Decision[]>
  /** Files that went with those, and that were submitted, by id. */
  readonly files: ReadonlyMap<string, StoredFile>
  /** Those that a client was ever sent, the newest first. */
  readonly orders: readonly ChangeOrder[]
  readonly asked: ReadonlyMap<string, AskedOfOrder>
  readonly answers: readonly OrderAnswer[]
  /** The newest first. */
  readonly certificates: readonly Certificate[]
}

/** What a link's holder may see; null where the deal is gone. */
export async function readPortal(sql: Sql, clock: Clock, link: PortalLink): Promise<PortalData | null> {
  const schedule = await readSchedule(sql, link.scheduleId)
  const deal = schedule && (await readDeal(sql, schedule.dealId))
  const tracker = deal && (await readTrackers(sql, clock, [schedule.dealId])).get(schedule.dealId)
  if (!deal || deal.archived || !tracker) return null
  const rounds = await readRounds(
    sql,
    tracker.milestones.map(({ milestone }) => milestone.milestoneId),
  )
  const orders = (await readChangeOrders(sql, schedule.scheduleId)).filter(
    ({ state }) => state !== 'draft' && state !== 'withdrawn',
  )
  const decisions = await readDecisions(
    sql,
    rounds.map(({ roundId }) => roundId),
  )
  const orderIds = orders.map(({ changeOrderId }) => changeOrderId)
  return {
    now: clock.now(),
    link,
    workspace: await readWorkspace(sql),
    deal,
    tracker,
    rounds,
    windows: await readWindows(
      sql,
      rounds.map(({ roundId }) => roundId),
    ),
    decisions,
    files: await readFiles(sql, [
      ...[...decisions.values()].flat().flatMap(({ fileIds }) => fileIds),
      ...rounds
        .flatMap(({ snapshot }) => [
          ...snapshot.evidence,
          ...(snapshot.agreement ? [snapshot.agreement] : []),
        ])
        .map(({ fileId }) => fileId),
    ]),
    orders,
    asked: await readAsked(sql, orderIds),
    answers: await readAnswers(sql, orderIds),
    certificates: [
      ...(await listCertificates(
        sql,
        tracker.milestones.map(({ milestone }) => milestone.milestoneId),
      )),
      ...(await listOrderCertificates(sql, orderIds)),
    ].sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime()),
  }
}
