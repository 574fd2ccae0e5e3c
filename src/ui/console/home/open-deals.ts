import type { DealSummaryView, FiguresView } from '../../../http/contract/deal'
import type { MoneyView } from '../../../http/contract/money'
import { barParts } from '../../parts/bar-part'
import { minorOf, perMille, sumByCurrency } from '../../parts/minor-units'

/** All open deals of one currency, as one deal would look. Null parts are unknown, and so are their sums. */
export interface OpenDeals {
  readonly currency: string
  readonly deals: number
  /** Deals whose figures can't be known now; they are left out of the bar, and said so. */
  readonly unknown: number
  readonly contract: MoneyView | null
  readonly bar: FiguresView['bar']
  /** In tenths of a percent of the contract sums; null while unknown. */
  readonly paid: number | null
  readonly billed: number | null
  readonly earned: number | null
}

function sumOf(
  figures: readonly FiguresView[],
  name: 'contractSum' | 'billed' | 'earnedNotBilled',
): MoneyView | null {
  const amounts = figures.map((item) => item[name]).filter((item) => item !== null)
  return amounts.length === figures.length ? (sumByCurrency(amounts)[0] ?? null) : null
}

function currencyOf(figures: FiguresView): string | null {
  return figures.contractSum?.currency ?? figures.bar[0]?.amount.currency ?? null
}

/** One row per currency: currencies are never added. */
export function openDeals(items: readonly DealSummaryView[]): OpenDeals[] {
  const open = items
    .filter((deal) => !deal.archived)
    .flatMap((deal) => (deal.figures === null ? [] : [deal.figures]))
  const currencies = [...new Set(open.map(currencyOf))].filter((currency) => currency !== null)
  return currencies.map((currency) => {
    const all = open.filter((figures) => currencyOf(figures) === currency)
    const known = all.filter((figures) => figures.billed !== null && figures.contractSum !== null)
    const bar = barParts.flatMap((part) => {
      const amounts = known
        .flatMap((item) => item.bar.filter((piece) => piece.part === part))
        .map((piece) => piece.amount)
      return sumByCurrency(amounts).map((amount) => ({ part, amount }))
    })
    const contract = sumOf(known, 'contractSum')
    const whole = contract === null ? 0n : minorOf(contract)
    const share = (money: MoneyView | null) => (money === null ? null : perMille(minorOf(money), whole))
    return {
      currency,
      deals: all.length,
      unknown: all.length - known.length,
      contract,
      bar,
      paid: bar.some(({ part }) => part === 'unknown')
        ? null
        : share(bar.find((piece) => piece.part === 'paid')?.amount ?? null),
      billed: share(sumOf(known, 'billed')),
      earned: share(sumOf(known, 'earnedNotBilled')),
    }
  })
}
