import { formatAmount, formatMoney, type Money, money, parseAmount } from '../../money/money'
import { type FieldError, invalid } from '../../tenants/refusal'

/** What a person says that a refund, or a part of one, gives back. */
export interface RefundSaid {
  readonly intentId: string
  /** Null for what else the invoice bills: a deposit, hours, costs. */
  readonly milestoneId: string | null
  /** Whether what it took of the milestone is billed again; otherwise it is closed by name. */
  readonly again: boolean
  /** How much of the refund that is, tax included; left out: all of it. */
  readonly amount?: { readonly amount: string; readonly currency: string } | undefined
}

const pointerOf = (place: number, field: string): string =>
  place === 0 ? `/gives/${field}` : `/also/${place - 1}/${field}`

/**
 * How much each part is of a refund of this total, tax included, in minor units; null for one that is all of it. Refuses
 * validation_failed where parts of several do not say an amount each, do not sum to the refund to the cent, or name one
 * thing twice.
 */
export function sharesSaid(said: readonly RefundSaid[], total: Money): readonly (bigint | null)[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  const shares = said.map(({ intentId, milestoneId, amount }, place) => {
    const subject = `${intentId} ${milestoneId}`
    if (seen.has(subject))
      errors.push({ pointer: pointerOf(place, 'milestoneId'), detail: 'It is said twice: once for each.' })
    seen.add(subject)
    if (amount === undefined && said.length === 1) return null
    const typed = amount?.currency === total.currency ? parseAmount(amount.amount, total.currency) : null
    if (typed === null || typed.minor <= 0n) {
      const detail = `How much of the refund it is: more than nothing, in ${total.currency}, such as “${formatAmount(total)}”.`
      errors.push({ pointer: pointerOf(place, 'amount'), detail })
      return null
    }
    return typed.minor
  })
  const sum = shares.reduce<bigint>((all, share) => all + (share ?? 0n), 0n)
  if (errors.length === 0 && shares.some((share) => share !== null) && sum !== total.minor) {
    const comes = formatMoney(money(sum, total.currency))
    const detail =
      said.length === 1
        ? `The refund is ${formatMoney(total)}, and not ${comes}: look at it again.`
        : `The parts come to ${comes}, and the refund to ${formatMoney(total)}: they must be the same, to the cent.`
    errors.push({ pointer: '/gives/amount', detail })
  }
  if (errors.length > 0) throw invalid(errors)
  return said.length === 1 ? [null] : shares
}
