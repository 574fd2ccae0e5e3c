import { allocate } from '../../money/allocate'
import { parseAmount } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BillingPart } from '../intent'
import type { InvoiceFacts, StoredDocument } from './document'
import type { DocumentLink } from './document-table'
import { sortLines, sumOf } from './payment-lines'

/**
 * What credit memos give back of lines that make an invoice less, of what it holds back and of what it draws of an advance: by
 * these lines' keys, above zero, net. Lines that are not named keep all; null is unknown.
 */
export type GivenBack = ReadonlyMap<string, bigint | null>

/** A credit memo that takes something of an invoice. */
export interface MemoOn {
  readonly quickbooksId: string
  /** Null for one that was never read. */
  readonly document: StoredDocument | null
  /** It can't be read as it is now, whatever was read of it before. */
  readonly unreadable: boolean
  /** What of it is not applied, and is said to be for the invoice. Null is unknown. */
  readonly saidMinor: bigint | null
}

/** The lines of an invoice that a credit memo can give back: a liability’s is one of a pair, and asks the client for nothing. */
export const canBeGivenBack = ({ kind, partKey }: Pick<BillingPart, 'kind' | 'partKey'>): boolean =>
  kind === 'retainage' || (kind === 'draw' && !partKey.endsWith('earned'))

/**
 * What credit memos give back by lines of their own, on the items that the invoice's lines have: of 1,000.00 less 100.00, as much of
 * what is held back. Only a memo that goes to this one invoice says it; applied in part, it gives back that part of it. Where a
 * memo's lines don't fit what is there it is read by its total alone. `links` are all lines of all payments that apply them.
 */
export function givenBackOn(
  facts: Pick<InvoiceFacts, 'quickbooksId' | 'taxMinor'>,
  parts: readonly BillingPart[],
  byPart: ReadonlyMap<string, bigint | null>,
  memos: readonly MemoOn[],
  links: readonly DocumentLink[],
  currency: string,
): GivenBack {
  const given = new Map<string, bigint | null>()
  for (const [itemId, own] of byItem(parts)) {
    const there = own.map(({ partKey }) => byPart.get(partKey) ?? null)
    const back = memos.map((memo) => backOf(memo, itemId, facts, links, currency))
    if (back.some((minor) => minor === null) || there.some((minor) => minor === null)) {
      if (back.some((minor) => minor !== 0n)) for (const { partKey } of own) given.set(partKey, null)
      continue
    }
    const weights = there.map((minor) => (minor !== null && minor < 0n ? -minor : 0n))
    const sum = back.reduce<bigint>((all, minor) => all + (minor ?? 0n), 0n)
    const most = weights.reduce((all, minor) => all + minor, 0n)
    if (sum === 0n || sum > most) continue
    const shares = allocate(sum, weights)
    for (const [place, { partKey }] of own.entries()) given.set(partKey, shares[place] ?? 0n)
  }
  return given
}

/** Lines that can be given back, by the item that tells them from everything else on the invoice; in one order. */
function byItem(parts: readonly BillingPart[]): [string, BillingPart[]][] {
  const items = new Map<string, BillingPart[]>()
  for (const part of [...parts].sort((a, b) => (a.partKey < b.partKey ? -1 : 1))) {
    const { itemId } = part.reads
    if (itemId !== null) items.set(itemId, [...(items.get(itemId) ?? []), part])
  }
  return [...items].filter(
    ([, own]) => own.every(canBeGivenBack) && new Set(own.map(({ kind }) => kind)).size === 1,
  )
}

/** Beside these a line's own amount is not what it takes. */
const CHANGES_OTHERS: ReadonlySet<string> = new Set(['DiscountLineDetail', 'GroupLineDetail'])

/** What one memo gives back on an item: nothing where that can't be told by its lines; null while it can't be read. */
function backOf(
  { quickbooksId, document, unreadable, saidMinor }: MemoOn,
  itemId: string,
  { quickbooksId: invoiceId, taxMinor }: Pick<InvoiceFacts, 'quickbooksId' | 'taxMinor'>,
  links: readonly DocumentLink[],
  currency: string,
): bigint | null {
  const usedMinor = usedOn(quickbooksId, invoiceId, links, currency)
  if (usedMinor === null || (usedMinor === 0n && saidMinor === 0n)) return 0n
  if (unreadable) return null
  const body = document?.deletedAt === null ? document.body : null
  if (saidMinor === null || body === null) return 0n
  const minorOf = (text: string | undefined) => parseAmount(text ?? '0', currency)?.minor ?? null
  const [total, tax] = [minorOf(body.TotalAmt), minorOf(body.TxnTaxDetail?.TotalTax)]
  // A memo without the invoice's tax is no copy of its lines.
  if (total === null || total <= 0n || tax === null || (tax === 0n) !== (taxMinor === 0n)) return 0n
  const lines = body.Line ?? []
  if (lines.some(({ DetailType }) => CHANGES_OTHERS.has(DetailType ?? ''))) return 0n
  const own = lines.filter((line) => line.SalesItemLineDetail?.ItemRef?.value === itemId)
  let sum = 0n
  for (const line of own) {
    const minor = minorOf(line.Amount)
    if (minor === null || minor > 0n) return 0n
    sum -= minor
  }
  const taken = usedMinor + saidMinor
  return taken >= total ? sum : roundHalfUp(sum * taken, total)
}

/** How much of a memo is applied to an invoice; null where a payment divides it in a way that nobody can tell, or elsewhere too. */
function usedOn(
  memoId: string,
  invoiceId: string,
  links: readonly DocumentLink[],
  currency: string,
): bigint | null {
  const applies = (line: DocumentLink) => line.toKind === 'CreditMemo' && line.toId === memoId
  const payments = new Set(links.filter(applies).map(({ fromId }) => fromId))
  let used = 0n
  for (const paymentId of payments) {
    const lines = sortLines(
      links.filter(({ fromId }) => fromId === paymentId),
      currency,
    )
    if (lines === null) return null
    const { invoices, creditMemos, otherCredits, charges } = lines
    const isHere = invoices.length > 0 && invoices.every(({ line }) => line.toId === invoiceId)
    const credits = sumOf(creditMemos) + sumOf(otherCredits)
    if (!isHere || charges.length > 0 || credits > sumOf(invoices)) return null
    used += sumOf(creditMemos.filter(({ line }) => applies(line)))
  }
  return used
}
