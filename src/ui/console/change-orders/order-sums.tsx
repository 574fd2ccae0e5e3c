import { Text } from '@mantine/core'
import type { MoneyView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'
import { effectText } from './effect-text'
import classes from './order-sums.module.css'

export function Effect({ of }: { readonly of: MoneyView }) {
  return <span className="tabular">{effectText(of)}</span>
}

interface OrderSumsProps {
  readonly before: MoneyView
  /** Null while an amount that is typed can't be read. */
  readonly effect: MoneyView | null
  readonly after: MoneyView | null
  /** What the sum after it is: "would be" until it is approved. */
  readonly afterLabel: string
  readonly small?: boolean
}

/** The answer to the page's question: what the contract sum is without it, and with it. */
export function OrderSums({ before, effect, after, afterLabel, small = false }: OrderSumsProps) {
  const size = small ? 'md' : 'xl'
  return (
    <dl className={classes['sums']} data-small={small || undefined}>
      <div>
        <dt>Contract sum before</dt>
        <dd>
          <Text span size={size} className="tabular">
            {moneyText(before)}
          </Text>
        </dd>
      </div>
      <div>
        <dt>Net effect</dt>
        <dd>
          <Text span size={size} className="tabular">
            {effect === null ? '…' : effectText(effect)}
          </Text>
        </dd>
      </div>
      <div>
        <dt>{afterLabel}</dt>
        <dd aria-live="polite">
          <Text span size={size} fw={600} className="tabular">
            {after === null ? '…' : moneyText(after)}
          </Text>
        </dd>
      </div>
    </dl>
  )
}
