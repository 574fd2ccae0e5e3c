import { sumOrUnknown } from '../../money/money'
import { type TieOut, tiesOut } from '../../reconcile/tie-out'
import type { NamedItem } from '../../reconcile/tie-out-invoice'
import type { TieOutView } from '../contract/tie-out'
import { moneyView } from './money-view'

/** A tie-out on the wire: the sums, the identities, and the invoices that they come from. */
export function tieOutView(tieOut: TieOut): TieOutView {
  const { currency } = tieOut
  const view = (minor: bigint | null) => moneyView(minor, currency)
  const item = ({ what, minor, document }: NamedItem) => ({ what, amount: view(minor), document })
  return {
    currency,
    holds: tiesOut(tieOut),
    sums: Object.fromEntries(Object.entries(tieOut.sums).map(([name, minor]) => [name, view(minor)])),
    identities: tieOut.identities.map(({ id, document, left, right, difference, items }) => ({
      id,
      document,
      left: { name: left.name, amount: view(left.minor) },
      right: right.map(({ name, minor }) => ({ name, amount: view(minor) })),
      difference: view(difference),
      holds: difference === 0n,
      items: items.map(item),
    })),
    invoices: tieOut.invoices.map((row) => ({
      document: row.document,
      gone: row.gone,
      total: view(row.totalMinor),
      tax: view(row.taxMinor),
      balance: view(row.balanceMinor),
      paid: view(row.paidMinor),
      credited: view(row.creditedMinor),
      settledOtherwise: view(sumOrUnknown(row.otherwise.map(({ minor }) => minor))),
      lines: row.lines.map(({ what, minor }) => ({ what, amount: view(minor) })),
    })),
  }
}
