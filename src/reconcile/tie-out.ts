import { depositAccounts, heldOf } from '../invoices/deposits/deposit-account'
import { sumOrUnknown } from '../money/money'
import { contractIdentity } from './tie-out-contract'
import { type Identity, identity, less, type TieOutInput, type TieOutSums } from './tie-out-identity'
import { type DocumentRef, type NamedItem, sumOf, type TieOutInvoice, tieOutInvoice } from './tie-out-invoice'
import { settledOtherwise, type UsedUp, usedOfCreditMemos, usedOfPayments } from './tie-out-settled'

export interface TieOut {
  readonly currency: string
  readonly sums: TieOutSums
  readonly identities: readonly Identity[]
  readonly invoices: readonly (TieOutInvoice & { readonly otherwise: readonly NamedItem[] })[]
}

/** Whether everything comes out: a part that is unknown does not. */
export const tiesOut = ({ identities }: Pick<TieOut, 'identities'>): boolean =>
  identities.every(({ difference }) => difference === 0n)

/** Holds the figures of a deal against the documents that exist, line by line. */
export function deriveTieOut(input: TieOutInput): TieOut {
  const { schedule, intents, figures, stored, links } = input
  const { currency } = schedule
  const unread = intents.filter((each) => each.intent.state === 'posted' && each.invoice === null)
  const invoices = intents.flatMap((billed) => {
    const { invoice, intent } = billed
    if (intent.state !== 'posted' || invoice === null) return []
    const document = stored.get(invoice.quickbooksId)
    const row = tieOutInvoice(billed, invoice, document)
    return row ? [{ ...row, otherwise: settledOtherwise(row.document, document, links, currency) }] : []
  })
  const all = (of: (row: (typeof invoices)[number]) => bigint | null) =>
    unread.length > 0 ? null : sumOrUnknown(invoices.map(of))
  const lines = invoices.flatMap((row) => row.lines)
  const sort = (which: Parameters<typeof sumOf>[1]) => (unread.length > 0 ? null : sumOf(lines, which))
  const milestoneLines = sort('milestone')
  const credited = all((row) => row.creditedNetMinor)
  const sums: TieOutSums = {
    contractSum: figures.contractSum,
    milestoneLines,
    credited,
    billed: sumOrUnknown([milestoneLines, less(credited)]),
    inFlight: figures.inFlight,
    unscheduled: figures.unscheduled,
    retained: less(sort('retained')),
    advances: sort('advance'),
    drawn: less(sort('drawn')),
    depositIncome: sort('deposit_income'),
    depositHeld: unread.length > 0 ? null : heldOf(depositAccounts(intents, currency)),
    extras: sort('extra'),
    tax: all((row) => row.taxMinor),
    invoicedTotal: all((row) => row.totalMinor),
    balance: all((row) => row.balanceMinor),
    paid: all((row) => row.paidMinor),
    creditApplied: all((row) => row.creditedMinor),
    settledOtherwise: all((row) => sumOrUnknown(row.otherwise.map(({ minor }) => minor))),
  }
  const missing = unread.map(({ intent }): NamedItem => {
    const id = intent.quickbooksId ?? ''
    return {
      what: `Invoice ${id} could not be read`,
      minor: null,
      document: { kind: 'Invoice', quickbooksId: id, number: null },
    }
  })
  const ids = new Set(invoices.map((row) => row.document.quickbooksId))
  return {
    currency,
    sums,
    invoices,
    identities: [
      contractIdentity(input, sums, invoices),
      linesIdentity(sums, invoices, missing),
      settledIdentity(sums, invoices, missing),
      ...usedOfCreditMemos(input, ids, currency).map((memo) =>
        usedIdentity('D', memo, ['Applied here', 'Applied elsewhere', 'Not applied yet']),
      ),
      ...usedOfPayments(input, ids, currency).map((payment) =>
        usedIdentity('E', payment, ['Cash here', 'Cash elsewhere', 'Not applied yet']),
      ),
    ],
  }
}

const nameOf = ({ number, quickbooksId }: DocumentRef): string => number ?? quickbooksId

