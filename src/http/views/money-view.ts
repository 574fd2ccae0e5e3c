import { formatAmount, money } from '../../money/money'
import type { MoneyView } from '../contract/money'

/** Minor units on the wire; null stays null, because unknown is not zero. */
export function moneyView(minor: bigint, currency: string): MoneyView
export function moneyView(minor: bigint | null, currency: string): MoneyView | null
export function moneyView(minor: bigint | null, currency: string): MoneyView | null {
  return minor === null ? null : { amount: formatAmount(money(minor, currency)), currency }
}
