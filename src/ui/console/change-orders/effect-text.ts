import type { MoneyView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'

/** "+$12,500.00": what is added or taken away, with its sign. */
export function effectText(effect: MoneyView): string {
  const plain = moneyText(effect)
  return plain.startsWith('−') || /^-?0*(\.0*)?$/.test(effect.amount) ? plain : `+${plain}`
}
