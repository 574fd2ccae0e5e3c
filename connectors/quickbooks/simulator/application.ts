import type { Books } from './company-books'
import { amountOf, money, printFixed } from './decimal'
import type { Kind } from './kinds'
import { homeBalance } from './sales-form'
import { type Entity, parts, text } from './value'

/** What a payment's lines may name: invoices are paid; credit memos and journal entries pay with. */
export type Applicable = 'Invoice' | 'CreditMemo' | 'JournalEntry'
export const isApplicable = (type: string): type is Applicable =>
  type === 'Invoice' || type === 'CreditMemo' || type === 'JournalEntry'

/** So many minor units of a payment stand against one document. */
export interface Applied {
  readonly type: Applicable
  readonly id: string
  readonly minor: bigint
}

export interface Switchboard {
  /** Whether an applied payment also rings for the document it is applied to. */
  readonly ringForPaidInvoice: boolean
}

export function appliedLines(payment: Entity, digits: number): readonly Applied[] {
  return parts(payment, 'Line').flatMap((line) =>
    parts(line, 'LinkedTxn').flatMap((link) => {
      const [type, id] = [text(link, 'TxnType') ?? '', text(link, 'TxnId') ?? '']
      return isApplicable(type) ? [{ type, id, minor: amountOf(line['Amount'], digits) ?? 0n }] : []
    }),
  )
}

/** What is still open of a document: an invoice's balance, the rest of a credit. */
export function openAmount(entity: Entity, type: Applicable, digits: number): bigint {
  const name = { Invoice: 'Balance', CreditMemo: 'RemainingCredit', JournalEntry: '_open' }[type]
  return amountOf(entity[name], digits) ?? 0n
}

const totalFor = (lines: readonly Applied[], type: Applicable, id: string): bigint =>
  lines.reduce((sum, one) => sum + (one.type === type && one.id === id ? one.minor : 0n), 0n)

/** Paid less paid-with: what a payment's own money does. */
export const ownMoney = (lines: readonly Applied[]): bigint =>
  lines.reduce((sum, one) => sum + (one.type === 'Invoice' ? one.minor : -one.minor), 0n)

/** Moves the open amounts and links of every document whose share of this payment changes. */
export function relink(
  books: Books,
  paymentId: string,
  before: readonly Applied[],
  after: readonly Applied[],
  digits: number,
  { ringForPaidInvoice }: Switchboard,
): void {
  const touched = new Map([...before, ...after].map((one) => [`${one.type} ${one.id}`, one] as const))
  for (const { type, id } of touched.values()) {
    const entity = books.get(type, id)
    const [was, is] = [totalFor(before, type, id), totalFor(after, type, id)]
    if (entity === null || was === is) continue
    const others = parts(entity, 'LinkedTxn').filter((one) => text(one, 'TxnId') !== paymentId)
    const links = is === 0n ? others : [...others, { TxnId: paymentId, TxnType: 'Payment' }]
    const open = openAmount(entity, type, digits) + was - is
    books.change(
      type,
      { ...entity, LinkedTxn: links, ...openFields(books, entity, type, open, digits) },
      { silent: !ringForPaidInvoice },
    )
  }
}

/** The properties that say how much of a document is open. */
export function openFields(books: Books, entity: Entity, type: Kind, open: bigint, digits: number): Entity {
  if (type === 'JournalEntry') return { _open: money(open, digits) }
  const balance = { Balance: money(open, digits), ...homeBalance(books, entity, open, digits) }
  return type === 'CreditMemo' ? { ...balance, RemainingCredit: money(open, digits) } : balance
}

/** A payment's lines as QuickBooks prints them; `openBefore` is each document's open amount without this payment. */
export function printedLines(
  books: Books,
  lines: readonly Applied[],
  openBefore: (line: Applied) => bigint,
  digits: number,
): readonly Entity[] {
  return lines.map((line) => {
    const reference = text(books.get(line.type, line.id) ?? {}, 'DocNumber')
    const values = [
      ['txnId', line.id],
      ['txnOpenBalance', printFixed(openBefore(line), digits)],
      ...(reference === null ? [] : [['txnReferenceNumber', reference]]),
    ]
    return {
      Amount: money(line.minor, digits),
      LinkedTxn: [{ TxnId: line.id, TxnType: line.type }],
      LineEx: { any: values.map(([name, value]) => nameValue(name ?? '', value ?? '')) },
    }
  })
}

const SCHEMA = 'http://schema.intuit.com/finance/v3'
const nameValue = (name: string, value: string): Entity => ({
  name: `{${SCHEMA}}NameValue`,
  declaredType: 'com.intuit.schema.finance.v3.NameValue',
  scope: 'javax.xml.bind.JAXBElement$GlobalScope',
  value: { Name: name, Value: value },
  nil: false,
  globalScope: true,
  typeSubstituted: false,
})

/** Takes up to `limit` (all when null) of what payments hold of a document back into their unapplied rest. */
export function release(
  books: Books,
  target: Entity,
  type: Applicable,
  limit: bigint | null,
  digits: number,
  switchboard: Switchboard,
): void {
  let left = limit
  const id = text(target, 'Id') ?? ''
  for (const link of parts(target, 'LinkedTxn').toReversed()) {
    const payment =
      text(link, 'TxnType') === 'Payment' ? books.get('Payment', text(link, 'TxnId') ?? '') : null
    if (payment === null || left === 0n) continue
    const before = appliedLines(payment, digits)
    const held = totalFor(before, type, id)
    const taken = left === null || left > held ? held : left
    if (left !== null) left -= taken
    setLines(
      books,
      payment,
      before,
      withoutCreditInExcess(reduced(before, type, id, taken)),
      digits,
      switchboard,
    )
  }
}

function reduced(lines: readonly Applied[], type: Applicable, id: string, by: bigint): readonly Applied[] {
  let left = by
  return lines.flatMap((line) => {
    if (line.type !== type || line.id !== id || left === 0n) return [line]
    const cut = left > line.minor ? line.minor : left
    left -= cut
    return cut === line.minor ? [] : [{ ...line, minor: line.minor - cut }]
  })
}

/** Credits may not pay more than there is to be paid: the last ones are given back. */
function withoutCreditInExcess(lines: readonly Applied[]): readonly Applied[] {
  let excess = -ownMoney(lines)
  const kept: Applied[] = []
  for (const line of lines.toReversed()) {
    const cut = line.type === 'Invoice' || excess <= 0n ? 0n : excess > line.minor ? line.minor : excess
    excess -= cut
    if (line.minor - cut > 0n) kept.unshift({ ...line, minor: line.minor - cut })
  }
  return kept
}

/** Gives a stored payment other lines: its rest, its documents' balances and all links follow. */
export function setLines(
  books: Books,
  payment: Entity,
  before: readonly Applied[],
  after: readonly Applied[],
  digits: number,
  switchboard: Switchboard,
): void {
  const total = amountOf(payment['TotalAmt'], digits) ?? 0n
  const openBefore = (line: Applied): bigint =>
    openAmount(books.get(line.type, line.id) ?? {}, line.type, digits) + totalFor(before, line.type, line.id)
  const printed = printedLines(books, after, openBefore, digits)
  books.change('Payment', { ...payment, Line: printed, UnappliedAmt: money(total - ownMoney(after), digits) })
  relink(books, text(payment, 'Id') ?? '', before, after, digits, switchboard)
}
