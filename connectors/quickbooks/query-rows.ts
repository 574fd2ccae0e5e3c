import type { Answer } from '../answer'
import type { Ask, Contents } from './ask'
import type { Entities, EntityName } from './entities'
import { findPage, type Place } from './package-client'
import { type Criterion, MAX_ROWS, type Page, pageClause, whereClause } from './query'
import { member, parseEntity } from './read-entity'
import { notAsked } from './read-fault'
import type { Arrived } from './reply'

export interface RowOptions {
  readonly orderBy?: Page['orderBy']
  readonly maxRows?: number
}

/** A list of ids longer than this is asked for in parts: the query travels in the URL. */
const MAX_LIST = 200
/** A set that moves under us is read again this often before we give up. */
const ATTEMPTS = 3

/**
 * All rows that meet the criteria, by pages of 1,000. A list of more than 200 values is asked for in parts, each
 * ordered in itself. Unknown, with `unreadable`, when the rows kept moving while they were read.
 */
export async function queryRows<E extends EntityName>(
  ask: Ask,
  place: Place,
  entity: E,
  criteria: readonly Criterion[],
  { orderBy = 'Id', maxRows = Number.POSITIVE_INFINITY }: RowOptions = {},
): Promise<Answer<Entities[E][]>> {
  const found = new Map<string, Entities[E]>()
  let trace: string | null = null
  for (const part of parts(criteria)) {
    const wanted = maxRows - found.size
    if (wanted <= 0) break
    const answer = await readSet(ask, { place, entity, criteria: part, orderBy, wanted })
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    for (const { id, row } of answer.value) found.set(id, row)
  }
  return { outcome: 'done', value: [...found.values()], trace }
}

interface RowSet<E extends EntityName> {
  readonly place: Place
  readonly entity: E
  readonly criteria: readonly Criterion[]
  readonly orderBy: Page['orderBy']
  readonly wanted: number
}

interface Row<E extends EntityName> {
  readonly id: string
  readonly row: Entities[E]
}

async function readSet<E extends EntityName>(ask: Ask, set: RowSet<E>): Promise<Answer<Row<E>[]>> {
  let trace: string | null = null
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await readPages(ask, set)
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    if (answer.value !== 'moved') return { ...answer, value: answer.value }
  }
  const message = `The list of ${set.entity} changed while it was read.`
  const fault = { kind: 'unreadable', status: 200, code: null, message, trace, retryAfterMs: null } as const
  return { outcome: 'unknown', fault }
}

/**
 * Pages are cut by position, so a row that leaves the set meanwhile would make the next page skip one. Each page
 * therefore begins with the row that ended the one before: another row there means that the set moved. (Counting
 * afterwards wouldn't tell: the row that left was counted out, and the skipped one never in.)
 */
async function readPages<E extends EntityName>(
  ask: Ask,
  set: RowSet<E>,
): Promise<Answer<Row<E>[] | 'moved'>> {
  const rows: Row<E>[] = []
  for (;;) {
    const last = rows.at(-1)
    const start = Math.max(rows.length, 1)
    const max = Math.min(MAX_ROWS, set.wanted - start + 1)
    const page = await readPage(ask, set, { orderBy: set.orderBy, start, max })
    if (page.outcome !== 'done') return page
    if (last !== undefined && page.value[0]?.id !== last.id) return { ...page, value: 'moved' }
    rows.push(...page.value.slice(last === undefined ? 0 : 1))
    if (page.value.length < max || rows.length >= set.wanted) return { ...page, value: rows }
  }
}

async function readPage<E extends EntityName>(
  ask: Ask,
  { place, entity, criteria }: RowSet<E>,
  page: Page,
): Promise<Answer<Row<E>[]>> {
  const clauses = clausesOf(entity, criteria, page)
  if ('problem' in clauses) return notAsked(clauses.problem)
  return ask({
    operation: `query ${entity}`,
    metered: true,
    write: false,
    send: (accessToken) => findPage(place, accessToken, entity, clauses.text),
    read: readRows(entity),
  })
}

function readRows<E extends EntityName>(entity: E) {
  return (reply: Arrived): Contents<Row<E>[]> => {
    const response = member(reply.json, 'QueryResponse')
    const given: unknown = member(response, entity) ?? []
    if (typeof response !== 'object' || !Array.isArray(given)) {
      return { lacks: `QuickBooks' answer holds no list of ${entity}.` }
    }
    const rows: Row<E>[] = []
    for (const each of given) {
      const row = parseEntity(entity, each)
      const id = member(each, 'Id')
      if (row === null || typeof id !== 'string') {
        return { lacks: `A row of ${entity} (${String(id).slice(0, 40)}) can't be read.` }
      }
      rows.push({ id, row })
    }
    return { is: rows }
  }
}

/** The text of a query, or what is wrong with what was asked for. */
export function clausesOf(
  entity: string,
  criteria: readonly Criterion[],
  page: Page,
): { text: string } | { problem: string } {
  try {
    return { text: whereClause(entity, criteria) + pageClause(page) }
  } catch (error) {
    if (error instanceof RangeError) return { problem: error.message }
    throw error
  }
}

/** The criteria, or several with the first long list cut; none at all where a list is empty. */
function parts(criteria: readonly Criterion[]): readonly (readonly Criterion[])[] {
  const lists = criteria.flatMap(({ operator, value }) =>
    operator === 'IN' && typeof value === 'object' ? [value] : [],
  )
  if (lists.some((list) => list.length === 0)) return []
  const long = lists.find((list) => list.length > MAX_LIST)
  if (long === undefined) return [criteria]
  const cuts = Array.from({ length: Math.ceil(long.length / MAX_LIST) }, (_, at) =>
    long.slice(at * MAX_LIST, (at + 1) * MAX_LIST),
  )
  return cuts.map((value) => criteria.map((each) => (each.value === long ? { ...each, value } : each)))
}
