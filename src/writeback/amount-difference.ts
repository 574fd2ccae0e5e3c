import { limits } from '../../config/limits'
import type { AttentionItem } from '../attention/attention-table'
import { dealAmount, type StoredDeal } from '../deals/deal'
import { currencyDigits, formatMoney, type Money, money } from '../money/money'
import type { Tracker } from '../reconcile/read-trackers'
import { isFormal, type Schedule } from '../schedules/schedule'

/** What can be done about a deal and a contract of different amounts. */
export type AmountAction = 'follow' | 'change_order' | 'leave'

type Compared = Pick<Tracker, 'schedule'> & {
  readonly figures: Pick<Tracker['figures'], 'billed' | 'inFlight'>
}

/**
 * The deal's amount is HubSpot's, the contract sum is ours: what to ask a person where they differ; null where they
 * agree, or there is nothing to compare.
 */
export function amountDifference(deal: StoredDeal, compared: Compared): AttentionItem | null {
  const { schedule } = compared
  if (deal.archived) return null
  const isCompared = schedule.billingType !== 'hourly' || schedule.contractMinor !== 0n
  if ((deal.amount === null && !deal.emptied) || !isCompared) return foreignDeal(deal, schedule)
  const amount = dealAmount(deal)
  const contract = money(schedule.contractMinor, schedule.currency)
  const about = {
    cause: amountCause(deal, schedule),
    kind: 'deal_amount_differs' as const,
    dealId: deal.dealId,
  }
  if (deal.amount === null) {
    if (schedule.contractMinor === 0n) return null
    return {
      ...about,
      title: `The deal’s amount was emptied in HubSpot; the contract is ${formatMoney(contract)}`,
      ...wayOut(compared),
      amountMinor: contract.minor,
      currency: contract.currency,
    }
  }
  if (amount === null) {
    return {
      ...about,
      title: `The deal says ${deal.amount}, which is no amount in ${deal.currency ?? 'any currency'}`,
      detail: `The contract stays at ${formatMoney(contract)}. Correct the deal's amount in HubSpot.`,
      actions: offered('leave'),
    }
  }
  if (isTooLong(amount)) {
    return {
      ...about,
      title: `The deal says ${cut(deal.amount)}, which is more than a plan takes`,
      detail: `The contract stays at ${formatMoney(contract)}. No plan takes an amount of so many digits; correct it in HubSpot.`,
      actions: offered('leave'),
    }
  }
  const title = `The deal says ${formatMoney(amount)}, the contract ${formatMoney(contract)}`
  if (amount.currency !== contract.currency) {
    return {
      ...about,
      title,
      detail: `The schedule is in ${contract.currency}, and currencies are never converted here. ${noFigures(amount.currency)} Correct the deal in HubSpot, or plan it anew in ${amount.currency}.`,
      actions: offered('leave'),
    }
  }
  if (amount.minor === contract.minor) return null
  const minor = amount.minor - contract.minor
  return {
    ...about,
    title,
    ...wayToFollow(compared, amount, minor),
    amountMinor: minor < 0n ? -minor : minor,
    currency: contract.currency,
  }
}

/** What is asked of a deal that says no amount to compare, and has another currency than its plan. */
function foreignDeal({ dealId, currency }: StoredDeal, schedule: Schedule): AttentionItem | null {
  if (currency === null || currency === schedule.currency) return null
  return {
    cause: `deal_amount_differs:${dealId}:${currency}:${schedule.currency}`,
    kind: 'deal_amount_differs',
    dealId,
    title: `The deal is in ${currency}, the contract in ${schedule.currency}`,
    detail: `Currencies are never converted here. ${noFigures(currency)} Correct the deal in HubSpot, or plan it anew in ${currency}.`,
    actions: offered('leave'),
  }
}

const noFigures = (currency: string): string =>
  `HubSpot would show our amounts with the sign of ${currency}, so they are left empty there.`

/** More than any contract is worth: said in words only, because no column of money holds it. */
const isTooLong = ({ minor, currency }: Money): boolean =>
  (minor < 0n ? -minor : minor) >= 10n ** BigInt(limits.wholeDigitsPerAmount + currencyDigits(currency))

const LONGEST_SHOWN = 40
const cut = (text: string): string =>
  text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`

/** No amount is nothing that a plan could follow; a contract that is over ends by a change order. */
function wayOut({ schedule, figures }: Compared): Pick<AttentionItem, 'detail' | 'actions'> {
  const keeps = `The contract stays at ${formatMoney(money(schedule.contractMinor, schedule.currency))}, because no amount is nothing to follow.`
  const isBilled = figures.billed !== 0n || figures.inFlight !== 0n
  if (!isFormal(schedule) || isBilled) {
    return {
      detail: `${keeps} Give the deal its amount again in HubSpot, or leave it.`,
      actions: offered('leave'),
    }
  }
  return {
    detail: `${keeps} Give the deal its amount again in HubSpot or, if the job is off, propose a change order that takes all of it out.`,
    actions: offered('change_order', 'leave'),
  }
}

/** Names a difference: another amount, another contract, or the same amount after another one, is another question. */
export function amountCause(deal: StoredDeal, schedule: Schedule): string {
  const amount = dealAmount(deal)
  const says = amount === null ? (deal.amount ?? 'emptied') : `${amount.minor}${amount.currency}`
  const since = deal.amountSince?.getTime() ?? ''
  return `deal_amount_differs:${deal.dealId}:${says}:${schedule.contractMinor}:${since}`
}

/** Which of the two sums a person may change, and how. */
function wayToFollow(
  { schedule, figures }: Compared,
  amount: Money,
  difference: bigint,
): Pick<AttentionItem, 'detail' | 'actions'> & { readonly actions: NonNullable<AttentionItem['actions']> } {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const billed = figures.billed === null ? null : figures.billed + figures.inFlight
  if (amount.minor < 0n) {
    return {
      detail: 'A contract is never worth less than nothing. Correct the deal’s amount in HubSpot.',
      actions: offered('leave'),
    }
  }
  if (billed !== null && amount.minor < billed) {
    return {
      detail:
        `${text(billed)} is billed or on its way already: the contract can't go below that. Correct the deal in ` +
        'HubSpot, or have an invoice voided or credited in QuickBooks first.',
      actions: offered('leave'),
    }
  }
  if (!isFormal(schedule)) {
    return {
      detail: `If the plan follows, its contract value becomes ${formatMoney(amount)} and the shares of open milestones are worked out anew. Nothing billed moves.`,
      actions: offered('follow', 'leave'),
    }
  }
  if (schedule.changedByOrder && amount.minor === schedule.originalMinor) {
    return {
      detail:
        'Approved change orders changed the contract sum. Change the deal’s amount in HubSpot if it should follow.',
      actions: offered('leave'),
    }
  }
  return {
    detail: `The client accepted the plan: propose a change order of ${difference > 0n ? '+' : ''}${text(difference)} if the contract should follow the deal.`,
    actions: offered('change_order', 'leave'),
  }
}

const labels: Readonly<Record<AmountAction, string>> = {
  follow: 'Follow the deal',
  change_order: 'Propose a change order',
  leave: 'Leave it',
}

const offered = (...actions: readonly AmountAction[]): { action: string; label: string }[] =>
  actions.map((action) => ({ action, label: labels[action] }))
