import type { StoredDocument } from '../invoices/books/document'
import type { DocumentLink } from '../invoices/books/document-table'
import { settledByPayment } from '../invoices/books/paid'
import { allocate } from '../money/allocate'
import { parseAmount } from '../money/money'
import type { DocumentRef, NamedItem } from './tie-out-invoice'

/** What is known of what settled a deal's invoices. */
export interface Settlements {
  readonly payments: ReadonlyMap<string, StoredDocument>
  readonly creditMemos: ReadonlyMap<string, StoredDocument>
  /** Every line of every payment that touches one of the invoices, or one of these credit memos. */
  readonly links: readonly DocumentLink[]
}

/** How a document's total is used up. Minor units; null is unknown. */
export interface UsedUp {
  readonly document: DocumentRef
  readonly totalMinor: bigint | null
  readonly hereMinor: bigint | null
  readonly elsewhereMinor: bigint | null
  readonly leftMinor: bigint | null
}

const minorOf = (text: string | undefined, currency: string): bigint | null =>
  text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)

const amounts = (links: readonly DocumentLink[], currency: string): bigint | null => {
  let sum = 0n
  for (const { amount } of links) {
    const minor = minorOf(amount, currency)
    if (minor === null) return null
    sum += minor
  }
  return sum
}

const byPayment = (links: readonly DocumentLink[]): Map<string, DocumentLink[]> => {
  const groups = new Map<string, DocumentLink[]>()
  for (const link of links) groups.set(link.fromId, [...(groups.get(link.fromId) ?? []), link])
  return groups
}

/** Each payment that touches these invoices: cash here, cash elsewhere, and what settles nothing yet. */
export function usedOfPayments(
  { payments, links }: Settlements,
  invoiceIds: ReadonlySet<string>,
  currency: string,
): UsedUp[] {
  return [...byPayment(links)].flatMap(([id, lines]) => {
    const here = lines.filter((line) => line.toKind === 'Invoice' && invoiceIds.has(line.toId))
    if (here.length === 0) return []
    const body = payments.get(id)?.body
    const cashOf = (ids: readonly string[]) => {
      let sum: bigint | null = 0n
      for (const invoiceId of new Set(ids)) {
        const settled = settledByPayment(lines, invoiceId, currency)
        sum = sum === null || settled === null ? null : sum + settled.cash
      }
      return sum
    }
    const invoices = lines.filter((line) => line.toKind === 'Invoice').map((line) => line.toId)
    return [
      {
        document: { kind: 'Payment', quickbooksId: id, number: body?.DocNumber ?? null },
        totalMinor: minorOf(body?.TotalAmt, currency),
        hereMinor: cashOf(invoices.filter((invoiceId) => invoiceIds.has(invoiceId))),
        elsewhereMinor: cashOf(invoices.filter((invoiceId) => !invoiceIds.has(invoiceId))),
        leftMinor: body ? (minorOf(body.UnappliedAmt ?? '0', currency) ?? null) : null,
      },
    ]
  })
}

/** Each credit memo that was applied to these invoices: applied here, applied elsewhere, and what is left of it. */
export function usedOfCreditMemos(
  { creditMemos, links }: Settlements,
  invoiceIds: ReadonlySet<string>,
  currency: string,
): UsedUp[] {
  const here = new Map<string, bigint | null>()
  const applied = new Map<string, bigint | null>()
  const add = (to: Map<string, bigint | null>, id: string, minor: bigint | null) => {
    const held = to.get(id)
    to.set(id, held === null || minor === null ? null : (held ?? 0n) + minor)
  }
  for (const lines of byPayment(links).values()) {
    const memos = lines.filter((line) => line.toKind === 'CreditMemo')
    const ours = new Set(
      lines.filter((line) => line.toKind === 'Invoice' && invoiceIds.has(line.toId)).map((line) => line.toId),
    )
    let credit: bigint | null = 0n
    for (const invoiceId of ours) {
      const settled = settledByPayment(lines, invoiceId, currency)
      credit = credit === null || settled === null ? null : credit + settled.credit
    }
    const weights = memos.map((line) => minorOf(line.amount, currency))
    const known = weights.every((minor) => minor !== null)
    const shares =
      known && credit !== null
        ? allocate(
            credit,
            weights.map((minor) => minor ?? 0n),
          )
        : null
    memos.forEach((line, at) => {
      add(applied, line.toId, weights[at] ?? null)
      if (ours.size > 0) add(here, line.toId, shares === null ? null : (shares[at] ?? 0n))
    })
  }
  return [...here].map(([id, hereMinor]) => {
    const body = creditMemos.get(id)?.body
    const all = applied.get(id) ?? null
    return {
      document: { kind: 'CreditMemo', quickbooksId: id, number: body?.DocNumber ?? null },
      totalMinor: minorOf(body?.TotalAmt, currency),
      hereMinor,
      elsewhereMinor: all === null || hereMinor === null ? null : all - hereMinor,
      leftMinor: minorOf(body?.RemainingCredit ?? body?.Balance, currency),
    }
  })
}

/**
 * What settled an invoice beside cash and credits, by name: what was paid on its own form, and journals that came with
 * a payment.
 */
export function settledOtherwise(
  document: DocumentRef,
  stored: StoredDocument | undefined,
  links: readonly DocumentLink[],
  currency: string,
): NamedItem[] {
  const items: NamedItem[] = []
  const onForm = minorOf(stored?.body?.Deposit ?? '0', currency)
  const name = document.number ?? document.quickbooksId
  if (onForm !== 0n) items.push({ what: `Paid on the form of invoice ${name}`, minor: onForm, document })
  for (const [id, lines] of byPayment(links)) {
    const mine = lines.filter((line) => line.toKind === 'Invoice' && line.toId === document.quickbooksId)
    if (mine.length === 0) continue
    const settled = settledByPayment(lines, document.quickbooksId, currency)
    const all = amounts(mine, currency)
    const rest = settled === null || all === null ? null : all - settled.cash - settled.credit
    if (rest === 0n) continue
    const others = new Set(
      lines.map((line) => line.toKind).filter((kind) => kind !== 'Invoice' && kind !== 'CreditMemo'),
    )
    const by = others.size === 1 && others.has('JournalEntry') ? 'A journal entry' : [...others].join(', ')
    items.push({
      what: `${by} on invoice ${name}, with payment ${id}`,
      minor: rest,
      document: { kind: 'Payment', quickbooksId: id, number: null },
    })
  }
  return items
}
