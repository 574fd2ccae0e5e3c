import { parseDecimal } from '../../money/decimal'
import type { BillingPart } from '../intent'

/** One thing that an invoice in QuickBooks says otherwise than what was sent, in words for people. */
export interface Difference {
  /** "Due date", "Line 1: tax code". */
  readonly what: string
  /** Null: nothing was sent there. */
  readonly sent: string | null
  /** Null: nothing stands there now. */
  readonly now: string | null
  /** A person should look at it: what the client reads or pays, and how it is booked. */
  readonly matters: boolean
}

/** The lists of QuickBooks whose records an invoice names by their ids. */
export const namedLists = ['customers', 'terms', 'classes', 'locations', 'items', 'tax-codes'] as const
export type NamedList = (typeof namedLists)[number]

interface Field {
  readonly what: string
  readonly path: readonly string[]
  /** The list that its id is of: people know names, not ids. */
  readonly list?: NamedList
  /** Left out, it matters. */
  readonly matters?: false
}

/** What of the head is compared, where we sent it: what was left to QuickBooks to say can't differ. */
const HEAD: readonly Field[] = [
  { what: 'Customer', path: ['CustomerRef', 'value'], list: 'customers' },
  { what: 'Date', path: ['TxnDate'] },
  { what: 'Due date', path: ['DueDate'] },
  { what: 'Terms', path: ['SalesTermRef', 'value'], list: 'terms' },
  { what: 'Currency', path: ['CurrencyRef', 'value'] },
  { what: 'Class', path: ['ClassRef', 'value'], list: 'classes' },
  { what: 'Location', path: ['DepartmentRef', 'value'], list: 'locations' },
  { what: 'E-mail address', path: ['BillEmail', 'Address'] },
  { what: 'Copies', path: ['BillEmailCc', 'Address'] },
  { what: 'Blind copies', path: ['BillEmailBcc', 'Address'] },
  { what: 'Message to the client', path: ['CustomerMemo', 'value'] },
  { what: 'Note on the statement', path: ['PrivateNote'] },
  { what: 'Payment by card', path: ['AllowOnlineCreditCardPayment'] },
  { what: 'Payment by bank transfer', path: ['AllowOnlineACHPayment'] },
  { what: 'Tax treatment', path: ['GlobalTaxCalculation'] },
]

/** An amount that is another one is asked about by itself, with both numbers. */
const LINE: readonly Field[] = [
  { what: 'amount', path: ['Amount'], matters: false },
  { what: 'text', path: ['Description'] },
  { what: 'item', path: ['SalesItemLineDetail', 'ItemRef', 'value'], list: 'items' },
  { what: 'tax code', path: ['SalesItemLineDetail', 'TaxCodeRef', 'value'], list: 'tax-codes' },
  { what: 'quantity', path: ['SalesItemLineDetail', 'Qty'], matters: false },
  { what: 'price', path: ['SalesItemLineDetail', 'UnitPrice'], matters: false },
  { what: 'service date', path: ['SalesItemLineDetail', 'ServiceDate'], matters: false },
]

const SALES = 'SalesItemLineDetail'

/** What is known beside the two bodies. */
export interface Compared {
  /** Our lines in the order in which they were sent, with the ids that QuickBooks gave them. */
  readonly parts: readonly Pick<BillingPart, 'lineId'>[]
  /** The number that was sent, where the workspace gives numbers. */
  readonly number: string | null
  /** What people call a record; null where nobody knows. */
  readonly nameOf: (list: NamedList, id: string) => string | null
}

