import { deriveBilling } from '../../invoices/billing-status'
import { payerParts } from '../../invoices/composing/payer-part'
import type { Tracked } from '../../reconcile/figures'
import type { Tracker } from '../../reconcile/read-trackers'
import type { Schedule } from '../../schedules/schedule'
import type { DealPayerView, MilestonePayerView } from '../contract/payer'
import { moneyView } from './money-view'

/** Names of QuickBooks' customers, by their ids. */
export type CustomerNames = ReadonlyMap<string, string>

const customerView = (quickbooksId: string, names: CustomerNames) => ({
  quickbooksId,
  name: names.get(quickbooksId) ?? null,
})

/** Who pays the milestones that say nothing else; empty while no customer is chosen. */
export function dealPayersView({ terms }: Schedule, names: CustomerNames): DealPayerView[] {
  if (terms.payers.length > 1) {
    return terms.payers.map(({ customer, share }) => ({
      customer: customerView(customer.quickbooksId, names),
      share,
    }))
  }
  const customerId = terms.payers[0]?.customer.quickbooksId ?? terms.customerId
  return customerId === null ? [] : [{ customer: customerView(customerId, names), share: null }]
}

/** Who would pay, before there is a schedule: whoever was chosen for the deal. */
export const chosenPayerView = (customerId: string | null, names: CustomerNames): DealPayerView[] =>
  customerId === null ? [] : [{ customer: customerView(customerId, names), share: null }]

/** What each of several payers pays of a milestone, with how far its own invoice is; empty where one pays all. */
export function milestonePayersView(
  { schedule, today }: Pick<Tracker, 'schedule' | 'today'>,
  { milestone, billing }: Tracked,
  names: CustomerNames,
): MilestonePayerView[] {
  return payerParts(schedule, milestone).flatMap(({ customerId, share, amountMinor, partKey }) => {
    if (share === null || customerId === null) return []
    const own = billing.intents.filter((each) => each.parts.some((part) => part.partKey === partKey))
    const { milestoneId } = milestone
    return [
      {
        customer: customerView(customerId, names),
        share,
        amount: moneyView(amountMinor, schedule.currency),
        billingStatus: deriveBilling({ milestoneId, amountMinor }, own, schedule.currency, today).status,
      },
    ]
  })
}
