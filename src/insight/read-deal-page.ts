import type { OrderCertificate } from '../approvals/certificates/certificate'
import { listOrderCertificates } from '../approvals/certificates/certificate-table'
import { readDecisions } from '../approvals/decision-table'
import type { Decision, Round } from '../approvals/round'
import { latestRounds } from '../approvals/round-table'
import { listAttention, type OpenAttention } from '../attention/attention-table'
import { type ChangeOrder, changedByOrder } from '../change-orders/change-order'
import { readChangeOrders } from '../change-orders/change-order-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import type { StoredDeal } from '../deals/deal'
import { keptBeside } from '../deals/deal-alias-table'
import { readDealCustomer } from '../deals/deal-customer-table'
import { readDeal } from '../deals/deal-table'
import type { StoredFile } from '../documents/file'
import { readAgreement } from '../documents/file-table'
import { type Forecast, readForecasts } from '../forecast/read-forecasts'
import { readTermBook } from '../forecast/read-term-book'
import { offerAnswers } from '../invoices/edited/offer-answers'
import { billingDayAfter, cadenceOf } from '../invoices/monthly/billing-month'
import { readMonthlyDue } from '../invoices/monthly/monthly-due-table'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'
import { type Advice, adviceOn } from '../schedules/advice'
import type { AgreementCheck } from '../schedules/agreement-check'
import { readChecks } from '../schedules/agreement-check-table'
import { type PlanningStep, readStep } from '../schedules/planning-step-table'
import { readSignedAcceptance } from '../schedules/read-acceptance'
import type { Cadence } from '../schedules/schedule'
import { notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { readUnappliedMoney, type UnappliedMoney } from './read-invoice-money'

/** Everything a deal's page shows: line 10 of the story. */
export interface DealPageData {
  readonly deal: StoredDeal
  /** The deal that this one was merged into while both had a plan. */
  readonly mergedInto: StoredDeal | null
  /** Deals that were merged into this one and kept their plans. */
  readonly keptBeside: readonly Pick<StoredDeal, 'dealId' | 'name'>[]
  readonly tracker: Tracker | null
  /** What its money comes to next; null without a schedule. */
  readonly forecast: Forecast | null
  readonly rounds: ReadonlyMap<string, { round: Round; decisions: readonly Decision[] }>
  /** Newest first. */
  readonly changeOrders: readonly ChangeOrder[]
  readonly orderCertificates: readonly OrderCertificate[]
  /** Names of the approved change orders that made milestones what they are, by milestone. */
  readonly changedBy: ReadonlyMap<string, string>
  /** QuickBooks' customer that was chosen before there is a schedule; null where none was, or there is one. */
  readonly chosenCustomerId: string | null
  /** Names of QuickBooks' customers who pay or were billed, by their ids. */
  readonly customers: ReadonlyMap<string, string>
  /** What its customers have paid, or were credited, and is not applied. */
  readonly unapplied: readonly UnappliedMoney[]
  readonly attention: readonly OpenAttention[]
  readonly advice: readonly Advice[]
  /** What of its planning can be taken back. */
  readonly undo: PlanningStep | null
  /** The agreement's newest version; null where none is attached. */
  readonly agreement: StoredFile | null
  /** Which amounts were checked against it, by milestone. */
  readonly checks: ReadonlyMap<string, AgreementCheck>
  /** When this deal's work is billed: its own cadence, else the workspace's. */
  readonly cadence: Cadence
  /** The day of the month's invoice for what is completed today; null where work is billed on approval. */
  readonly nextMonthlyOn: string | null
  /** The day on which the invoice of the month bills it, of each milestone that waits for one. */
  readonly monthlyDue: ReadonlyMap<string, string>
  readonly acceptance: Awaited<ReturnType<typeof readSignedAcceptance>>
}

/** So many open items are read at once. */
export const MOST_ATTENTION = 200

/** Refuses not_found for a deal that this workspace does not know. */
export async function readDealPage(sql: Sql, clock: Clock, dealId: string): Promise<DealPageData> {
  const deal = await readDeal(sql, dealId)
  if (!deal) throw notFound('deal')
  const tracker = (await readTrackers(sql, clock, [deal.dealId])).get(deal.dealId) ?? null
  const chosen = tracker ? null : await readDealCustomer(sql, deal.dealId)
  const milestones = tracker?.milestones.map(({ milestone }) => milestone) ?? []
  const { settings, zone } = await readWorkspace(sql)
  const cadence = tracker ? cadenceOf(tracker.schedule, settings) : settings.cadence
  const milestoneIds = milestones.map((milestone) => milestone.milestoneId)
  const posted = tracker?.intents.flatMap(({ intent }) => (intent.state === 'posted' ? [intent] : [])) ?? []
  const customerIds = tracker ? customersOf(tracker) : chosen ? [chosen.customerId] : []
  // All of it asked at once: none needs another's answer.
  const [
    changeOrders,
    advice,
    mergedInto,
    beside,
    monthlyDue,
    rounds,
    customers,
    unapplied,
    attention,
    undo,
    agreement,
    checks,
    acceptance,
    forecasts,
  ] = await Promise.all([
    tracker ? readChangeOrders(sql, tracker.schedule.scheduleId) : [],
    tracker
      ? readTermBook(sql, [tracker.schedule.terms.terms], []).then((book) =>
          adviceOn(tracker.schedule, milestones, book.daysFor(tracker.schedule.terms.terms, null)),
        )
      : [],
    deal.mergedInto === null ? null : readDeal(sql, deal.mergedInto),
    keptBeside(sql, deal.dealId),
    tracker ? readMonthlyDue(sql, [tracker.schedule.scheduleId]) : new Map<string, string>(),
    readLatestRounds(sql, milestoneIds),
    masterNames(sql, 'customers', customerIds),
    tracker ? readUnappliedMoney(sql, posted) : [],
    listAttention(sql, { dealId: deal.dealId, limit: MOST_ATTENTION, offset: 0 }).then((items) =>
      offerAnswers(sql, items),
    ),
    tracker ? readStep(sql, tracker.schedule) : null,
    readAgreement(sql, deal.dealId),
    readChecks(sql, milestoneIds),
    tracker ? readSignedAcceptance(sql, tracker.schedule.scheduleId) : null,
    // A plan that was set aside brings nothing more.
    readForecasts(sql, tracker && deal.mergedInto === null ? [tracker] : []),
  ])
  return {
    deal,
    mergedInto,
    keptBeside: beside,
    tracker,
    forecast: forecasts.get(deal.dealId) ?? null,
    cadence,
    nextMonthlyOn: cadence.on === 'monthly' ? billingDayAfter(dayIn(zone, clock.now()), cadence.day) : null,
    monthlyDue,
    changeOrders,
    orderCertificates: changeOrders.some(({ state }) => state === 'approved')
      ? await listOrderCertificates(
          sql,
          changeOrders.map(({ changeOrderId }) => changeOrderId),
        )
      : [],
    changedBy: changedByOrder(changeOrders),
    rounds,
    chosenCustomerId: chosen?.customerId ?? null,
    customers,
    unapplied,
    attention,
    advice,
    undo,
    agreement,
    checks,
    acceptance,
  }
}

function customersOf({ schedule, milestones, intents }: Tracker): string[] {
  const { terms } = schedule
  const payers = [...terms.payers, ...milestones.flatMap(({ milestone }) => milestone.details.payers ?? [])]
  return [
    ...new Set([
      ...(terms.customerId === null ? [] : [terms.customerId]),
      ...payers.map((payer) => payer.customer.quickbooksId),
      ...intents.map(({ intent }) => intent.customerId),
    ]),
  ]
}

/** The newest round of each of these milestones, with what was answered. */
export async function readLatestRounds(
  sql: Sql,
  milestoneIds: readonly string[],
): Promise<DealPageData['rounds']> {
  const rounds = await latestRounds(sql, milestoneIds)
  const decisions = await readDecisions(
    sql,
    [...rounds.values()].map((round) => round.roundId),
  )
  return new Map(
    [...rounds].map(([milestoneId, round]) => [
      milestoneId,
      { round, decisions: decisions.get(round.roundId) ?? [] },
    ]),
  )
}
