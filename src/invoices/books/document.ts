import { allocate } from '../../money/allocate'
import { parseAmount, sumOrUnknown } from '../../money/money'
import type { BillingIntent, BillingPart } from '../intent'
import { netLines } from './net-lines'

/** The kinds of QuickBooks documents that are kept. */
export type DocumentKind = 'Invoice' | 'Payment' | 'CreditMemo' | 'RefundReceipt'

/** A QuickBooks document as last read. Amounts in `body` are decimal text. */
export interface StoredDocument {
  readonly kind: DocumentKind
  readonly quickbooksId: string
  readonly syncToken: string | null
  readonly changedAt: Date | null
  readonly body: DocumentBody | null
  readonly deletedAt: Date | null
}

/** What Milepost reads of a stored body; the rest is kept as it came. */
export interface DocumentBody {
  readonly DocNumber?: string | undefined
  /** Of a payment: the number on the cheque, or of the transfer. */
  readonly PaymentRefNum?: string | undefined
  readonly TxnDate?: string | undefined
  readonly DueDate?: string | undefined
  readonly TotalAmt: string
  readonly Balance?: string | undefined
  /** Of an invoice: what was paid with it, on the form itself. */
  readonly Deposit?: string | undefined
  /** Of a payment: what settles nothing yet. */
  readonly UnappliedAmt?: string | undefined
  /** Of a credit memo: what was not applied yet. */
  readonly RemainingCredit?: string | undefined
  readonly CustomerRef?: { readonly value: string; readonly name?: string | undefined } | undefined
  readonly CurrencyRef?: { readonly value: string } | undefined
  readonly PrivateNote?: string | undefined
  readonly CustomerMemo?: { readonly value?: string | undefined } | undefined
  readonly EmailStatus?: string | undefined
  readonly DeliveryInfo?: { readonly DeliveryTime?: string | undefined } | undefined
  readonly TxnTaxDetail?: { readonly TotalTax?: string | undefined } | undefined
  readonly BillEmail?: { readonly Address?: string | undefined } | undefined
  /** Of an invoice: the ways in which QuickBooks lets it be paid online. */
  readonly AllowOnlinePayment?: boolean | undefined
  readonly AllowOnlineCreditCardPayment?: boolean | undefined
  readonly AllowOnlineACHPayment?: boolean | undefined
  readonly AllowOnlinePayPalPayment?: boolean | undefined
  readonly AllowOnlineAffirmPayment?: boolean | undefined
  readonly Line?: readonly DocumentLine[] | undefined
  readonly LinkedTxn?: readonly { readonly TxnId: string; readonly TxnType: string }[] | undefined
}

export interface DocumentLine {
  readonly Id?: string | undefined
  readonly Amount?: string | undefined
  readonly DetailType?: string | undefined
  readonly Description?: string | undefined
  readonly SalesItemLineDetail?:
    | { readonly ItemRef?: { readonly value?: string | undefined } | undefined }
    | undefined
}

/** An invoice's numbers in minor units. Null amounts could not be read: a sum with them is unknown. */
export interface InvoiceFacts {
  readonly quickbooksId: string
  readonly docNumber: string | null
  readonly totalMinor: bigint | null
  readonly balanceMinor: bigint | null
  readonly taxMinor: bigint | null
  /** What was paid with it, on the form itself. */
  readonly depositMinor: bigint | null
  readonly issuedOn: string | null
  readonly dueOn: string | null
  readonly sent: boolean
  readonly sentOn: string | null
  readonly effective: boolean
  /** One that is credited in full may count still, where somebody answered about a part of that before. */
  readonly gone: 'voided' | 'deleted' | 'credited' | null
  /** All of it is zero: it asks nobody for money, whether it was voided or never had an amount. */
  readonly zeroed: boolean
  readonly customer: string | null
  /** QuickBooks' id of who has it now: somebody may have given it to another than was billed. */
  readonly customerId: string | null
  /** Its sales lines as they stand on it: discounts are not taken off yet. */
  readonly lines: readonly DocumentLine[]
  /** What its discount lines take off all of them; null where one can't be read. */
  readonly discountMinor: bigint | null
  /** What its bundles come to. */
  readonly groupsMinor: bigint | null
  readonly paymentIds: readonly string[]
  /** Whether QuickBooks may have a page to pay it: false where every way to pay online is off, or nobody is mailed it. */
  readonly payableOnline: boolean
}

const minor = (text: string | undefined, currency: string): bigint | null =>
  text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)

/** An English company's memo of a void. Other languages have other words, so it is only a hint. */
const VOIDED_MEMO = /^voided\b/i

