import type { BilledIntent } from '../invoices/billing-status'
import {
  billedByPart,
  type DocumentKind,
  type DocumentLine,
  hasLooseLines,
  heldBackBeside,
  type InvoiceFacts,
  isLinkedWhole,
  type StoredDocument,
} from '../invoices/books/document'
import { discountOn } from '../invoices/books/net-lines'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { creditedByPart } from '../invoices/credits/credited-net'
import type { BillingPart } from '../invoices/intent'
import { parseAmount, sumOrUnknown } from '../money/money'

/** A document of QuickBooks that a number comes from. */
export interface DocumentRef {
  readonly kind: DocumentKind
  readonly quickbooksId: string
  readonly number: string | null
  /** Its date, `YYYY-MM-DD`. */
  readonly on: string | null
}

/** A document with what it adds to a figure, in minor units; null is unknown. */
export interface Contribution {
  readonly document: DocumentRef
  readonly minor: bigint | null
}

/**
 * How a named item stands: `part` belongs to a sum by its name, `closed` was decided by somebody, and `open` waits: for a
 * decision, or for a document that can be read. An open one has a key for as long as it is the same one, and says since
 * when it is known to be there.
 */
export type Standing =
  | { readonly state: 'part' | 'closed' }
  | { readonly state: 'open'; readonly key: string; readonly since: Date | null }

/** What explains a difference, or a part of a sum, by name. Minor units; null is unknown. */
export interface NamedItem {
  readonly what: string
  readonly minor: bigint | null
  readonly document: DocumentRef | null
  readonly standing: Standing
}

/** Names a document as it is stored; one that is not is named by its id alone. */
export const documentRef = (
  kind: DocumentKind,
  quickbooksId: string,
  stored: StoredDocument | undefined,
): DocumentRef => ({
  kind,
  quickbooksId,
  number: stored?.body?.DocNumber ?? stored?.body?.PaymentRefNum ?? null,
  on: stored?.body?.TxnDate ?? null,
})

/** "1042": its number, or its id where it has none. */
export const documentName = ({ number, quickbooksId }: DocumentRef): string => number ?? quickbooksId

/** What nobody decided yet, or what could not be read. */
export const openItem = (
  cause: string,
  { what, minor, document }: Omit<NamedItem, 'standing'>,
  since: Date | null,
  about = document === null ? '' : `${document.kind}:${document.quickbooksId}`,
): NamedItem => ({
  what,
  minor,
  document,
  standing: { state: 'open', key: `${cause}:${about}`, since },
})

/** Into which sum a line of an invoice goes. */
export type LineSort = 'milestone' | 'retained' | 'advance' | 'drawn' | 'deposit_income' | 'extra'

/** One line of an invoice that exists: what it is, and what it comes to, signed, net. */
export interface TieOutLine {
  readonly sort: LineSort
  readonly what: string
  readonly minor: bigint | null
}

/** One invoice that exists in QuickBooks, or this deal's part of it, by its lines. */
export interface TieOutInvoice {
  readonly document: DocumentRef
  readonly billed: BilledIntent
  readonly gone: 'voided' | 'credited' | null
  readonly lines: readonly TieOutLine[]
  readonly totalMinor: bigint | null
  readonly taxMinor: bigint | null
  readonly balanceMinor: bigint | null
  readonly paidMinor: bigint | null
  /** By credit memos, tax included. */
  readonly creditedMinor: bigint | null
  /** What of the milestones' lines credits and refunds took back, net. */
  readonly creditedNetMinor: bigint | null
  /** When QuickBooks changed it last, as far as was read. */
  readonly changedAt: Date | null
}

const sortOf = (part: BillingPart): LineSort => {
  if (billsMilestone(part)) return 'milestone'
  switch (part.kind) {
    case 'retainage':
    case 'retainage_release':
      return 'retained'
    case 'deposit':
      return 'advance'
    case 'draw':
      return 'drawn'
    case 'deposit_income':
      return 'deposit_income'
    default:
      return 'extra'
  }
}

const WORDS: Readonly<Record<BillingPart['kind'], string>> = {
  work: 'Work',
  deposit: 'Deposit',
  draw: 'Drawn of the deposit',
  deposit_income: 'Deposit that became income',
  retainage: 'Held back',
  retainage_release: 'Released',
  hours: 'Hours',
  cost: 'Costs',
}

