import type { Kind } from './kinds'
import { type Entity, isEntity, parts, text, type Value } from './value'

/** What only QuickBooks writes: sent along, it is passed over without a word. */
const READ_ONLY = [
  'Balance',
  'BalanceWithJobs',
  'DeliveryInfo',
  'FullyQualifiedName',
  'HomeBalance',
  'HomeTotalAmt',
  'InvoiceLink',
  'Level',
  'RemainingCredit',
  'UnappliedAmt',
]

/**
 * A sent body as QuickBooks takes it: an empty text is no text, an empty list inside is none, and what only it
 * writes counts for nothing. (Clients that send every property of their classes work against the real service.)
 */
export function taken(kind: Kind, body: Entity): Entity {
  const kept = Object.entries(body).filter(([name]) => !READ_ONLY.includes(name))
  const said = Object.fromEntries(kept.map(([name, value]) => [name, value === '' ? null : inside(value)]))
  return kind === 'Payment' || body['Line'] === undefined
    ? said
    : { ...said, Line: parts(said, 'Line').map(priced) }
}

function inside(value: Value): Value {
  if (Array.isArray(value)) return value.map(inside)
  if (!isEntity(value)) return value
  const kept = Object.entries(value).filter(
    ([, inner]) => inner !== '' && inner !== null && !isEmptyList(inner),
  )
  return Object.fromEntries(kept.map(([name, inner]) => [name, inside(inner)]))
}

const isEmptyList = (value: Value): boolean => Array.isArray(value) && value.length === 0

/** Quantity and price that are both zero say nothing of the amount. */
function priced(line: Entity): Entity {
  const detail = line['SalesItemLineDetail']
  if (!isEntity(detail) || text(detail, 'Qty') !== '0' || text(detail, 'UnitPrice') !== '0') return line
  const { Qty, UnitPrice, ...rest } = detail
  return text(line, 'Amount') === '0' ? line : { ...line, SalesItemLineDetail: rest }
}
