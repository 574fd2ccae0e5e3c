import { clockText } from '../../hours/worked'
import type { CostsPage, ShownCost } from '../../insight/read-costs-page'
import type { ShownEntry, TimePage } from '../../insight/read-time-page'
import type { ExtrasOutlook } from '../../invoices/extras/look-at-extras'
import type { Schedule } from '../../schedules/schedule'
import type {
  CostLineView,
  DealCostsView,
  DealTimeView,
  ExtrasPreviewView,
  TimeEntryView,
} from '../contract/hours'
import { moneyView } from './money-view'
import { aheadView } from './preview-view'

type Names = ReadonlyMap<string, string>

const nameOf = (customers: Names, id: string): string => customers.get(id) ?? `Customer ${id}`

export const entryView = (
  { entry, standing, amountMinor, intentId, couldBe }: ShownEntry,
  currency: string,
  customers: Names,
): TimeEntryView => ({
  id: entry.entryId,
  quickbooksId: entry.quickbooksId,
  on: entry.workedOn,
  hours: clockText(entry.minutes),
  minutes: entry.minutes,
  who: entry.workerName,
  customer: nameOf(customers, entry.customerId),
  note: entry.note,
  standing,
  amount: moneyView(amountMinor, currency),
  fault: entry.fault?.message ?? null,
  invoiceId: intentId,
  couldBe: couldBe.map(({ dealId, dealName }) => ({ dealId, name: dealName })),
})

export function timeView(
  page: TimePage,
  effectiveHourlyRate: bigint | null,
  trouble: string | null,
): DealTimeView {
  const { schedule, customers } = page
  const { currency } = schedule
  const entry = (shown: ShownEntry) => entryView(shown, currency, customers)
  return {
    billingType: schedule.billingType,
    rate: moneyView(page.rateMinor, currency),
    notToExceed: moneyView(page.limitMinor, currency),
    remaining: moneyView(page.remainingMinor, currency),
    hours: clockText(page.minutes),
    billedHours: clockText(page.billedMinutes),
    unbilledHours: clockText(page.unbilledMinutes),
    unbilledAmount: moneyView(page.unbilledMinor, currency),
    effectiveHourlyRate: moneyView(effectiveHourlyRate, currency),
    entries: page.entries.map(entry),
    unassigned: page.unassigned.map(entry),
    more: page.more,
    payers: page.payerIds.map((quickbooksId) => ({
      quickbooksId,
      name: nameOf(customers, quickbooksId),
    })),
    readAt: page.readAt?.toISOString() ?? null,
    trouble,
  }
}

export const costView = (
  { cost, standing, intentId, couldBe }: ShownCost,
  customers: Names,
): CostLineView => ({
  id: cost.costId,
  kind: cost.txnKind === 'Bill' ? 'bill' : 'purchase',
  number: cost.docNumber,
  on: cost.spentOn,
  vendor: cost.vendorName,
  description: cost.description,
  customer: nameOf(customers, cost.customerId),
  amount: moneyView(cost.amountMinor, cost.currency),
  standing,
  release: cost.release,
  invoiceId: intentId,
  couldBe: couldBe.map(({ dealId, dealName }) => ({ dealId, name: dealName })),
})

export const costsView = (page: CostsPage, trouble: string | null): DealCostsView => ({
  seen: moneyView(page.seenMinor, page.schedule.currency),
  byPhase: page.byPhase.map(({ phase, minor }) => ({
    phase,
    amount: moneyView(minor, page.schedule.currency),
  })),
  costs: page.costs.map((shown) => costView(shown, page.customers)),
  unassigned: page.unassigned.map((shown) => costView(shown, page.customers)),
  more: page.more,
  readAt: page.readAt?.toISOString() ?? null,
  trouble,
})

/** The invoices of hours or costs as they would be sent now. */
export function extrasPreviewView(schedule: Schedule, outlook: ExtrasOutlook): ExtrasPreviewView {
  const left = outlook.room?.remainingMinor ?? null
  return {
    total: moneyView(outlook.askedMinor, schedule.currency),
    lines: outlook.invoices.reduce((sum, { lines }) => sum + lines.length, 0),
    remainingAfter: moneyView(left === null ? null : left - outlook.askedMinor, schedule.currency),
    invoices: outlook.invoices.map((ahead) => ({
      ...aheadView(schedule, ahead, outlook.delivery, 'Milepost H-…'),
      others: [],
    })),
    checks: outlook.checks.map((check) => ({ ...check })),
  }
}
