import type { OpenAttention } from '../../attention/attention-table'
import { versionOf } from '../../attention/question-version'
import { dealAmount } from '../../deals/deal'
import type { Forecast } from '../../forecast/read-forecasts'
import type { ListedDeal } from '../../insight/list-deals'
import type { DealPageData } from '../../insight/read-deal-page'
import { refundOfCause } from '../../invoices/refunds/follow-refunds'
import type { Figures } from '../../reconcile/figures'
import type { WorkFigures } from '../../reconcile/work-figures'
import type { Milestone } from '../../schedules/milestone'
import type { Payer } from '../../schedules/payers'
import { isFormal, type Schedule } from '../../schedules/schedule'
import { scheduleToDraft } from '../../schedules/schedule-to-draft'
import type { Actor } from '../../tenants/actor'
import { percentText, statusOf } from '../../writeback/deal-properties'
import type {
  AttentionView,
  DealPageView,
  DealSummaryView,
  FiguresView,
  ForecastView,
} from '../contract/deal'
import type { ScheduleView } from '../contract/schedule'
import { changeOrderView } from './change-order-view'
import { acceptanceView } from './document-view'
import { invoiceView } from './invoice-view'
import { milestoneView } from './milestone-view'
import { moneyView } from './money-view'
import { chosenPayerView, dealPayersView } from './payer-view'
import { unappliedView } from './unapplied-view'
import type { VendorLinks } from './vendor-links'

export function dealSummaryView(
  { deal, tracker, attention }: ListedDeal,
  links: VendorLinks,
): DealSummaryView {
  const amount = dealAmount(deal)
  return {
    id: deal.dealId,
    name: deal.name,
    company: deal.company,
    owner: deal.owner,
    amount: amount ? moneyView(amount.minor, amount.currency) : null,
    stage: deal.stageLabel ?? deal.stageId,
    won: deal.won,
    archived: deal.archived,
    link: links.deal(deal.dealId),
    scheduled: tracker !== null,
    status: tracker ? statusOf(tracker) : 'No schedule',
    figures: tracker ? figuresView(tracker.figures, tracker.work, tracker.schedule.currency) : null,
    attention,
    updatedAt: (deal.modifiedAt ?? new Date(0)).toISOString(),
  }
}

export function dealPageView(data: DealPageData, actor: Actor, links: VendorLinks): DealPageView {
  const { deal, tracker } = data
  const milestones = tracker?.milestones ?? []
  return {
    deal: dealSummaryView({ deal, tracker, attention: data.attention.length }, links),
    mergedInto: data.mergedInto && { id: data.mergedInto.dealId, name: data.mergedInto.name },
    keptBeside: data.keptBeside.map(({ dealId, name }) => ({ id: dealId, name })),
    schedule: tracker
      ? scheduleView(
          tracker.schedule,
          milestones.map((each) => each.milestone),
        )
      : null,
    state: tracker
      ? {
          acceptedOn: tracker.schedule.acceptedOn,
          acceptedBy: tracker.schedule.acceptedBy,
          acceptance: acceptanceView(tracker.schedule, data.acceptance),
          control: isFormal(tracker.schedule) ? 'formal' : 'open',
          cadence: data.cadence,
          nextMonthlyOn: data.nextMonthlyOn,
          version: tracker.schedule.version,
        }
      : null,
    payers: tracker
      ? dealPayersView(tracker.schedule, data.customers)
      : chosenPayerView(data.chosenCustomerId, data.customers),
    milestones: tracker
      ? milestones.map((tracked) => milestoneView(tracker, tracked, data, actor, links))
      : [],
    figures: tracker ? figuresView(tracker.figures, tracker.work, tracker.schedule.currency) : null,
    forecast: tracker && data.forecast ? forecastView(data.forecast, tracker.schedule.currency) : null,
    changeOrders: tracker
      ? data.changeOrders.map((order) =>
          changeOrderView(
            order,
            tracker.schedule,
            milestones.map((each) => each.milestone),
            actor,
            data.orderCertificates,
          ),
        )
      : [],
    invoices: tracker
      ? tracker.intents
          .filter(({ intent }) => intent.state !== 'cancelled')
          .map((billed) =>
            invoiceView({ names: tracker.names, customers: data.customers }, billed, deal.name, links),
          )
      : [],
    unapplied: unappliedView(data.unapplied, links),
    attention: data.attention.map(attentionView),
    advice: [...data.advice],
    undo: data.undo && {
      what: data.undo.what,
      at: data.undo.at.toISOString(),
      who: data.undo.who,
    },
  }
}

