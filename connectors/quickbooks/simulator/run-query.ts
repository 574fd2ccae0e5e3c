import type { Books } from './company-books'
import { compareDecimals, parseDecimal } from './decimal'
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

type Comparison = (left: string, right: string) => number | null

function comparison(type: FieldType, zone: string): Comparison {
  switch (type) {
    case 'number':
      return (left, right) => {
        const [a, b] = [parseDecimal(left), parseDecimal(right)]
        return a === null || b === null ? null : compareDecimals(a, b)
      }
    case 'time':
      return (left, right) => {
        const [a, b] = [instantOf(left, zone), instantOf(right, zone)]
        return a === null || b === null ? null : Math.sign(a - b)
      }
    case 'id':
      return (left, right) => (/^\d+$/.test(right) ? Number(BigInt(left) - BigInt(right)) : null)
    case 'date':
    case 'text':
    case 'flag':
    case 'ref':
      return (left, right) => {
        const [a, b] = [left.toLowerCase(), right.toLowerCase()]
        return a < b ? -1 : a > b ? 1 : 0
      }
    default: {
      const never: never = type
      throw new Error(`uncompared field type ${String(never)}`)
    }
  }
}

function tester(
  info: KindInfo,
  { field, operator, values }: Condition,
  zone: string,
): (row: Entity) => boolean {
  const { path, type } = fieldOf(info, field)
  if (type === 'id' && operator !== '=' && operator !== 'IN')
    throw refuse.query(`operator ${operator} is not supported for property '${field}'`)
  const compare = comparison(type, zone)
  const [value = ''] = values
  if (type === 'time' && instantOf(value, zone) === null) throw refuse.query(`invalid date-time: ${value}`)
  if (operator === 'LIKE') {
    const pattern = value.replace(/[.+^${}()|[\]\\?*]/g, '\\$&').replace(/%/g, '.*')
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
    valueAt(row, path).some((one) =>
      values.some((wanted) => {
        const order = compare(one, wanted)
        return order !== null && holds[operator](order)
      }),
    )
}

/** Without an order: lists by name, transactions newest first; never by id. */
function ordered(rows: readonly Entity[], info: KindInfo, query: Query, zone: string): readonly Entity[] {
  const wishes =
    query.orderBy.length > 0
      ? query.orderBy.map(({ field, descending }) => ({ ...fieldOf(info, field), descending }))
      : info.naturalOrder === null
        ? [{ path: ['MetaData', 'CreateTime'], type: 'time' as const, descending: true }]
        : [{ path: [info.naturalOrder], type: 'text' as const, descending: false }]
  return rows.toSorted((left, right) => {
    for (const { path, type, descending } of wishes) {
      const order = comparison(type, zone)(valueAt(left, path)[0] ?? '', valueAt(right, path)[0] ?? '') ?? 0
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}
