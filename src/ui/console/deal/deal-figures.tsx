import type { FiguresView } from '../../../http/contract/deal'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { MoneyBar, MoneyBarLegend } from '../../parts/money-bar'
import { moneyText, shareText } from '../../parts/money-text'
import classes from './deal-figures.module.css'

/** Where does this job stand? Four numbers and one bar. */
export function DealFigures({ figures }: { readonly figures: FiguresView }) {
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
    </section>
  )
}