/** An invoice by its lines; null for one that is deleted: it does not exist any more. */
export function tieOutInvoice(
  billed: BilledIntent,
  facts: InvoiceFacts,
  stored: StoredDocument | undefined,
): TieOutInvoice | null {
  if (facts.gone === 'deleted') return null
  const { intent, parts } = billed
  const { currency } = intent
  const byPart = billedByPart(facts, parts, intent)
  const ours = parts.map((part): TieOutLine => {
    return { sort: sortOf(part), what: WORDS[part.kind], minor: byPart.get(part.partKey) ?? null }
  })
  const lines = [...ours, ...others(billed, facts, stored, ours)]
  return {
    document: documentRef('Invoice', facts.quickbooksId, stored),
    billed,
    gone: facts.effective ? null : facts.gone,
    lines,
    totalMinor: facts.totalMinor,
    taxMinor: facts.taxMinor,
    balanceMinor: facts.balanceMinor,
    paidMinor: billed.paidMinor,
    creditedMinor: billed.creditedMinor,
    creditedNetMinor: sumOrUnknown([...creditedByPart({ ...billed, invoice: facts }, currency).values()]),
    changedAt: stored?.changedAt ?? null,
  }
}

/** What lines of one sort come to. */
export const sumOf = (lines: readonly TieOutLine[], sort: LineSort): bigint | null =>
  sumOrUnknown(lines.filter((line) => line.sort === sort).map(({ minor }) => minor))

/** Everything on it that is none of our lines. */
function others(
  { intent, parts }: BilledIntent,
  facts: InvoiceFacts,
  stored: StoredDocument | undefined,
  ours: readonly TieOutLine[],
): TieOutLine[] {
  // A person made it and it was linked: all that is on it is the milestones'.
  if (isLinkedWhole(intent.origin, parts)) return []
  const isLost = parts.some(({ lineId }) => lineId === null) && hasLooseLines(facts, parts)
  if (isLost) return [{ sort: 'extra', what: 'Lines that may be ours', minor: null }]
  if (intent.otherDeals.length > 0) return sharedExtras(facts, ours)
  const heldBack = heldBackBeside(facts, parts, intent)?.lineIds ?? []
  const known = new Set([...parts.map((part) => part.lineId), ...heldBack])
  const body = stored?.body?.Line ?? []
  const recognised = body.some((line) => line.Id !== undefined && known.has(line.Id))
  const ofOurs = (line: DocumentLine) => !recognised || (line.Id !== undefined && known.has(line.Id))
  const onOurs = discountOn(facts, ofOurs, intent.currency)
  const beside = facts.discountMinor === null || onOurs === null ? null : onOurs - facts.discountMinor
  const discount: TieOutLine[] = beside === 0n ? [] : [{ sort: 'extra', what: 'Discount', minor: beside }]
  const added = body.flatMap((line): TieOutLine[] => {
    if (line.Id !== undefined && known.has(line.Id)) return []
    const minor = amountOf(line, intent.currency)
    switch (line.DetailType) {
      case 'SalesItemLineDetail':
        // Where a person rewrote the lines, all of them stand for what was billed.
        return recognised ? [{ sort: 'extra', what: nameOf(line), minor }] : []
      case 'GroupLineDetail':
        return [{ sort: 'extra', what: nameOf(line), minor }]
      default:
        return []
    }
  })
  return [...added, ...discount]
}

/** An invoice of several deals: what is no deal's line is shared, and this is the share. */
function sharedExtras({ totalMinor, taxMinor }: InvoiceFacts, ours: readonly TieOutLine[]): TieOutLine[] {
  const own = sumOrUnknown(ours.map(({ minor }) => minor))
  const minor = totalMinor === null || taxMinor === null || own === null ? null : totalMinor - taxMinor - own
  return minor === 0n
    ? []
    : [{ sort: 'extra', what: 'Part of what belongs to no deal on the invoice', minor }]
}

const amountOf = ({ Amount }: DocumentLine, currency: string): bigint | null =>
  Amount === undefined ? 0n : (parseAmount(Amount, currency)?.minor ?? null)

function nameOf({ SalesItemLineDetail: detail, Description }: DocumentLine): string {
  if (detail?.ItemRef?.value === 'SHIPPING_ITEM_ID') return 'Shipping'
  if (detail?.ItemRef?.value === 'GRATUITY_ITEM_ID') return 'Gratuity'
  const words = Description?.split('\n')[0]?.trim() ?? ''
  return words === '' ? 'Line that bills no milestone' : `Line that bills no milestone: ${words}`
}