/**
 * Reads a stored invoice. QuickBooks has no status for a void: all its lines are zero where they weren't, which
 * `intendedMinor` (what we billed) tells from an invoice of nothing.
 */
export function invoiceFacts(document: StoredDocument, currency: string, intendedMinor = 0n): InvoiceFacts {
  const { body } = document
  const totalMinor = minor(body?.TotalAmt, currency)
  const balanceMinor = minor(body?.Balance, currency)
  const lines = (body?.Line ?? []).filter((line) => line.DetailType === 'SalesItemLineDetail')
  const zeroed = totalMinor === 0n && lines.every((line) => minor(line.Amount, currency) === 0n)
  const voided = zeroed && (intendedMinor !== 0n || VOIDED_MEMO.test(body?.PrivateNote ?? ''))
  const gone = document.deletedAt !== null ? 'deleted' : voided ? 'voided' : null
  return {
    quickbooksId: document.quickbooksId,
    docNumber: body?.DocNumber ?? null,
    totalMinor,
    balanceMinor,
    taxMinor: body?.TxnTaxDetail?.TotalTax === undefined ? 0n : minor(body.TxnTaxDetail.TotalTax, currency),
    depositMinor: body?.Deposit === undefined ? 0n : minor(body.Deposit, currency),
    issuedOn: body?.TxnDate ?? null,
    dueOn: body?.DueDate ?? null,
    sent: body?.EmailStatus === 'EmailSent',
    sentOn: body?.DeliveryInfo?.DeliveryTime ?? null,
    effective: gone === null,
    gone,
    zeroed,
    customer: body?.CustomerRef?.name ?? null,
    customerId: body?.CustomerRef?.value ?? null,
    lines,
    discountMinor: sumOfKind(body, 'DiscountLineDetail', currency),
    groupsMinor: sumOfKind(body, 'GroupLineDetail', currency),
    paymentIds: (body?.LinkedTxn ?? [])
      .filter((link) => link.TxnType === 'Payment')
      .map((link) => link.TxnId),
    payableOnline: body !== null && isPayableOnline(body),
  }
}

/** A way that the body doesn't name may be there: QuickBooks adds some. */
const isPayableOnline = (body: DocumentBody): boolean => {
  const { AllowOnlineCreditCardPayment: card, AllowOnlineACHPayment: bank } = body
  const others = [body.AllowOnlinePayment, body.AllowOnlinePayPalPayment, body.AllowOnlineAffirmPayment]
  const off = card === false && bank === false && !others.includes(true)
  return !off && (body.BillEmail?.Address ?? '') !== ''
}

const sumOfKind = (body: DocumentBody | null, kind: string, currency: string): bigint | null =>
  sumOrUnknown(
    (body?.Line ?? [])
      .filter((line) => line.DetailType === kind)
      .map((line) => (line.Amount === undefined ? 0n : minor(line.Amount, currency))),
  )

/** All that is on an invoice, without its tax: lines, bundles and shipping, less discounts. Null is unknown. */
export const netOf = (facts: Pick<InvoiceFacts, 'totalMinor' | 'taxMinor'>): bigint | null =>
  facts.totalMinor === null || facts.taxMinor === null ? null : facts.totalMinor - facts.taxMinor

/** What tells whose lines an invoice has. */
export type Whose = Pick<BillingIntent, 'origin' | 'currency'>

/**
 * What an invoice bills of each of our parts, net and less their part of its discounts, by our lines' ids; null can't be told.
 * - A person linked the whole invoice, and its parts were never tied to lines: they share all that is on it by their
 *   amounts, largest remainder. What it holds back of them stands on lines of its own, and is taken off none of them.
 * - A line of ours was taken away: nothing is billed by it. Where all are gone and others stand there, one part stands
 *   for everything on the invoice, and several can't be told apart.
 * - A line of ours was never known, because somebody wrote on the invoice before we had seen it: any line that is no
 *   other part's may be it.
 */
