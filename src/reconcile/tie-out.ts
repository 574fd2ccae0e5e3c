import { type DocumentKind, invoiceFacts } from '../invoices/books/document'
import { depositAccounts, heldOf } from '../invoices/deposits/deposit-account'
import { sumOrUnknown } from '../money/money'
import { contractIdentity } from './tie-out-contract'
import { type Identity, identity, less, type TieOutInput, type TieOutSums, term } from './tie-out-identity'
import {
  type Contribution,
  documentName,
  documentRef,
  type NamedItem,
  openItem,
  sumOf,
  type TieOutInvoice,
  tieOutInvoice,
} from './tie-out-invoice'
import { linesIdentity } from './tie-out-lines'
import { type SettledBy, settlersOf } from './tie-out-settled'
import { usedIdentities } from './tie-out-used'

/** An invoice that exists, with what settled it, or a deal's part of that; null while not all of it was read. */
export interface SettledTieOutInvoice extends TieOutInvoice {
  readonly settled: readonly SettledBy[] | null
}

export interface TieOut {
  readonly scheduleId: string
  readonly currency: string
  readonly sums: TieOutSums
  readonly identities: readonly Identity[]
  readonly invoices: readonly SettledTieOutInvoice[]
}

/** Whether everything comes out: a part that is unknown does not. */
export const tiesOut = ({ identities }: Pick<TieOut, 'identities'>): boolean =>
  identities.every(({ difference }) => difference === 0n)

/** Everything that waits for somebody, or for a document: what is left before the deal ties out for good. */
export const openItemsOf = ({ identities }: Pick<TieOut, 'identities'>): OpenItem[] =>
  identities.flatMap(({ id, items }) =>
    items.flatMap((item) =>
      item.standing.state === 'open'
        ? [{ ...item, identity: id, key: `${id}:${item.standing.key}`, since: item.standing.since }]
        : [],
    ),
  )

/** An open item of an identity, with the name by which a person takes it. */
export interface OpenItem extends NamedItem {
  readonly identity: Identity['id']
  readonly key: string
  readonly since: Date | null
}

/** Where a deal stands: it ties out, something waits or does not come out, or something is not known. */
export type TieOutState = 'holds' | 'differs' | 'unknown'
export function tieOutState(tieOut: Pick<TieOut, 'identities'>): TieOutState {
  if (tieOut.identities.some(({ difference }) => difference === null)) return 'unknown'
  return tiesOut(tieOut) && openItemsOf(tieOut).length === 0 ? 'holds' : 'differs'
}

/** Holds the figures of a deal against the documents that exist, line by line. */
export function deriveTieOut(input: TieOutInput): TieOut {
  const { schedule, intents, figures, stored } = input
  const { currency } = schedule
  const unread = intents.filter((each) => each.intent.state === 'posted' && each.invoice === null)
  const invoices = intents.flatMap((billed): SettledTieOutInvoice[] => {
    const { invoice, intent, portion } = billed
    if (intent.state !== 'posted' || invoice === null) return []
    const document = stored.get(invoice.quickbooksId)
    const row = tieOutInvoice(billed, invoice, document)
    if (row === null) return []
    // What settles it is of the whole invoice, whatever this deal's part of it is.
    const whole = portion && document ? invoiceFacts(document, currency, intent.sizeMinor) : invoice
    return [{ ...row, settled: settlersOf(whole, document, input, currency, portion) }]
  })
  const all = (of: (row: SettledTieOutInvoice) => bigint | null) =>
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
    settledOtherwise: all((row) => sumOrUnknown(settledHow(row, 'otherwise').map(({ minor }) => minor))),
  }
  const missing = unread.map(({ intent }): NamedItem => {
    const id = intent.quickbooksId ?? ''
    const document = documentRef('Invoice', id, stored.get(id))
    const what = `Invoice ${documentName(document)} could not be read`
    return openItem('unread', { what, minor: null, document }, null)
  })
  return {
    scheduleId: schedule.scheduleId,
    currency,
    sums,
    invoices,
    identities: [
      contractIdentity(input, sums, invoices),
      linesIdentity(sums, invoices, missing),
      settledIdentity(sums, invoices, [...missing, ...unreadSettlers(input)]),
      ...usedIdentities(
        input,
        invoices.map(({ document, settled, billed }) => ({
          quickbooksId: document.quickbooksId,
          settled,
          attributedMemoIds: billed.attributed.flatMap(({ kind, quickbooksId }) =>
            kind === 'CreditMemo' ? quickbooksId : [],
          ),
        })),
        currency,
      ),
    ],
  }
}

