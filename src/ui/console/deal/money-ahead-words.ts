import type { FiguresView, ForecastView } from '../../../http/contract/deal'
import type { MoneyView } from '../../../http/contract/money'
import { minorOf } from '../../parts/minor-units'
import { figureText, moneyText } from '../../parts/money-text'

/** What is expected when: months that bring nothing are left out. Where a part is unknown, one line says so of all of it. */
export function expectedWords(
  forecast: ForecastView,
): readonly { readonly when: string; readonly text: string }[] {
  const months = [
    { when: 'this month', of: forecast.expectedThisMonth },
    { when: 'next month', of: forecast.expectedNextMonth },
    { when: 'later', of: forecast.expectedLater },
    { when: 'without a date', of: forecast.expectedUndated },
  ]
  if (months.some(({ of }) => of === null)) return [{ when: 'Expected', text: figureText(null) }]
  return months
    .filter(({ of }) => of !== null && minorOf(of) !== 0n)
    .map(({ when, of }, place) => ({ when: place === 0 ? `Expected ${when}` : when, text: figureText(of) }))
}

/** Whether billing keeps pace with the work, in words; null where both are alike, or it is unknown. */
export function paceWords({
  overBilled,
  underBilled,
}: Pick<FiguresView, 'overBilled' | 'underBilled'>): string | null {
  if (isSome(overBilled)) return `Billed ${moneyText(overBilled)} more than is done`
  if (isSome(underBilled)) return `Billed ${moneyText(underBilled)} less than is done`
  return null
}

const isSome = (money: MoneyView | null): money is MoneyView => money !== null && minorOf(money) > 0n
