import { type Decimal, parseDecimal, subtract } from '../money/decimal'

/** One thing that QuickBooks has otherwise than it was sent, in words for people. */
export interface FieldDifference {
  readonly field: string
  readonly sent: string
  /** What QuickBooks has; "nothing" where it dropped it. */
  readonly has: string
}

type Value = Readonly<Record<string, unknown>>

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((held, name) => (isValue(held) ? held[name] : undefined), value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What is compared of the invoice, and of each line of it; whatever was not sent is QuickBooks' to decide. */
const HEAD: readonly (readonly [string, readonly string[]])[] = [
  ['Customer', ['CustomerRef', 'value']],
  ['Date', ['TxnDate']],
  ['Due date', ['DueDate']],
  ['Terms', ['SalesTermRef', 'value']],
  ['Currency', ['CurrencyRef', 'value']],
  ['E-mail', ['BillEmail', 'Address']],
  ['Copies', ['BillEmailCc', 'Address']],
  ['Blind copies', ['BillEmailBcc', 'Address']],
  ['Class', ['ClassRef', 'value']],
  ['Location', ['DepartmentRef', 'value']],
  ['Message', ['CustomerMemo', 'value']],
  ['Memo', ['PrivateNote']],
  ['Card payment', ['AllowOnlineCreditCardPayment']],
  ['Bank payment', ['AllowOnlineACHPayment']],
  ['Tax treatment', ['GlobalTaxCalculation']],
]
const LINE: readonly (readonly [string, readonly string[]])[] = [
  ['amount', ['Amount']],
  ['text', ['Description']],
  ['item', ['SalesItemLineDetail', 'ItemRef', 'value']],
  ['tax code', ['SalesItemLineDetail', 'TaxCodeRef', 'value']],
  ['quantity', ['SalesItemLineDetail', 'Qty']],
  ['price', ['SalesItemLineDetail', 'UnitPrice']],
  ['service date', ['SalesItemLineDetail', 'ServiceDate']],
]

/**
 * The invoice that QuickBooks answers with, held field by field against what it was sent: each difference is named.
 * `number` is the one that was sent, where the workspace gives numbers. Decimals are compared as numbers: 100 is 100.0.
 */
export function fieldDifferences(sent: unknown, has: unknown, number: string | null): FieldDifference[] {
  const mine = list(at(sent, 'Line'))
  const theirs = list(at(has, 'Line')).filter((line) => at(line, 'DetailType') !== 'SubTotalLineDetail')
  return [
    ...(number === null ? [] : differences([['Number', ['DocNumber']]], { DocNumber: number }, has, '')),
    ...differences(HEAD, sent, has, ''),
    ...list(at(sent, 'CustomField')).flatMap((field) =>
      differences([[String(at(field, 'Name')), ['StringValue']]], field, fieldLike(has, field), ''),
    ),
    ...mine.flatMap((line, place) => differences(LINE, line, theirs[place], `Line ${place + 1}, `)),
    ...(theirs.length > mine.length
      ? [{ field: 'Lines', sent: String(mine.length), has: String(theirs.length) }]
      : []),
  ]
}

const fieldLike = (has: unknown, field: unknown): unknown =>
  list(at(has, 'CustomField')).find((each) => at(each, 'DefinitionId') === at(field, 'DefinitionId'))

function differences(
  fields: readonly (readonly [string, readonly string[]])[],
  sent: unknown,
  has: unknown,
  before: string,
): FieldDifference[] {
  return fields.flatMap(([name, path]) => {
    const [mine, theirs] = [wordOf(at(sent, ...path)), wordOf(at(has, ...path))]
    if (mine === null || isSame(mine, theirs)) return []
    return [{ field: before === '' ? name : `${before}${name}`, sent: mine, has: theirs ?? 'nothing' }]
  })
}

function wordOf(value: unknown): string | null {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function isSame(sent: string, has: string | null): boolean {
  // What is off and what is not there are one.
  if (has === null) return sent === 'no'
  if (sent === has) return true
  const [mine, theirs] = [parseDecimal(sent), parseDecimal(has)]
  return mine !== null && theirs !== null && isZero(subtract(mine, theirs))
}

const isZero = ({ units }: Decimal): boolean => units === 0n