export function billedByPart(
  facts: InvoiceFacts,
  parts: readonly BillingPart[],
  { origin, currency }: Whose,
): Map<string, bigint | null> {
  const net = netLines(facts, currency)
  const byLine = new Map(facts.lines.map((line, place) => [line.Id, net[place] ?? null]))
  const beside = heldBackBeside(facts, parts, { origin, currency })
  if (isLinkedWhole(origin, parts)) {
    const heldBack = parts.flatMap(({ partKey, lineId }) => {
      const minor = lineId === null || !byLine.has(lineId) ? 0n : (byLine.get(lineId) ?? null)
      const more = beside?.partKey === partKey ? beside.minor : 0n
      return lineId === null ? [] : [[partKey, minor === null ? null : minor + more] as const]
    })
    const whole = sumOrUnknown([
      netOf(facts),
      ...heldBack.map(([, minor]) => (minor === null ? null : -minor)),
    ])
    const shared = parts.filter(({ lineId }) => lineId === null)
    return new Map([...wholeByPart(whole, shared), ...heldBack])
  }
  const recognised = parts.some((part) => part.lineId !== null && byLine.has(part.lineId))
  const loose = parts.some(({ lineId }) => lineId === null) && hasLooseLines(facts, parts)
  const [only] = parts
  if (!recognised && parts.length === 1 && only && only.lineId !== null) {
    return new Map([[only.partKey, sumOrUnknown(net)]])
  }
  const minorOf = ({ lineId, partKey }: BillingPart): bigint | null => {
    if (lineId === null) return loose ? null : 0n
    const line = byLine.get(lineId)
    if (line === null || !recognised) return null
    return (line ?? 0n) + (beside?.partKey === partKey ? beside.minor : 0n)
  }
  return new Map(parts.map((part) => [part.partKey, minorOf(part)]))
}

/** Whether a person linked an invoice whose work was never tied to lines: all on it that holds nothing back is that work. */
export const isLinkedWhole = (
  origin: BillingIntent['origin'],
  parts: readonly Pick<BillingPart, 'lineId' | 'kind'>[],
): boolean =>
  origin === 'linked' && parts.every(({ lineId, kind }) => lineId === null || kind === 'retainage')

/**
 * What a linked invoice holds back on lines beside those that its parts are, in minor units: whoever makes it by hand may write
 * several for one milestone. They are on the same item, and the part's whose own line holds back the most. Null where none are.
 */
export function heldBackBeside(
  { lines }: Pick<InvoiceFacts, 'lines'>,
  parts: readonly BillingPart[],
  { origin, currency }: Whose,
): { readonly partKey: string; readonly minor: bigint; readonly lineIds: ReadonlySet<string> } | null {
  if (origin !== 'linked') return null
  const itemOf = (line: DocumentLine) => line.SalesItemLineDetail?.ItemRef?.value
  const below = lines.flatMap((line) => {
    const amount = minor(line.Amount, currency)
    return line.Id !== undefined && amount !== null && amount < 0n ? [{ line, id: line.Id, amount }] : []
  })
  const own = parts
    .flatMap(({ kind, lineId, partKey }) => {
      const found = kind === 'retainage' ? below.find(({ id }) => id === lineId) : undefined
      return found === undefined ? [] : [{ ...found, partKey }]
    })
    .sort((a, b) => (a.amount === b.amount ? (a.partKey < b.partKey ? -1 : 1) : a.amount < b.amount ? -1 : 1))
  const [most] = own
  if (most === undefined) return null
  const ours = new Set(parts.flatMap(({ lineId }) => lineId ?? []))
  const more = below.filter(({ id, line }) => !ours.has(id) && itemOf(line) === itemOf(most.line))
  return more.length === 0
    ? null
    : {
        partKey: most.partKey,
        minor: more.reduce((sum, { amount }) => sum + amount, 0n),
        lineIds: new Set(more.map(({ id }) => id)),
      }
}

/** Whether something is sold on an invoice that none of our parts is known to be. */
export function hasLooseLines(
  { lines, groupsMinor }: Pick<InvoiceFacts, 'lines' | 'groupsMinor'>,
  parts: readonly Pick<BillingPart, 'lineId'>[],
): boolean {
  const held = new Set(parts.flatMap(({ lineId }) => lineId ?? []))
  return groupsMinor !== 0n || lines.some(({ Id }) => Id === undefined || !held.has(Id))
}

/** What an invoice bills of some of its parts, in their order. Null amounts are unknown. */
export function billedOf(
  facts: InvoiceFacts,
  parts: readonly BillingPart[],
  some: readonly BillingPart[],
  whose: Whose,
): (bigint | null)[] {
  const byPart = billedByPart(facts, parts, whose)
  return some.map((part) => byPart.get(part.partKey) ?? null)
}

function wholeByPart(net: bigint | null, given: readonly BillingPart[]): Map<string, bigint | null> {
  // In one order, however they were read: an equal cent never moves from one part to another.
  const parts = [...given].sort((a, b) => (a.partKey < b.partKey ? -1 : 1))
  const [only] = parts
  if (only && parts.length === 1) return new Map([[only.partKey, net]])
  const shares =
    net === null
      ? []
      : allocate(
          net,
          parts.map((part) => part.amountMinor),
        )
  return new Map(parts.map((part, index) => [part.partKey, shares[index] ?? null]))
}
