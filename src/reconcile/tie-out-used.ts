import { parseAmount, sumOrUnknown } from '../money/money'
import { type Identity, identity, less, term } from './tie-out-identity'
import { type DocumentRef, documentName, documentRef, openItem } from './tie-out-invoice'
import { byPayment, piecesOf, type SettledBy, type Settlements } from './tie-out-settled'

/** How a document's total is used up. Minor units; null is unknown. */
interface UsedUp {
  readonly document: DocumentRef
  readonly changedAt: Date | null
  readonly totalMinor: bigint | null
  readonly hereMinor: bigint | null
  readonly elsewhereMinor: bigint | null
  readonly leftMinor: bigint | null
}

/** One of a deal's invoices with what settled it, or the deal's part of it; null while that was not all read. */
export interface SettledInvoice {
  readonly quickbooksId: string
  readonly settled: readonly SettledBy[] | null
  /** Credit memos that a person said are for it, although they are not applied. */
  readonly attributedMemoIds: readonly string[]
}

const minorOf = (text: string | undefined, currency: string): bigint | null =>
  text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)

/** D and E: each credit memo and each payment that settled something of these invoices is used up here, elsewhere, or not yet. */
export function usedIdentities(
  settlements: Settlements,
  invoices: readonly SettledInvoice[],
  currency: string,
): Identity[] {
  return [
    ...usedOfCreditMemos(settlements, invoices, currency).map((memo) =>
      usedIdentity('D', memo, ['Applied here', 'Applied elsewhere', 'Not applied yet']),
    ),
    ...usedOfPayments(settlements, invoices, currency).map((payment) =>
      usedIdentity('E', payment, ['Cash here', 'Cash elsewhere', 'Not applied yet']),
    ),
  ]
}

/** Each payment that touches these invoices: cash here, cash elsewhere, and what settles nothing yet. */
function usedOfPayments(
  { payments, links, unreadable }: Settlements,
  invoices: readonly SettledInvoice[],
  currency: string,
): UsedUp[] {
  const ours = new Set(invoices.map(({ quickbooksId }) => quickbooksId))
  return [...byPayment(links)].flatMap(([id, lines]) => {
    if (!lines.some((line) => line.toKind === 'Invoice' && ours.has(line.toId))) return []
    const stored = payments.get(id)
    const pieces = piecesOf(lines, currency)
    const cash =
      pieces === null
        ? null
        : sumOrUnknown(pieces.filter(({ from }) => from === null).map(({ minor }) => minor))
    const touched = invoices.filter((each) => lines.some((line) => line.toId === each.quickbooksId))
    const hereMinor = usedHere(touched, 'cash', id)
    return [
      {
        document: documentRef('Payment', id, stored),
        changedAt: stored?.changedAt ?? null,
        totalMinor: unreadable?.has(`Payment ${id}`) ? null : minorOf(stored?.body?.TotalAmt, currency),
        hereMinor,
        elsewhereMinor: sumOrUnknown([cash, less(hereMinor)]),
        leftMinor: stored?.body ? minorOf(stored.body.UnappliedAmt ?? '0', currency) : null,
      },
    ]
  })
}

/** Each credit memo that was applied to these invoices, or is said to be for one: applied here, applied elsewhere, and what is left of it. */
function usedOfCreditMemos(
  { creditMemos, links, unreadable }: Settlements,
  invoices: readonly SettledInvoice[],
  currency: string,
): UsedUp[] {
  const ours = new Set(invoices.map(({ quickbooksId }) => quickbooksId))
  const payments = [...byPayment(links).values()]
  const here = payments.filter((lines) =>
    lines.some((line) => line.toKind === 'Invoice' && ours.has(line.toId)),
  )
  const ids = new Set([
    ...here.flat().flatMap((line) => (line.toKind === 'CreditMemo' ? line.toId : [])),
    // One that is deleted is no document any more: what was last read of it may be of a moment before it was unapplied.
    ...invoices.flatMap(({ attributedMemoIds }) =>
      attributedMemoIds.filter((id) => (creditMemos.get(id)?.deletedAt ?? null) === null),
    ),
  ])
  return [...ids].map((id) => {
    const stored = creditMemos.get(id)
    const applied = sumOrUnknown(
      links
        .filter((line) => line.toKind === 'CreditMemo' && line.toId === id)
        .map((line) => minorOf(line.amount, currency)),
    )
    const by = here.filter((lines) => lines.some((line) => line.toKind === 'CreditMemo' && line.toId === id))
    const touched = invoices.filter((each) =>
      by.some((lines) => lines.some((line) => line.toKind === 'Invoice' && line.toId === each.quickbooksId)),
    )
    const hereMinor = usedHere(touched, 'credit', id)
    return {
      document: documentRef('CreditMemo', id, stored),
      changedAt: stored?.changedAt ?? null,
      totalMinor: unreadable?.has(`CreditMemo ${id}`) ? null : minorOf(stored?.body?.TotalAmt, currency),
      hereMinor,
      elsewhereMinor: sumOrUnknown([applied, less(hereMinor)]),
      leftMinor: minorOf(stored?.body?.RemainingCredit ?? stored?.body?.Balance, currency),
    }
  })
}

const usedHere = (
  invoices: readonly SettledInvoice[],
  how: SettledBy['how'],
  quickbooksId: string,
): bigint | null =>
  sumOrUnknown(
    invoices.flatMap(({ settled }): (bigint | null)[] =>
      settled === null
        ? [null]
        : settled
            .filter((each) => each.how === how && each.document.quickbooksId === quickbooksId)
            .map(({ minor }) => minor),
    ),
  )

function usedIdentity(
  id: 'D' | 'E',
  { document, changedAt, totalMinor, hereMinor, elsewhereMinor, leftMinor }: UsedUp,
  [here, elsewhere, left]: readonly [string, string, string],
): Identity {
  const name = `${id === 'D' ? 'Credit memo' : 'Payment'} ${documentName(document)}`
  const own = (minor: bigint | null) => [{ document, minor }]
  const result = identity(id, document, term(name, totalMinor, own(totalMinor)), [
    term(here, hereMinor, own(hereMinor)),
    term(elsewhere, elsewhereMinor, own(elsewhereMinor)),
    term(left, leftMinor, own(leftMinor)),
  ])
  const { difference } = result
  if (difference === 0n) return result
  const what =
    difference === null ? `${name} could not be read` : `${name} says another sum than what it is applied to`
  return { ...result, items: [openItem('used', { what, minor: difference, document }, changedAt)] }
}
