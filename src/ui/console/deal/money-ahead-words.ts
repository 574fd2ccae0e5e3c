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

/** What could be billed now, and whether billing keeps pace with the work; null where there is nothing to say, or it is unknown. */
export function paceWords(
  { overBilled, underBilled }: Pick<FiguresView, 'overBilled' | 'underBilled'>,
  { readyToBill }: Pick<ForecastView, 'readyToBill'>,
): string | null {
  const words = [
    ...(isSome(readyToBill) ? [`${moneyText(readyToBill)} ready to bill`] : []),
    ...(isSome(overBilled) ? [`billed ${moneyText(overBilled)} more than is done`] : []),
    ...(isSome(underBilled) ? [`billed ${moneyText(underBilled)} less than is done`] : []),
  ].join(' · ')
  return words === '' ? null : words.charAt(0).toUpperCase() + words.slice(1)
}

const isSome = (money: MoneyView | null): money is MoneyView => money !== null && minorOf(money) > 0n
