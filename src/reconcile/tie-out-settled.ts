import { type Portion, portionsOf } from '../invoices/books/deal-share'
import type { InvoiceFacts, StoredDocument } from '../invoices/books/document'
import type { DocumentLink } from '../invoices/books/document-table'
import { sortLines, sumOf } from '../invoices/books/payment-lines'
import { allocate } from '../money/allocate'
import { parseAmount } from '../money/money'
import { type DocumentRef, documentName, documentRef } from './tie-out-invoice'

/** What is known of what settled a deal's invoices. */
export interface Settlements {
  readonly payments: ReadonlyMap<string, StoredDocument>
  readonly creditMemos: ReadonlyMap<string, StoredDocument>
  /** By kind and id, what could not be read as QuickBooks has it now: its amounts are unknown. */
  readonly unreadable?: ReadonlySet<string>
  /** Every line of every payment that touches one of the invoices, or one of these credit memos. */
  readonly links: readonly DocumentLink[]
}

/** What one document settled of an invoice, or of a deal's part of it. Minor units. */
export interface SettledBy {
  /** Cash and credits by the stated allocation; otherwise: what was paid on the form, journals. */
  readonly how: 'cash' | 'credit' | 'otherwise'
  readonly document: DocumentRef
  /** In words, where it is neither cash nor a credit. */
  readonly what: string
  readonly minor: bigint
}

/** One line of a payment over one of its invoices. */
interface Piece {
  /** Null is what it pays beside invoices, of its own money: a cheque back to the customer. */
  readonly invoiceId: string | null
  /** The credit memo or journal that it comes from; null is cash. */
  readonly from: DocumentLink | null
  readonly minor: bigint
}

const minorOf = (text: string | undefined, currency: string): bigint | null =>
  text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)

/** Links by the payment that they are lines of. */
export function byPayment(links: readonly DocumentLink[]): Map<string, DocumentLink[]> {
  const groups = new Map<string, DocumentLink[]>()
  for (const link of links) {
    const group = groups.get(link.fromId)
    if (group) group.push(link)
    else groups.set(link.fromId, [link])
  }
  return groups
}

/**
 * What a payment's lines settle of each of its invoices: credit memos first, then journals, each over the invoice lines
 * pro rata (largest remainder, so that the parts sum both ways), and the rest is cash. Null where an amount can't be read.
 */
export function piecesOf(lines: readonly DocumentLink[], currency: string): Piece[] | null {
  const sorted = sortLines(lines, currency)
  if (sorted === null) return null
  const { invoices, creditMemos, otherCredits, charges } = sorted
  const weights = invoices.map(({ minor }) => minor)
  const whole = sumOf(invoices)
  const inTurn = [...creditMemos, ...otherCredits]
  const upTo = (sum: bigint) => allocate(sum < whole ? sum : whole, weights)
  const pieces: Piece[] = []
  let before = 0n
  for (const { line, minor } of inTurn) {
    const [from, to] = [upTo(before), upTo(before + minor)]
    before += minor
    for (const [at, { line: invoice }] of invoices.entries())
      pieces.push({ invoiceId: invoice.toId, from: line, minor: (to[at] ?? 0n) - (from[at] ?? 0n) })
  }
  const notCash = upTo(before)
  for (const [at, { line, minor }] of invoices.entries())
    pieces.push({ invoiceId: line.toId, from: null, minor: minor - (notCash[at] ?? 0n) })
  const excess = before > whole ? before - whole : 0n
  const besides = sumOf(charges) - excess
  if (besides > 0n) pieces.push({ invoiceId: null, from: null, minor: besides })
  return pieces
}

/**
 * Everything that settled an invoice, document by document; of an invoice of several deals this deal's part of each. What was
 * settled by cash and by credits sums to what the figures say. Null while a payment that it names was not read.
 */
export function settlersOf(
  whole: Pick<InvoiceFacts, 'quickbooksId' | 'totalMinor' | 'balanceMinor' | 'paymentIds'>,
  stored: StoredDocument | undefined,
  { payments, creditMemos, links }: Settlements,
  currency: string,
  portion: Portion | undefined,
): SettledBy[] | null {
  if (whole.totalMinor !== null && whole.totalMinor === whole.balanceMinor) return []
  const document = documentRef('Invoice', whole.quickbooksId, stored)
  const name = documentName(document)
  const touching = new Set(
    links
      .filter((link) => link.toKind === 'Invoice' && link.toId === whole.quickbooksId)
      .map((link) => link.fromId),
  )
  if (!whole.paymentIds.every((id) => touching.has(id))) return null
  const onForm = minorOf(stored?.body?.Deposit ?? '0', currency)
  if (onForm === null) return null
  const found: SettledBy[] = []
  const byId = byPayment(links)
  for (const paymentId of touching) {
    const pieces = piecesOf(byId.get(paymentId) ?? [], currency)
    if (pieces === null) return null
    const payment = documentRef('Payment', paymentId, payments.get(paymentId))
    for (const { from, minor } of pieces.filter(({ invoiceId }) => invoiceId === whole.quickbooksId)) {
      if (from === null) found.push({ how: 'cash', document: payment, what: '', minor })
      else if (from.toKind === 'CreditMemo') {
        const memo = documentRef('CreditMemo', from.toId, creditMemos.get(from.toId))
        found.push({ how: 'credit', document: memo, what: '', minor })
      } else {
        const by = from.toKind === 'JournalEntry' ? 'A journal entry' : from.toKind
        const what = `${by} on invoice ${name}, with payment ${paymentId}`
        found.push({ how: 'otherwise', document: payment, what, minor })
      }
    }
  }
  if (onForm !== 0n)
    found.push({ how: 'otherwise', document, what: `Paid on the form of invoice ${name}`, minor: onForm })
  // In the order in which a deal's share is taken: credits, cash, and what is left.
  const inTurn = (['credit', 'cash', 'otherwise'] as const).flatMap((how) =>
    together(found.filter((each) => each.how === how)),
  )
  const parts = portionsOf(
    inTurn.map(({ minor }) => minor),
    portion,
  )
  return inTurn.map((each, at) => ({ ...each, minor: parts[at] ?? 0n }))
}

/** Several of one document as one, in the order of their ids: in which order they were read moves no cent. */
function together(list: readonly SettledBy[]): SettledBy[] {
  const byDocument = new Map<string, SettledBy>()
  for (const each of list) {
    const key = `${each.document.kind} ${each.document.quickbooksId} ${each.what}`
    const held = byDocument.get(key)
    byDocument.set(key, held ? { ...held, minor: held.minor + each.minor } : each)
  }
  return [...byDocument]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each)
    .filter(({ minor }) => minor !== 0n)
}
