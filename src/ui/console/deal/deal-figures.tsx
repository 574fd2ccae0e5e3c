import type { FiguresView, ForecastView } from '../../../http/contract/deal'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { MoneyBar, MoneyBarLegend } from '../../parts/money-bar'
import { moneyText, shareText } from '../../parts/money-text'
import classes from './deal-figures.module.css'
import { MoneyAhead } from './money-ahead'

interface DealFiguresProps {
  readonly figures: FiguresView
  readonly forecast: ForecastView | null
}

/** Where does this job stand, and what comes next? Four numbers, one bar, one line. */
export function DealFigures({ figures, forecast }: DealFiguresProps) {
  const { changeOrders, overdue, earnedNotBilled, refunded, milestonesComplete, milestonesTotal } = figures
  const changed = changeOrders !== null && minorOf(changeOrders) !== 0n
  const late = overdue !== null && minorOf(overdue) > 0n
  const returned = refunded !== null && minorOf(refunded) > 0n
  const earned = earnedNotBilled !== null && minorOf(earnedNotBilled) > 0n
  return (
    <section aria-label="Figures">
      <div className={classes['figures']}>
        <Figure label="Contract" of={figures.contractSum} big>
          {changed
            ? `${moneyText(changeOrders)} by change orders`
            : `${milestonesComplete} of ${milestonesTotal} done`}
        </Figure>
        <Figure label="Billed" of={figures.billed}>
          {figures.billedPercent === null
            ? 'share unknown'
            : `${shareText({ percent: figures.billedPercent })} of the contract`}
        </Figure>
        <Figure label="Paid" of={figures.paid}>
          {late ? (
            <span className={classes['late']}>{moneyText(overdue)} overdue</span>
          ) : returned ? (
            `received, ${moneyText(refunded)} of it refunded`
          ) : (
            'received, with tax'
          )}
        </Figure>
        <Figure label="Left to bill" of={figures.remaining}>
          {earned ? `${moneyText(earnedNotBilled)} earned, not billed` : 'net of tax'}
        </Figure>
      </div>
      <MoneyBar bar={figures.bar} size="large" />
      <MoneyBarLegend bar={figures.bar} />
      {forecast !== null && <MoneyAhead figures={figures} forecast={forecast} />}
    </section>
  )
}
