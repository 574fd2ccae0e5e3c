import { type CostLine, type CostPlace, costPartKey } from '../../costs/cost-line'
import { type TimeEntry, timePartKey } from '../../hours/time-entry'
import { clockText, exactHours, timesRate } from '../../hours/worked'
import { formatAmount, money } from '../../money/money'
import type { Schedule } from '../../schedules/schedule'
import type { InvoiceLine } from '../composing/invoice-line'
import type { BillingFacts } from '../composing/read-billing-facts'
import type { BillingPart } from '../intent'
import { wordingOf } from '../words/wording'

/** What is billed beside milestones, each kind on invoices of its own. */
export type ExtraKind = 'hours' | 'cost'

/** Whether a line is hours or a cost: what a not-to-exceed limits. */
export const isExtra = ({ kind }: Pick<BillingPart, 'kind'>): boolean => kind === 'hours' || kind === 'cost'

/** A line on its way to the invoice of one who pays. */
export interface Extra {
  readonly customerId: string
  lineFor(facts: BillingFacts): InvoiceLine
}

/** What the line of hours, or of a cost, is made of. */
type EntryToBill = Pick<TimeEntry, 'customerId' | 'workedOn' | 'workerName' | 'minutes' | 'note'> & {
  readonly quickbooksId: string
}
type CostToBill = CostPlace &
  Pick<CostLine, 'customerId' | 'spentOn' | 'vendorName' | 'description' | 'amountMinor'>

/**
 * The line of one entry of hours: one each, so that a client sees every day, and QuickBooks marks each as billed. The
 * amount is hours × rate, rounded once. QuickBooks checks quantity × price, so hours that no short decimal says (1:20)
 * are one, at the line's amount, and the text says them.
 */
export const hoursExtra = (schedule: Schedule, entry: EntryToBill, rateMinor: bigint): Extra => ({
  customerId: entry.customerId,
  lineFor(facts) {
    const quantity = exactHours(entry.minutes)
    const rate = money(rateMinor, schedule.currency)
    const wording = wordingOf(facts)
    return {
      partKey: timePartKey(entry.quickbooksId),
      scheduleId: schedule.scheduleId,
      milestoneId: null,
      kind: 'hours',
      amountMinor: timesRate(entry.minutes, rateMinor),
      reads: {
        text: [
          wording.say('hours', {
            date: wording.day(entry.workedOn),
            worker: entry.workerName,
            note: entry.note,
          }),
          wording.say('hoursMaths', {
            hours: clockText(entry.minutes),
            rate: wording.money(rate.minor, rate.currency),
          }),
        ],
        itemId: facts.item?.quickbooksId ?? null,
        taxCode: facts.taxCode,
        serviceOn: entry.workedOn,
        ...(quantity !== null && { quantity, unitPrice: formatAmount(rate) }),
        linked: { txnId: entry.quickbooksId, txnType: 'TimeActivity' },
      },
    }
  },
})

/** The line of one cost, as it was bought: nothing is added to it. */
export const costExtra = (schedule: Schedule, cost: CostToBill): Extra => ({
  customerId: cost.customerId,
  lineFor(facts) {
    const wording = wordingOf(facts)
    return {
      partKey: costPartKey(cost),
      scheduleId: schedule.scheduleId,
      milestoneId: null,
      kind: 'cost',
      amountMinor: cost.amountMinor,
      reads: {
        text: [
          wording.say('cost', { date: wording.day(cost.spentOn), vendor: cost.vendorName }),
          ...(cost.description === null ? [] : [cost.description]),
        ],
        itemId: facts.item?.quickbooksId ?? null,
        taxCode: facts.taxCode,
        serviceOn: cost.spentOn,
      },
    }
  },
})
