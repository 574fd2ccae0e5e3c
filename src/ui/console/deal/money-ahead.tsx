import type { FiguresView, ForecastView } from '../../../http/contract/deal'
import classes from './money-ahead.module.css'
import { expectedWords, paceWords } from './money-ahead-words'

interface MoneyAheadProps {
  readonly forecast: ForecastView
  readonly figures: Pick<FiguresView, 'overBilled' | 'underBilled'>
}

/** When does the rest come, and does billing keep pace with the work? One quiet line; nothing where nothing is expected. */
export function MoneyAhead({ forecast, figures }: MoneyAheadProps) {
  const expected = expectedWords(forecast)
  const pace = paceWords(figures, forecast)
  if (expected.length === 0 && pace === null) return null
  return (
    <div className={classes['ahead']}>
      {expected.length > 0 && (
        <dl className={classes['expected']} aria-label="Expected cash">
          {expected.map(({ when, text }) => (
            <div key={when}>
              <dt>{when}</dt>
              <dd className="tabular">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {pace !== null && <p className={classes['pace']}>{pace}</p>}
    </div>
  )
}
