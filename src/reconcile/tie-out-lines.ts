import { sumOrUnknown } from '../money/money'
import { type Identity, identity, less, lessOf, type TieOutSums, term } from './tie-out-identity'
import {
  type Contribution,
  documentName,
  type LineSort,
  type NamedItem,
  openItem,
  sumOf,
  type TieOutInvoice,
} from './tie-out-invoice'

/** B: what was invoiced is its lines and the tax on them. */
export function linesIdentity(
  sums: TieOutSums,
  invoices: readonly TieOutInvoice[],
  missing: readonly NamedItem[],
): Identity {
  const sort = (which: LineSort): Contribution[] =>
    invoices.map(({ document, lines }) => ({ document, minor: sumOf(lines, which) }))
  return identity(
    'B',
    null,
    term(
      'Total of all invoices',
      sums.invoicedTotal,
      invoices.map(({ document, totalMinor }) => ({ document, minor: totalMinor })),
    ),
    [
      term('Milestones', sums.milestoneLines, sort('milestone')),
      term('Held back, less released', less(sums.retained), sort('retained')),
      term('Deposits beside the contract', sums.advances, sort('advance')),
      term('Drawn of deposits', less(sums.drawn), sort('drawn')),
      term('Deposits that became income', sums.depositIncome, sort('deposit_income')),
      term('Extras', sums.extras, sort('extra')),
      term(
        'Tax',
        sums.tax,
        invoices.map(({ document, taxMinor }) => ({ document, minor: taxMinor })),
      ),
    ],
    [...invoices.flatMap(itemsOf), ...missing],
  )
}

function itemsOf(row: TieOutInvoice): NamedItem[] {
  const { document, lines, totalMinor, taxMinor, changedAt } = row
  const net = sumOrUnknown(lines.map(({ minor }) => minor))
  const extras = lines
    .filter((line) => line.sort === 'extra' && line.minor !== 0n)
    .map(
      (line): NamedItem => ({
        what: line.what,
        minor: line.minor,
        document,
        standing: { state: 'part' },
      }),
    )
  const known = sumOrUnknown([net, taxMinor])
  if (known === null || totalMinor === null) {
    const what = `A line of invoice ${documentName(document)} is unknown`
    return [...extras, openItem('line', { what, minor: null, document }, changedAt)]
  }
  const named = [...extras, ...taxRounding(row, net)]
  if (totalMinor === known) return named
  const what = `The lines and the tax of invoice ${documentName(document)} do not come to its total`
  return [...named, openItem('total', { what, minor: totalMinor - known, document }, changedAt)]
}

/** A cent of tax that is left where work and what was drawn for it come to nothing. */
function taxRounding(
  { document, lines, taxMinor }: Pick<TieOutInvoice, 'document' | 'lines' | 'taxMinor'>,
  net: bigint | null,
): NamedItem[] {
  if (net !== 0n || taxMinor === null || taxMinor === 0n) return []
  const most = BigInt(lines.length)
  if (!lines.some(({ sort }) => sort === 'drawn') || taxMinor > most || taxMinor < -most) return []
  return [
    {
      what: `Tax rounding on invoice ${documentName(document)}`,
      minor: taxMinor,
      document,
      standing: { state: 'part' },
    },
  ]
}

/** What the milestones' lines come to on each invoice, less what credits took of them. */
export const billedDocuments = (invoices: readonly TieOutInvoice[]): Contribution[] =>
  invoices.flatMap(({ document, lines, creditedNetMinor }) => [
    {
      document,
      minor: sumOrUnknown([
        sumOf(lines, 'milestone'),
        ...lessOf([{ document, minor: creditedNetMinor }]).map(({ minor }) => minor),
      ]),
    },
  ])
