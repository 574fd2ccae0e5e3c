import type { TakenDifference } from '../../reconcile/taken-difference-table'
import {
  type OpenItem,
  openItemsOf,
  type TieOut,
  type TieOutState,
  tieOutState,
} from '../../reconcile/tie-out'
import type { PlannedDeal } from './planned-deals-table'
import { type SummedIdentity, summedOf } from './summed-identity'

/** An open difference of a deal, and who looks into it. */
export interface OwnedDifference extends OpenItem {
  readonly owner: TakenDifference | null
}

/** One deal of the workspace's tie-out. */
export interface TieOutRow {
  readonly deal: PlannedDeal
  readonly currency: string
  readonly state: TieOutState
  readonly identities: readonly SummedIdentity[]
  readonly differences: readonly OwnedDifference[]
  /** The invoices behind them, as Milepost knows them, by QuickBooks' ids. */
  readonly invoiceIds: ReadonlyMap<string, string>
}

/** Open differences of a deal, each with who looks into it. */
export const ownedDifferences = (tieOut: TieOut, taken: readonly TakenDifference[]): OwnedDifference[] =>
  openItemsOf(tieOut).map((item) => ({
    ...item,
    owner: taken.find(({ key }) => key === item.key) ?? null,
  }))

/** Our ids of a deal's invoices by QuickBooks' ids. */
export const invoiceIdsOf = ({ invoices }: Pick<TieOut, 'invoices'>): Map<string, string> =>
  new Map(invoices.map(({ document, billed }) => [document.quickbooksId, billed.intent.intentId]))

/** A deal's row. */
export const tieOutRow = (
  deal: PlannedDeal,
  tieOut: TieOut,
  taken: readonly TakenDifference[],
): TieOutRow => ({
  deal,
  currency: tieOut.currency,
  state: tieOutState(tieOut),
  identities: summedOf(tieOut.identities),
  differences: ownedDifferences(tieOut, taken),
  invoiceIds: invoiceIdsOf(tieOut),
})

const ranks: Readonly<Record<TieOutState, number>> = { differs: 0, unknown: 1, holds: 2 }

/** What differs first, then what is not known, then by name; ids decide between equal ones. */
export function compareRows(a: TieOutRow, b: TieOutRow): number {
  const byState = ranks[a.state] - ranks[b.state]
  if (byState !== 0) return byState
  const [one, other] = [a.deal.name.toLowerCase(), b.deal.name.toLowerCase()]
  if (one !== other) return one < other ? -1 : 1
  return a.deal.dealId < b.deal.dealId ? -1 : 1
}

/** Which rows are shown; nothing given is all of them. */
export interface TieOutFilter {
  readonly currency?: string | undefined
  readonly state?: TieOutState | undefined
  /** In the deal's name, or its company's. */
  readonly search?: string | undefined
}

/** Whether a row is looked for. */
export function matchesFilter(row: TieOutRow, { currency, state, search }: TieOutFilter): boolean {
  const words = `${row.deal.name} ${row.deal.company ?? ''}`.toLowerCase()
  return (
    (currency === undefined || row.currency === currency) &&
    (state === undefined || row.state === state) &&
    (search === undefined || words.includes(search.trim().toLowerCase()))
  )
}
