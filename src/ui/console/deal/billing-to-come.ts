import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { dayText } from '../../parts/day-text'

/** When finished work is billed: at once, by a bookkeeper's hand, with the month, or when its trigger comes. */
export type BillingToCome = 'now' | 'held' | 'monthly' | 'triggered'

/** Nothing is in QuickBooks yet, nor on its way there: what is prepared is still ours to change. */
export const isStillOurs = (status: MilestoneView['billingStatus']): boolean =>
  status === 'not_billed' || status === 'prepared'

/** What completing, or approving, this milestone sets in motion under its schedule. */
export function billingToCome(page: DealPageView, milestone: MilestoneView): BillingToCome {
  if (waitsUntil(page, milestone) !== null) return 'triggered'
  // A plan that says nothing of it takes the workspace's.
  if ((page.state?.cadence ?? page.schedule?.cadence)?.on === 'monthly') return 'monthly'
  return page.schedule?.delivery === 'prepare' ? 'held' : 'now'
}

/** Why finishing this milestone creates no invoice yet, in a sentence; null where it does. */
export function noInvoiceYet(page: DealPageView, milestone: MilestoneView): string | null {
  switch (billingToCome(page, milestone)) {
    case 'now':
      return null
    case 'held':
      return 'No invoice yet: it is prepared in Milepost and waits for a bookkeeper.'
    case 'monthly':
      return monthlyWords(page)
    case 'triggered':
      return `No invoice yet: it waits ${waitsUntil(page, milestone)}. A bookkeeper can create it before.`
  }
}

/** "No invoice yet: it goes onto the invoice of the month on 1 Dec, with …" */
function monthlyWords({ state, schedule }: DealPageView): string {
  const on = state?.nextMonthlyOn ?? null
  const day = on === null ? '' : `, on ${dayText(on)}`
  const held = schedule?.delivery === 'prepare' ? ' That is prepared in Milepost first.' : ''
  return `No invoice yet: it goes onto the customer’s invoice of the month${day}.${held}`
}

/** What an invoice waits for while its day is not known; null where acceptance bills it, or the day is known. */
export function billsWhen({ billsOn, trigger, billingStatus }: MilestoneView): string | null {
  if (billsOn !== null || billingStatus !== 'not_billed' || trigger.on.includes('acceptance')) return null
  if (trigger.on.includes('signature')) return 'bills when the client accepts the plan'
  if (trigger.after === undefined) return null
  const { days } = trigger.after
  const count = days === 1 ? '1 day' : `${days} days`
  return `bills ${count} after ${'contractDate' in trigger.after ? 'the contract date' : 'another milestone'}`
}

/** Done, and nobody is asked to bill it: its day, its signature or other work does. A bookkeeper still can before. */
export function waitsForItsDay({ label, billsOn, monthlyOn, trigger }: MilestoneView): boolean {
  if (label !== 'Completed (ready to bill)') return false
  return monthlyOn !== null || (billsOn !== null && !trigger.on.includes('acceptance'))
}

/** Until when an invoice waits although the work is done; null where acceptance bills it, or where all days have come. */
function waitsUntil({ state, schedule, milestones }: DealPageView, milestone: MilestoneView): string | null {
  const { billsOn, trigger } = milestone
  if (trigger.on.includes('acceptance')) return null
  if (billsOn !== null) return `until ${dayText(billsOn)}`
  if (trigger.on.includes('signature') && (state?.acceptedOn ?? null) === null)
    return 'until the client accepts the plan'
  if (trigger.after === undefined) return null
  if ('contractDate' in trigger.after)
    return (schedule?.contractDate ?? null) === null ? 'until the contract has a date' : null
  const { milestoneId } = trigger.after
  const awaited = milestones.find(({ id }) => id === milestoneId)
  if (awaited?.workStatus === 'completed') return null
  return awaited === undefined ? 'for another milestone' : `until “${awaited.name}” is done`
}
