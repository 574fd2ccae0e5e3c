import type { FiguresView } from '../../http/contract/deal'
import { barWords } from './bar-part'
import { minorOf, perMille } from './minor-units'
import classes from './money-bar.module.css'
import { moneyText } from './money-text'

type Bar = FiguresView['bar']

interface MoneyBarProps {
  readonly bar: Bar
  readonly size?: 'small' | 'large'
}

/** The bar in one sentence, for those who don't see it. */
export function barSentence(bar: Bar): string {
  const known = bar.filter((item) => minorOf(item.amount) > 0n)
  if (known.length === 0) return 'Nothing scheduled yet'
  return known.map((item) => `${barWords[item.part]} ${moneyText(item.amount)}`).join(', ')
}

/** Where the money stands, as one bar: paid, billed, being billed, completed, open, not scheduled, over. */
export function MoneyBar({ bar, size = 'small' }: MoneyBarProps) {
  const drawn = bar.filter((item) => minorOf(item.amount) > 0n)
  const whole = drawn.reduce((sum, item) => sum + minorOf(item.amount), 0n)
  return (
    <div role="img" aria-label={barSentence(bar)} className={`${classes['bar']} ${classes[size]}`}>
      {drawn.map((item) => (
        <span
          key={item.part}
          className={`${classes['part']} ${classes[item.part]}`}
          style={{ flexGrow: Math.max(perMille(minorOf(item.amount), whole), 4) }}
          title={`${barWords[item.part]} ${moneyText(item.amount)}`}
        />
      ))}
    </div>
  )
}

/** The bar's parts by name, colour and amount. */
export function MoneyBarLegend({ bar }: { readonly bar: Bar }) {
  return (
    <ul className={classes['legend']}>
      {bar
        .filter((item) => minorOf(item.amount) > 0n)
        .map((item) => (
          <li key={item.part}>
            <span className={`${classes['swatch']} ${classes[item.part]}`} aria-hidden="true" />
            {barWords[item.part]} <span className="tabular">{moneyText(item.amount)}</span>
          </li>
        ))}
    </ul>
  )
}
