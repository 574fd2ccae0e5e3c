import type { MilestoneView } from '../../../http/contract/milestone'
import type { MoneyView, ShareView } from '../../../http/contract/money'
import { resolveRatios } from '../../../http/contract/ratios'
import { digitsOf, fromMinor, minorOf, typedDecimal } from '../../parts/minor-units'
import { ratioOf } from '../../parts/share-ratio'
import { shareError, shareInput } from '../../parts/typed-share'
import type { BillingToCome } from './billing-to-come'

/** How an accepted part is typed. */
export type SplitUnit = 'share' | 'amount'

/** Both parts of a split while it is typed; or why there are none, in words. */
export type SplitPreview =
  | {
      readonly ok: true
      readonly given: MoneyView | ShareView
      readonly accepted: MoneyView
      readonly remaining: MoneyView
    }
  | { readonly ok: false; readonly problem: string }

/**
 * What typing this would make of a milestone, to the cent: a share is resolved together with what it leaves, as the
 * server does.
 */
export function splitPreview(whole: MoneyView, unit: SplitUnit, typed: string): SplitPreview {
  const { currency } = whole
  const digits = digitsOf(currency)
  const given = unit === 'share' ? shareInput(typed) : amountInput(typed, currency, digits)
  if (given === null) {
    return {
      ok: false,
      problem: unit === 'share' ? shareError(typed) : `An amount in ${currency}, such as 1,000`,
    }
  }
  const wholeMinor = minorOf(whole)
  const acceptedMinor = 'amount' in given ? minorOf(given) : shareOf(wholeMinor, given)
  if (acceptedMinor <= 0n) return { ok: false, problem: 'Nothing would be accepted' }
  if (acceptedMinor >= wholeMinor) return { ok: false, problem: 'A part is less than all of it' }
  const money = (minor: bigint): MoneyView => ({ amount: fromMinor(minor, digits), currency })
  return { ok: true, given, accepted: money(acceptedMinor), remaining: money(wholeMinor - acceptedMinor) }
}

function amountInput(typed: string, currency: string, digits: number): MoneyView | null {
  const amount = typedDecimal(typed, digits)
  return amount === null ? null : { amount, currency }
}

function shareOf(whole: bigint, share: ShareView): bigint {
  const ratio = ratioOf(share)
  if (ratio === null) return 0n
  const rest = { over: ratio.under - ratio.over, under: ratio.under }
  return resolveRatios(whole, [{ ratio }, { ratio: rest }])[0] ?? 0n
}

const outcomes: Readonly<Record<BillingToCome, string>> = {
  now: 'its invoice is created',
  held: 'it waits for a bookkeeper to create its invoice',
  monthly: 'it waits for the monthly invoice',
  triggered: 'its invoice waits for the day that was agreed',
}

/** What becomes of the two parts, by where the work stands: said before anything happens. */
export function splitOutcome(workStatus: MilestoneView['workStatus'], billing: BillingToCome): string {
  const billed = outcomes[billing]
  switch (workStatus) {
    case 'in_review':
      return `The accepted part is approved, and ${billed}. What remains goes back to in progress, with changes requested, and is submitted again.`
    case 'completed':
      return `The accepted part stays completed, and ${billed}. What remains goes back to in progress, with changes requested.`
    case 'pending':
    case 'in_progress':
    case 'cancelled':
      return 'Both parts stay where the work stands, and nothing is billed: each is completed, or submitted, by itself.'
  }
}