/** B: what was invoiced is its lines and the tax on them. */
function linesIdentity(
  sums: TieOutSums,
  invoices: readonly TieOutInvoice[],
  missing: readonly NamedItem[],
): Identity {
  const items = invoices.flatMap((row): NamedItem[] => {
    const { document, lines, totalMinor, taxMinor } = row
    const net = sumOrUnknown(lines.map(({ minor }) => minor))
    const extras = lines
      .filter((line) => line.sort === 'extra' && line.minor !== 0n)
      .map((line): NamedItem => ({ what: line.what, minor: line.minor, document }))
    const known = sumOrUnknown([net, taxMinor])
    if (known === null || totalMinor === null)
      return [...extras, { what: `A line of invoice ${nameOf(document)} is unknown`, minor: null, document }]
    const apart = totalMinor - known
    const differs: NamedItem[] =
      apart === 0n
        ? []
        : [
            {
              what: `The lines and the tax of invoice ${nameOf(document)} do not come to its total`,
              minor: apart,
              document,
            },
          ]
    return [...extras, ...taxRounding(row, net), ...differs]
  })
  return identity(
    'B',
    null,
    { name: 'Total of all invoices', minor: sums.invoicedTotal },
    [
      { name: 'Milestones', minor: sums.milestoneLines },
      { name: 'Held back, less released', minor: less(sums.retained) },
      { name: 'Deposits beside the contract', minor: sums.advances },
      { name: 'Drawn of deposits', minor: less(sums.drawn) },
      { name: 'Deposits that became income', minor: sums.depositIncome },
      { name: 'Extras', minor: sums.extras },
      { name: 'Tax', minor: sums.tax },
    ],
    [...items, ...missing],
  )
}

/** A cent of tax that is left where work and what was drawn for it come to nothing. */
function taxRounding(
  { document, lines, taxMinor }: Pick<TieOutInvoice, 'document' | 'lines' | 'taxMinor'>,
  net: bigint | null,
): NamedItem[] {
  if (net !== 0n || taxMinor === null || taxMinor === 0n) return []
  const most = BigInt(lines.length)
  if (!lines.some(({ sort }) => sort === 'drawn') || taxMinor > most || taxMinor < -most) return []
  return [{ what: `Tax rounding on invoice ${nameOf(document)}`, minor: taxMinor, document }]
}

/** C: what was invoiced is open, or it was settled in a way that has a name. */
function settledIdentity(
  sums: TieOutSums,
  invoices: TieOut['invoices'],
  missing: readonly NamedItem[],
): Identity {
  const items = invoices.flatMap((row): NamedItem[] => {
    const { document, totalMinor, balanceMinor, paidMinor, creditedMinor, otherwise } = row
    const parts = [balanceMinor, paidMinor, creditedMinor, ...otherwise.map(({ minor }) => minor)]
    const apart = sumOrUnknown([totalMinor, ...parts.map(less)])
    if (apart === null) {
      const what = `What settled invoice ${nameOf(document)} could not all be read`
      return [...otherwise, { what, minor: null, document }]
    }
    if (apart === 0n) return [...otherwise]
    const what = `Nothing that was read accounts for a part of what settled invoice ${nameOf(document)}`
    return [...otherwise, { what, minor: apart, document }]
  })
  return identity(
    'C',
    null,
    { name: 'Total of all invoices', minor: sums.invoicedTotal },
    [
      { name: 'Open', minor: sums.balance },
      { name: 'Paid', minor: sums.paid },
      { name: 'Credited, with tax', minor: sums.creditApplied },
      { name: 'Settled otherwise', minor: sums.settledOtherwise },
    ],
    [...items, ...missing],
  )
}

/** D and E: a document is used up here, elsewhere, or not yet. */
function usedIdentity(
  id: 'D' | 'E',
  { document, totalMinor, hereMinor, elsewhereMinor, leftMinor }: UsedUp,
  [here, elsewhere, left]: readonly [string, string, string],
): Identity {
  const result = identity(
    id,
    document,
    { name: `${id === 'D' ? 'Credit memo' : 'Payment'} ${nameOf(document)}`, minor: totalMinor },
    [
      { name: here, minor: hereMinor },
      { name: elsewhere, minor: elsewhereMinor },
      { name: left, minor: leftMinor },
    ],
  )
  const { difference } = result
  if (difference === 0n) return result
  const what =
    difference === null
      ? `${result.left.name} could not be read`
      : `${result.left.name} says another sum than what it is applied to`
  return { ...result, items: [{ what, minor: difference, document }] }
}
