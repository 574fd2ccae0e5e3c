import { type FieldKind, filterableFields } from './filterable-fields'

/** One condition of a QuickBooks query. Values are escaped by the builder; fields are an allow-list. */
export interface Criterion {
  readonly field: string
  readonly operator: '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE'
  readonly value: string | boolean | readonly string[]
}

/** One page of rows: `start` counts from 1, `max` is at most 1,000. */
export interface Page {
  readonly orderBy: 'Id' | 'MetaData.LastUpdatedTime'
  readonly start: number
  readonly max: number
}

export const MAX_ROWS = 1_000

/**
 * ` WHERE …`, or nothing without criteria (QuickBooks joins with AND only). Throws RangeError for a field that
 * the entity can't be filtered by, an operator that makes no sense on it, or a value that isn't one of its kind.
 */
export function whereClause(entity: string, criteria: readonly Criterion[]): string {
  const fields = fieldsOf(entity)
  if (criteria.length === 0) return ''
  return ` WHERE ${criteria.map((criterion) => condition(entity, fields, criterion)).join(' AND ')}`
}

/** ` ORDERBY … STARTPOSITION … MAXRESULTS …`. Without an order QuickBooks' own is none that can be paged. */
export function pageClause({ orderBy, start, max }: Page): string {
  if (!Number.isSafeInteger(start) || start < 1) throw new RangeError('a page starts at 1 or later')
  if (!Number.isSafeInteger(max) || max < 1 || max > MAX_ROWS)
    throw new RangeError('a page has 1 to 1,000 rows')
  return ` ORDERBY ${orderBy} STARTPOSITION ${start} MAXRESULTS ${max}`
}

const COMPARISONS = ['=', '<', '>', '<=', '>=']
const OPERATORS: Readonly<Record<FieldKind, readonly string[]>> = {
  id: ['=', 'IN'],
  reference: ['=', 'IN'],
  text: [...COMPARISONS, 'IN', 'LIKE'],
  date: [...COMPARISONS, 'IN'],
  time: COMPARISONS,
  decimal: [...COMPARISONS, 'IN'],
  boolean: ['=', 'IN'],
}
// Control characters would be dropped from the URL, and with them the value that was meant.
const TEXT = /^[^\p{Cc}\p{Cs}]{0,1000}$/u
const VALUES: Readonly<Record<FieldKind, RegExp>> = {
  id: /^\d{1,30}$/,
  reference: /^[A-Za-z0-9]{1,40}$/,
  text: TEXT,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/,
  decimal: /^-?\d{1,30}(\.\d{1,30})?$/,
  boolean: /^(true|false)$/,
}

type Fields = ReadonlyMap<string, FieldKind>

const allowed = new Map<string, Fields>(
  Object.entries(filterableFields).map(([entity, fields]) => [entity, new Map(Object.entries(fields))]),
)

function fieldsOf(entity: string): Fields {
  const fields = allowed.get(entity)
  if (fields === undefined) throw new RangeError(`${entity} is not something Milepost queries`)
  return fields
}

function condition(entity: string, fields: Fields, { field, operator, value }: Criterion): string {
  const kind = fields.get(field)
  if (kind === undefined) throw new RangeError(`${entity} can't be filtered by ${field}`)
  if (!OPERATORS[kind].includes(operator)) throw new RangeError(`${field} can't be compared with ${operator}`)
  if (operator !== 'IN') {
    if (typeof value === 'object') throw new RangeError(`${field} ${operator} takes one value`)
    return `${field} ${operator} ${literal(field, kind, String(value))}`
  }
  if (typeof value !== 'object' || value.length === 0) throw new RangeError(`${field} IN takes a list`)
  return `${field} IN (${value.map((each) => literal(field, kind, each)).join(', ')})`
}

function literal(field: string, kind: FieldKind, value: string): string {
  if (!VALUES[kind].test(value)) throw new RangeError(`not a ${kind} to filter ${field} by`)
  return kind === 'boolean' ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