/** What touches its invoices and can't be read as it is now, by name: each once, however many of them it touches. */
function unreadSettlers({ intents, links, payments, unreadable }: TieOutInput): NamedItem[] {
  const ours = new Set(intents.flatMap(({ intent }) => intent.quickbooksId ?? []))
  const paying = links.filter(({ toKind, toId }) => toKind === 'Invoice' && ours.has(toId))
  const refs = [
    ...paying.map(({ fromId }) => documentRef('Payment', fromId, payments.get(fromId))),
    ...intents.flatMap(({ attributed }) => attributed),
  ].map(({ kind, quickbooksId, number, on }) => ({ kind, quickbooksId, number, on }))
  const byKey = new Map(refs.map((ref) => [`${ref.kind} ${ref.quickbooksId}`, ref]))
  return [...byKey]
    .filter(([key]) => unreadable?.has(key))
    .map(([, document]) => {
      const what = `${SETTLERS[document.kind]} ${documentName(document)} could not be read`
      return openItem('unread', { what, minor: null, document }, null)
    })
}

const SETTLERS: Readonly<Record<DocumentKind, string>> = {
  Invoice: 'Invoice',
  Payment: 'Payment',
  CreditMemo: 'Credit memo',
  RefundReceipt: 'Refund receipt',
}

/** What settled an invoice in one way; one unknown part where that was not all read. */
function settledHow({ document, settled }: SettledTieOutInvoice, how: SettledBy['how']): Contribution[] {
  return settled === null ? [{ document, minor: null }] : settled.filter((each) => each.how === how)
}

/** C: what was invoiced is open, or it was settled in a way that has a name. */
function settledIdentity(
  sums: TieOutSums,
  invoices: readonly SettledTieOutInvoice[],
  missing: readonly NamedItem[],
): Identity {
  const by = (how: SettledBy['how']) => addedUp(invoices.flatMap((row) => settledHow(row, how)))
  return identity(
    'C',
    null,
    term(
      'Total of all invoices',
      sums.invoicedTotal,
      invoices.map(({ document, totalMinor }) => ({ document, minor: totalMinor })),
    ),
    [
      term(
        'Open',
        sums.balance,
        invoices.map(({ document, balanceMinor }) => ({ document, minor: balanceMinor })),
      ),
      term('Paid', sums.paid, by('cash')),
      term('Credited, with tax', sums.creditApplied, by('credit')),
      term('Settled otherwise', sums.settledOtherwise, by('otherwise')),
    ],
    [...invoices.flatMap(settledItems), ...missing],
  )
}

function settledItems(row: SettledTieOutInvoice): NamedItem[] {
  const { document, totalMinor, balanceMinor, paidMinor, creditedMinor, settled, changedAt } = row
  const named = (settled ?? [])
    .filter(({ how }) => how === 'otherwise')
    .map(({ what, minor, document: by }): NamedItem => {
      return { what, minor, document: by, standing: { state: 'part' } }
    })
  const otherwise = settled === null ? null : sumOrUnknown(named.map(({ minor }) => minor))
  const apart = sumOrUnknown([
    totalMinor,
    ...[balanceMinor, paidMinor, creditedMinor, otherwise].map((each) => less(each)),
  ])
  if (apart === null) {
    const what = `What settled invoice ${documentName(document)} could not all be read`
    return [...named, openItem('settled', { what, minor: null, document }, changedAt)]
  }
  if (apart === 0n) return named
  const what = `Nothing that was read accounts for a part of what settled invoice ${documentName(document)}`
  return [...named, openItem('settled', { what, minor: apart, document }, changedAt)]
}

/** One entry a document, however many invoices it settled. */
function addedUp(list: readonly Contribution[]): Contribution[] {
  const byDocument = new Map<string, Contribution>()
  for (const { document, minor } of list) {
    const key = `${document.kind} ${document.quickbooksId}`
    const held = byDocument.get(key)
    byDocument.set(key, { document, minor: held ? sumOrUnknown([held.minor, minor]) : minor })
  }
  return [...byDocument.values()]
}
