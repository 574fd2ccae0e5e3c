import type { Books } from './company-books'
import { parseDecimal, toMinor } from './decimal'
import { type FieldType, type Kind, type KindInfo, kindInfo, kindOf } from './kinds'
import { type Condition, parseQuery, type Query } from './query-parser'
import { refuse } from './refusal'
import { type Entity, isEntity, number, textOf, type Value } from './value'
import { instantOf } from './vendor-time'

export interface QueryAnswer {
  readonly QueryResponse: Entity
}

/** Answers a query as the vendor does: 100 rows unless asked, 1,000 at the most, an empty object for none. */
export function runQuery(
  books: Books,
  queryText: string,
  printed: (kind: Kind, row: Entity) => Entity,
): QueryAnswer {
  const query = parseQuery(queryText)
  const kind = kindOf(query.from)
  if (kind === null) throw refuse.query(`invalid context declaration: ${query.from}`)
  const rows = matching(books, kind, query)
  if (query.select === 'count') return { QueryResponse: { totalCount: number(rows.length) } }
  const page = rows.slice(query.startPosition - 1, query.startPosition - 1 + query.maxResults)
  if (page.length === 0) return { QueryResponse: {} }
  const { select } = query
  const shown = page.map((row) => {
    const whole = printed(kind, row)
    return select === 'rows' ? whole : onlyFields(whole, select)
  })
  const [start, count] = [number(query.startPosition), number(page.length)]
  return { QueryResponse: { [kind]: shown, startPosition: start, maxResults: count } }
}

function onlyFields(row: Entity, fields: readonly string[]): Entity {
  const wanted = new Set(fields.map((field) => field.split('.')[0]?.toLowerCase() ?? ''))
  if (wanted.has('*')) return row
  const kept = Object.entries(row).filter(([name]) => name === 'Id' || wanted.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), domain: 'QBO', sparse: true }
}

function matching(books: Books, kind: Kind, query: Query): readonly Entity[] {
  const info = kindInfo(kind)
  const tests = query.where.map((one) => tester(info, one, books.company.zone))
  const asksActive = query.where.some((one) => one.field.toLowerCase() === 'active')
  const rows = books
    .list(kind)
    .filter((row) => (info.canBeInactive && !asksActive ? row['Active'] !== false : true))
    .filter((row) => tests.every((test) => test(row)))
  return ordered(rows, info, query, books.company.zone)
}

/** The queryable field as it is really spelled, with how it compares. */
function fieldOf(
  info: KindInfo,
  name: string,
): { readonly path: readonly string[]; readonly type: FieldType } {
  const found = Object.entries(info.fields).find(([field]) => field.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw refuse.query(`property '${name}' is not queryable`)
  return { path: found[0].split('.'), type: found[1] }
}

/** The text a field holds: of an object its value, address or number. */
function valueAt(row: Entity, path: readonly string[]): readonly string[] {
  let found: readonly Value[] = [row]
  for (const name of path)
    found = found.flatMap((one) => {
      const inner = isEntity(one) ? (one[name] ?? one[name.toLowerCase()]) : undefined
      return inner === undefined ? [] : Array.isArray(inner) ? inner : [inner]
    })
  return found.flatMap((one) => {
    if (typeof one === 'boolean') return [String(one)]
    const plain = isEntity(one) ? (one['value'] ?? one['Address'] ?? one['FreeFormNumber']) : one
    return textOf(plain) ?? []
  })
}

/** What a value is compared by; null for a text that is none of its type. */
type Key = string | number | bigint
const FINEST = 12

function keyOf(type: FieldType, zone: string): (text: string) => Key | null {
  switch (type) {
    case 'number':
      return (text) => {
        const decimal = parseDecimal(text)
        return decimal === null ? null : toMinor(decimal, FINEST)
      }
    case 'time':
      return (text) => instantOf(text, zone)
    case 'id':
      return (text) => (/^\d+$/.test(text) ? BigInt(text) : null)
    case 'date':
    case 'text':
    case 'flag':
    case 'ref':
      return (text) => text.toLowerCase()
    default: {
      const never: never = type
      throw new Error(`uncompared field type ${String(never)}`)
    }
  }
}

const compareKeys = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0)

function tester(
  info: KindInfo,
  { field, operator, values }: Condition,
  zone: string,
): (row: Entity) => boolean {
  const { path, type } = fieldOf(info, field)
  if (type === 'id' && operator !== '=' && operator !== 'IN')
    throw refuse.query(`operator ${operator} is not supported for property '${field}'`)
  const key = keyOf(type, zone)
  const wanted = values.map(key)
  const unreadable = values.find((_value, at) => wanted[at] === null)
  if (type === 'time' && unreadable !== undefined) throw refuse.query(`invalid date-time: ${unreadable}`)
  if (operator === 'LIKE') {
    const pattern = (values[0] ?? '').replace(/[.+^${}()|[\]\\?*]/g, '\\$&').replace(/%/g, '.*')
    const like = new RegExp(`^${pattern}$`, 'is')
    return (row) => valueAt(row, path).some((one) => like.test(one))
  }
  const holds: Record<typeof operator, (order: number) => boolean> = {
    '=': (order) => order === 0,
    IN: (order) => order === 0,
    '<': (order) => order < 0,
    '>': (order) => order > 0,
    '<=': (order) => order <= 0,
    '>=': (order) => order >= 0,
  }
  return (row) =>
    valueAt(row, path).some((one) => {
      const own = key(one)
      return (
        own !== null && wanted.some((other) => other !== null && holds[operator](compareKeys(own, other)))
      )
    })
}

/** Without an order: lists by name, transactions newest first; never by id. */
function ordered(rows: readonly Entity[], info: KindInfo, query: Query, zone: string): readonly Entity[] {
  const wishes =
    query.orderBy.length > 0
      ? query.orderBy.map(({ field, descending }) => ({ ...fieldOf(info, field), descending }))
      : info.naturalOrder === null
        ? [{ path: ['MetaData', 'CreateTime'], type: 'time' as const, descending: true }]
        : [{ path: [info.naturalOrder], type: 'text' as const, descending: false }]
  const keys = wishes.map(({ type }) => keyOf(type, zone))
  const keyed = rows.map((row) => ({
    row,
    by: wishes.map(({ path }, at) => keys[at]?.(valueAt(row, path)[0] ?? '') ?? ''),
  }))
  const sorted = keyed.toSorted((left, right) => {
    for (const [at, { descending }] of wishes.entries()) {
      const order = compareKeys(left.by[at] ?? '', right.by[at] ?? '')
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
  return sorted.map(({ row }) => row)
}