/** A schedule in the shape that PUT takes. */
export function scheduleView(schedule: Schedule, milestones: readonly Milestone[]): ScheduleView {
  const draft = scheduleToDraft(schedule, milestones)
  const { hourlyRate, notToExceed, retainage, deposit, payers, approval, ...header } = draft
  const given = { hourlyRate, notToExceed, retainage, deposit, payers: payers && named(payers) }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...header,
    ...(approval && {
      approval: { ...approval, approvers: (approval.approvers ?? []).map((approver) => ({ ...approver })) },
    }),
    milestones: draft.milestones.map(({ payers: own, ...milestone }) => ({
      ...milestone,
      ...(own && { payers: named(own) }),
    })),
  }
}

/** Who they are by now; by what their parts are known is nobody's to say. */
const named = (payers: readonly Payer[]) => payers.map(({ customer, share }) => ({ customer, share }))

export function figuresView(figures: Figures, work: WorkFigures, currency: string): FiguresView {
  const view = (minor: bigint | null) => moneyView(minor, currency)
  return {
    contractSum: view(figures.contractSum),
    original: view(figures.original),
    changeOrders: view(figures.changeOrders),
    scheduled: view(figures.scheduled),
    unscheduled: view(figures.unscheduled),
    completed: view(figures.completed),
    billed: view(figures.billed),
    inFlight: view(figures.inFlight),
    remaining: view(figures.remaining),
    earnedNotBilled: view(figures.earnedNotBilled),
    billedInAdvance: view(figures.billedInAdvance),
    overBilled: view(figures.overBilled),
    underBilled: view(figures.underBilled),
    invoicedTotal: view(figures.invoicedTotal),
    tax: view(figures.tax),
    paid: view(figures.paid),
    credited: view(figures.credited),
    refunded: view(figures.refunded),
    outstanding: view(figures.outstanding),
    overdue: view(figures.overdue),
    retained: view(figures.retained),
    depositHeld: view(figures.depositHeld),
    extras: view(figures.extras),
    effectiveHourlyRate: view(work.effectiveHourlyRate),
    hours: work.hours,
    costsSeen: view(work.costsSeen),
    margin: null,
    billedPercent: percentText(figures.billedBasisPoints) ?? null,
    milestonesComplete: figures.milestonesComplete,
    milestonesTotal: figures.milestonesTotal,
    next: figures.next
      ? {
          id: figures.next.milestoneId,
          name: figures.next.name,
          plannedOn: figures.next.plannedOn,
          amount: moneyView(figures.next.amountMinor, currency),
        }
      : null,
    bar: figures.bar.map(({ part, minor }) => ({ part, amount: moneyView(minor, currency) })),
  }
}

function forecastView({ readyToBill, cash }: Forecast, currency: string): ForecastView {
  const view = (minor: bigint | undefined | null) => moneyView(minor ?? null, currency)
  return {
    readyToBill: view(readyToBill),
    expectedThisMonth: view(cash?.thisMonth),
    expectedNextMonth: view(cash?.nextMonth),
    expectedLater: view(cash?.later),
    expectedUndated: view(cash?.undated),
  }
}

const DOCUMENT = /^(?:unplaced|stray|by_hand):(\d{1,30})(?::|$)/

/** QuickBooks' id of the invoice that an item is about, where it is none of ours. */
export const documentOfCause = (cause: string): string | null => DOCUMENT.exec(cause)?.[1] ?? null

export function attentionView(item: OpenAttention): AttentionView {
  return {
    id: item.attentionId,
    kind: item.kind,
    dealId: item.dealId,
    dealName: item.dealName,
    milestoneId: item.milestoneId,
    invoiceId: item.intentId,
    refundId: refundOfCause(item.cause),
    documentId: documentOfCause(item.cause),
    title: item.title,
    detail: item.detail,
    money: item.currency === null ? null : moneyView(item.amountMinor, item.currency),
    actions: [...(item.offered ?? item.actions)],
    since: item.since.toISOString(),
    version: versionOf(item),
  }
}
