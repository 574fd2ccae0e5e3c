import type { FiguresView, ForecastView } from '../../../http/contract/deal'
import type { MoneyView } from '../../../http/contract/money'
import { minorOf } from '../../parts/minor-units'
import { figureText, moneyText } from '../../parts/money-text'
import classes from './money-ahead.module.css'

interface MoneyAheadProps {
  readonly forecast: ForecastView
  readonly figures: Pick<FiguresView, 'overBilled' | 'underBilled'>
}

/** When does the rest come, and does billing keep pace with the work? One quiet line; nothing where nothing is expected. */
export function MoneyAhead({ forecast, figures }: MoneyAheadProps) {
  const { expectedThisMonth, expectedNextMonth, expectedLater, expectedUndated } = forecast
  const expected = [
    { when: 'this month', of: expectedThisMonth },
    { when: 'next month', of: expectedNextMonth },
    { when: 'later', of: expectedLater },
    { when: 'no date', of: expectedUndated },
  ].filter(({ of }) => of === null || minorOf(of) !== 0n)
  const pace = paceWords(figures)
  if (expected.length === 0 && pace === null) return null
  return (
    <div className={classes['ahead']}>
      {expected.length > 0 && (
        <dl className={classes['expected']} aria-label="Expected cash">
          {expected.some(({ of }) => of === null) ? (
            <div>
              <dt>Expected</dt>
              <dd>{figureText(null)}</dd>
            </div>
          ) : (
            expected.map(({ when, of }, place) => (
              <div key={when}>
                <dt>{place === 0 ? `Expected ${when}` : when}</dt>
                <dd className="tabular">{figureText(of)}</dd>
              </div>
            ))
          )}
        </dl>
      )}
      {pace !== null && <p className={classes['pace']}>{pace}</p>}
    </div>
  )
}

/** "Billed $5,000.00 more than is done", or less; null where both are alike, or it is unknown. */
function paceWords({ overBilled, underBilled }: MoneyAheadProps['figures']): string | null {
  if (isSome(overBilled)) return `Billed ${moneyText(overBilled)} more than is done`
  if (isSome(underBilled)) return `Billed ${moneyText(underBilled)} less than is done`
  return null
}

const isSome = (money: MoneyView | null): money is MoneyView => money !== null && minorOf(money) > 0n
