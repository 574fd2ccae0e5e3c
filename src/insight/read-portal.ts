import type { Certificate } from '../approvals/certificates/certificate'
import { listCertificates, listOrderCertificates } from '../approvals/certificates/certificate-table'
import { readDecisions } from '../approvals/decision-table'
import type { PortalLink } from '../approvals/portal-link'
import type { Decision, Round } from '../approvals/round'
import { readRounds } from '../approvals/round-table'
import type { AnswerWindow } from '../approvals/windows/answer-window'
import { readWindows } from '../approvals/windows/answer-window-table'
import { openCauses } from '../attention/open-causes-table'
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
import { readMonthlyDue } from '../invoices/monthly/monthly-due-table'
import { promisedOfMonth } from '../invoices/monthly/promised'
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
  /** Milestones that the invoice of their month brings, as far as is known now. */
  readonly waiting: ReadonlySet<string>
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

/** What a link's holder may see; null where the deal is gone. What doesn't need each other is asked at once: a phone waits. */
export async function readPortal(sql: Sql, clock: Clock, link: PortalLink): Promise<PortalData | null> {
  const schedule = await readSchedule(sql, link.scheduleId)
  if (!schedule) return null
  const [deal, trackers, changeOrders, workspace] = await Promise.all([
    readDeal(sql, schedule.dealId),
    readTrackers(sql, clock, [schedule.dealId]),
    readChangeOrders(sql, schedule.scheduleId),
    readWorkspace(sql),
  ])
  const tracker = trackers.get(schedule.dealId)
  if (!deal || deal.archived || !tracker) return null
  const milestoneIds = tracker.milestones.map(({ milestone }) => milestone.milestoneId)
  const orders = changeOrders.filter(({ state }) => state !== 'draft' && state !== 'withdrawn')
  const orderIds = orders.map(({ changeOrderId }) => changeOrderId)
  const [rounds, asked, answers, ofWork, ofOrders, ofMonth] = await Promise.all([
    readRounds(sql, milestoneIds),
    readAsked(sql, orderIds),
    readAnswers(sql, orderIds),
    listCertificates(sql, milestoneIds),
    listOrderCertificates(sql, orderIds),
    readMonthlyDue(sql, [link.scheduleId]),
  ])
  const roundIds = rounds.map(({ roundId }) => roundId)
  const [decisions, windows] = await Promise.all([readDecisions(sql, roundIds), readWindows(sql, roundIds)])
  const submitted = rounds.flatMap(({ snapshot }) => [
    ...snapshot.evidence,
    ...(snapshot.agreement ? [snapshot.agreement] : []),
  ])
  const replied = [...decisions.values()].flat().flatMap(({ fileIds }) => fileIds)
  return {
    now: clock.now(),
    link,
    workspace,
    deal,
    tracker,
    waiting: await promisedOf(sql, tracker, workspace, ofMonth),
    rounds,
    windows,
    decisions,
    files: await readFiles(sql, [...replied, ...submitted.map(({ fileId }) => fileId)]),
    orders,
    asked,
    answers,
    certificates: [...ofWork, ...ofOrders].sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime()),
  }
}

/** What waits for its month and is not left out of it. One statement, and only where something waits. */
async function promisedOf(
  sql: Sql,
  { schedule, milestones, intents }: Tracker,
  { settings }: Workspace,
  ofMonth: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  if (ofMonth.size === 0) return new Set()
  const asked = new Set(await openCauses(sql, 'billing_blocked', { dealId: schedule.dealId }))
  const waiting = milestones.flatMap(({ milestone, billing }) => {
    const { milestoneId, position, amountMinor } = milestone
    const dueOn = ofMonth.get(milestoneId)
    const { billedMinor, inFlightMinor } = billing
    const openMinor = billedMinor === null ? null : amountMinor - billedMinor - inFlightMinor
    const blocked = asked.has(`billing_blocked:${milestoneId}`)
    return dueOn === undefined ? [] : [{ milestoneId, dueOn, position, openMinor, blocked }]
  })
  return promisedOfMonth({ ...schedule, tolerancePercent: settings.tolerancePercent }, intents, waiting)
}
