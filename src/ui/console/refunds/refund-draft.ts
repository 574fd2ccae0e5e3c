import type { MoneyView } from '../../../http/contract/money'
import type { RefundView } from '../../../http/contract/refund'
import { digitsOf, fromMinor, minorOf, typedDecimal } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'

export type Candidate = RefundView['candidates'][number]

/** One thing that a refund is said to give back, as it is sent. */
export interface Giving {
  readonly invoiceId: string
  readonly milestoneId: string | null
  readonly again: boolean
  /** Left out where nobody knows how much the refund is. */
  readonly amount?: MoneyView
}

/** Tells candidates apart. */
export const keyOf = ({ invoiceId, milestone }: Candidate): string => `${invoiceId} ${milestone?.id ?? ''}`

/** How far a refund is divided: what was typed beside what, and what is left of it. */
export interface Split {
  readonly parts: readonly { readonly candidate: Candidate; readonly amount: MoneyView }[]
  /** Below nothing where more was typed than the refund is. */
  readonly leftMinor: bigint
  /** What can't be read, by candidate. */
  readonly errors: ReadonlyMap<string, string>
  /** Two parts or more, and to the cent the whole refund. */
  readonly isWhole: boolean
}

/** Divides a refund by the amounts as typed, by candidate; one that is empty or nothing is no part. */
export function splitOf(
  total: MoneyView,
  candidates: readonly Candidate[],
  typed: Readonly<Record<string, string>>,
): Split {
  const digits = digitsOf(total.currency)
  const errors = new Map<string, string>()
  const parts = candidates.flatMap((candidate) => {
    const text = (typed[keyOf(candidate)] ?? '').trim()
    if (text === '') return []
    const amount = typedDecimal(text, digits)
    if (amount === null) {
      errors.set(keyOf(candidate), `An amount, such as ${moneyText(total)}`)
      return []
    }
    const money = { amount, currency: total.currency }
    return minorOf(money) === 0n ? [] : [{ candidate, amount: money }]
  })
  const leftMinor = parts.reduce((left, { amount }) => left - minorOf(amount), minorOf(total))
  return { parts, leftMinor, errors, isWhole: errors.size === 0 && leftMinor === 0n && parts.length > 1 }
}

/** The amount that would make one field take all that the others leave; null where nothing is left for it. */
export function restFor(
  total: MoneyView,
  { parts, leftMinor }: Pick<Split, 'parts' | 'leftMinor'>,
  key: string,
): string | null {
  const own = parts.find(({ candidate }) => keyOf(candidate) === key)
  const minor = leftMinor + (own ? minorOf(own.amount) : 0n)
  return minor <= 0n ? null : fromMinor(minor, digitsOf(total.currency))
}

/** "All $100.00 is said.", or how much is left, or too much. */
export function leftWords(
  total: MoneyView,
  { leftMinor, parts }: Pick<Split, 'leftMinor' | 'parts'>,
): string {
  const text = (minor: bigint) =>
    moneyText({ amount: fromMinor(minor, digitsOf(total.currency)), currency: total.currency })
  if (leftMinor > 0n) return `${text(leftMinor)} of ${moneyText(total)} is left to say.`
  if (leftMinor < 0n) return `That is ${text(-leftMinor)} more than the refund of ${moneyText(total)}.`
  return parts.length === 1
    ? 'All of it gives back one thing: say that as one thing.'
    : `All ${moneyText(total)} is said.`
}
