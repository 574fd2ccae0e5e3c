import { parseDecimal } from '../money/decimal'
import type { BillingPart } from './intent'

/** One thing that an invoice in QuickBooks says otherwise than what was sent. */
export interface Difference {
  /** "Due date", "Line 1: tax code". */
  readonly what: string
  /** Null: nothing was sent there. */
  readonly sent: string | null
  /** Null: nothing stands there now. */
  readonly now: string | null
}

/** What of the head is compared, where we sent it: what was left to QuickBooks to say can't differ. */
const HEAD: readonly (readonly [what: string, ...path: string[]])[] = [
  ['Customer', 'CustomerRef', 'value'],
  ['Date', 'TxnDate'],
  ['Due date', 'DueDate'],
  ['Terms', 'SalesTermRef', 'value'],
  ['Currency', 'CurrencyRef', 'value'],
  ['Class', 'ClassRef', 'value'],
  ['Location', 'DepartmentRef', 'value'],
  ['E-mail address', 'BillEmail', 'Address'],
  ['Message to the client', 'CustomerMemo', 'value'],
  ['Note on the statement', 'PrivateNote'],
]

const LINE: readonly (readonly [what: string, ...path: string[]])[] = [
  ['amount', 'Amount'],
  ['text', 'Description'],
  ['item', 'SalesItemLineDetail', 'ItemRef', 'value'],
  ['tax code', 'SalesItemLineDetail', 'TaxCodeRef', 'value'],
  ['quantity', 'SalesItemLineDetail', 'Qty'],
  ['price', 'SalesItemLineDetail', 'UnitPrice'],
  ['service date', 'SalesItemLineDetail', 'ServiceDate'],
]

/**
 * What was sent, held against the invoice as QuickBooks has it, field by field. `parts` are our lines in the order in
 * which they were sent, with the ids that QuickBooks gave them.
 */
export function differencesOf(
  sentBody: unknown,
  parts: readonly Pick<BillingPart, 'lineId'>[],
  documentBody: unknown,
): Difference[] {
  const found = HEAD.flatMap(([what, ...path]) => difference(what, sentBody, documentBody, path))
  const sentLines = listAt(sentBody, 'Line')
  const lines = listAt(documentBody, 'Line').filter((line) => textAt(line, 'DetailType') === SALES)
  const ours = new Set<unknown>()
  for (const [place, sent] of sentLines.entries()) {
    const id = parts[place]?.lineId ?? null
    const now = lines.find((line) => textAt(line, 'Id') === id)
    const name = `Line ${place + 1}`
    if (id === null || now === undefined) {
      found.push({ what: name, sent: lineText(sent), now: null })
      continue
    }
    ours.add(now)
    for (const [what, ...path] of LINE) found.push(...difference(`${name}: ${what}`, sent, now, path))
  }
  for (const line of lines)
    if (!ours.has(line)) found.push({ what: 'Another line', sent: null, now: lineText(line) })
  return found
}

const SALES = 'SalesItemLineDetail'

function difference(what: string, sentIn: unknown, nowIn: unknown, path: readonly string[]): Difference[] {
  const sent = textAt(sentIn, ...path)
  const now = textAt(nowIn, ...path)
  if (sent === null || (now !== null && isSame(sent, now))) return []
  return [{ what, sent, now }]
}

/** Amounts are the same when they are equal, however many zeros they are written with; lines may end with either break. */
function isSame(sent: string, now: string): boolean {
  if (sent.replace(/\r\n/g, '\n').trim() === now.replace(/\r\n/g, '\n').trim()) return true
  const [a, b] = [parseDecimal(sent), parseDecimal(now)]
  if (a === null || b === null) return false
  return a.units * 10n ** BigInt(b.scale) === b.units * 10n ** BigInt(a.scale)
}

const lineText = (line: unknown): string =>
  [textAt(line, 'Description')?.split('\n')[0], textAt(line, 'Amount')]
    .filter((part) => part !== undefined && part !== null)
    .join(': ')

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const held = memberOf(value, name)
  return Array.isArray(held) ? held : []
}

/** What stands there as text: a body as it was sent has numbers, one that was read has decimal text. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const held = path.reduce(memberOf, value)
  if (typeof held === 'number') return String(held)
  return typeof held === 'string' && held !== '' ? held : null
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