/** What was sent, held against the invoice as QuickBooks has it, field by field: each difference is named. */
export function differencesOf(sentBody: unknown, documentBody: unknown, known: Compared): Difference[] {
  const held = (fields: readonly Field[], sent: unknown, now: unknown, before = '') =>
    fields.flatMap((field) => difference(field, sent, now, before, known))
  const number: Field = { what: 'Number', path: ['DocNumber'] }
  const found = [
    ...held([number], { DocNumber: known.number }, documentBody),
    ...held(HEAD, sentBody, documentBody),
    ...listAt(sentBody, 'CustomField').flatMap((field) =>
      held([{ what: textAt(field, 'Name') ?? 'Custom field', path: ['StringValue'] }], field, {
        ...fieldLike(documentBody, field),
      }),
    ),
  ]
  const lines = listAt(documentBody, 'Line').filter((line) => textAt(line, 'DetailType') === SALES)
  const ours = new Set<unknown>()
  for (const [place, sent] of listAt(sentBody, 'Line').entries()) {
    const id = known.parts[place]?.lineId ?? null
    const now = lines.find((line) => textAt(line, 'Id') === id)
    const name = `Line ${place + 1}`
    if (id === null || now === undefined) {
      found.push({ what: name, sent: lineText(sent), now: null, matters: true })
      continue
    }
    ours.add(now)
    found.push(...held(LINE, sent, now, `${name}: `))
  }
  for (const line of lines)
    if (!ours.has(line)) found.push({ what: 'Another line', sent: null, now: lineText(line), matters: true })
  return found
}

/** The ids that two bodies mention, by their list. */
export function idsNamed(bodies: readonly unknown[]): Map<NamedList, string[]> {
  const found = new Map<NamedList, string[]>()
  const note = (fields: readonly Field[], value: unknown) => {
    for (const { list, path } of fields) {
      const id = textAt(value, ...path)
      if (list !== undefined && id !== null) found.set(list, [...(found.get(list) ?? []), id])
    }
  }
  for (const body of bodies) {
    note(HEAD, body)
    for (const line of listAt(body, 'Line')) note(LINE, line)
  }
  return found
}

function difference(
  field: Field,
  sentIn: unknown,
  nowIn: unknown,
  before: string,
  { nameOf }: Compared,
): Difference[] {
  const { path, list, matters = true } = field
  const what = `${before}${field.what}`
  const sent = wordAt(sentIn, path)
  const now = wordAt(nowIn, path)
  // What is off and what is not there are one.
  if (sent === null || (sent === 'no' && now === null) || (now !== null && isSame(sent, now))) return []
  const name = (id: string | null, of: unknown) =>
    list === undefined || id === null
      ? id
      : (nameOf(list, id) ?? textAt(of, ...path.slice(0, -1), 'name') ?? id)
  if (list === undefined && now !== null && isCut(sent, now))
    return [{ what: `${what}, cut after ${now.length} characters`, sent, now, matters }]
  return [{ what, sent: name(sent, sentIn), now: name(now, nowIn), matters }]
}

/** A beginning that stops: QuickBooks keeps so much of a text, and drops the rest without a word. */
const isCut = (sent: string, now: string): boolean =>
  now.length >= 20 && sent.length > now.length && sent.startsWith(now.trimEnd())

/** Amounts are the same when they are equal, however many zeros they are written with; lines may end with either break. */
function isSame(sent: string, now: string): boolean {
  if (sent.replace(/\r\n/g, '\n').trim() === now.replace(/\r\n/g, '\n').trim()) return true
  const [a, b] = [parseDecimal(sent), parseDecimal(now)]
  if (a === null || b === null) return false
  return a.units * 10n ** BigInt(b.scale) === b.units * 10n ** BigInt(a.scale)
}

const fieldLike = (body: unknown, field: unknown): object => {
  const id = textAt(field, 'DefinitionId')
  const held = listAt(body, 'CustomField').find((each) => textAt(each, 'DefinitionId') === id)
  return typeof held === 'object' && held !== null ? held : {}
}

const lineText = (line: unknown): string =>
  [textAt(line, 'Description')?.split('\n')[0], textAt(line, 'Amount')]
    .filter((part) => part !== undefined && part !== null)
    .join(': ')

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const held = memberOf(value, name)
  return Array.isArray(held) ? held : []
}

function wordAt(value: unknown, path: readonly string[]): string | null {
  const held = path.reduce(memberOf, value)
  if (typeof held === 'boolean') return held ? 'yes' : 'no'
  return textAt(value, ...path)
}

/** What stands there as text: a body as it was sent has numbers, one that was read has decimal text. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const held = path.reduce(memberOf, value)
  if (typeof held === 'number') return String(held)
  return typeof held === 'string' && held !== '' ? held : null
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
