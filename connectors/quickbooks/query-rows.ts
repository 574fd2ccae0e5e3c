import type { Answer } from '../answer'
import type { Ask, Contents } from './ask'
import type { Entities, EntityName } from './entities'
import { ownRequest } from './own-request'
import { companyUrl, findPage, type Place } from './package-client'
import { type Criterion, countQuery, MAX_ROWS, type Page, pageClause, whereClause } from './query'
import { member, parseEntity } from './read-entity'
import { notAsked } from './read-fault'
import type { Arrived } from './reply'

export interface RowOptions {
  readonly orderBy?: Page['orderBy']
  readonly maxRows?: number
}

/** A list of ids longer than this is asked for in parts: the query travels in the URL. */
const MAX_LIST = 200

/**
 * All rows that meet the criteria, by pages of 1,000. Pages are cut by position, so a row that leaves the set
 * meanwhile makes the next page skip one: more than one page is counted afterwards, and read once more when
 * the count differs. A list of more than 200 values is asked for in parts, each ordered in itself.
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
    const rest = maxRows - found.size
    if (rest <= 0) break
    const answer = await readSet(ask, place, entity, part, orderBy, rest)
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    for (const [id, row] of answer.value) found.set(id, row)
  }
  return { outcome: 'done', value: [...found.values()], trace }
}

type Rows<E extends EntityName> = ReadonlyMap<string, Entities[E]>

async function readSet<E extends EntityName>(
  ask: Ask,
  place: Place,
  entity: E,
  criteria: readonly Criterion[],
  orderBy: Page['orderBy'],
  maxRows: number,
): Promise<Answer<Rows<E>>> {
  for (let attempt = 1; ; attempt += 1) {
    const pages = await readPages(ask, place, entity, criteria, orderBy, maxRows)
    if (pages.outcome !== 'done' || pages.value.whole) {
      return pages.outcome === 'done' ? { ...pages, value: pages.value.rows } : pages
    }
    const count = await ask(countQuestion(place, entity, criteria))
    if (count.outcome !== 'done') return count
    if (count.value === pages.value.rows.size) return { ...count, value: pages.value.rows }
    if (attempt === 2) return moving(entity, count.trace)
  }
}

/** `whole`: one page held everything, or as many rows as were wanted, so there is nothing to count. */
async function readPages<E extends EntityName>(
  ask: Ask,
  place: Place,
  entity: E,
  criteria: readonly Criterion[],
  orderBy: Page['orderBy'],
  maxRows: number,
): Promise<Answer<{ rows: Rows<E>; whole: boolean }>> {
  const rows = new Map<string, Entities[E]>()
  for (let start = 1; ; ) {
    const max = Math.min(MAX_ROWS, maxRows - start + 1)
    const clauses = clausesOf(entity, criteria, { orderBy, start, max })
    if ('problem' in clauses) return notAsked(clauses.problem)
    const page = await ask({
      operation: `query ${entity}`,
      metered: true,
      write: false,
      send: (accessToken) => findPage(place, accessToken, entity, clauses.text),
      read: readPage(entity),
    })
    if (page.outcome !== 'done') return page
    for (const { id, row } of page.value) rows.set(id, row)
    const more = page.value.length === max && start - 1 + max < maxRows
    if (!more) {
      const wanted = start - 1 + page.value.length >= maxRows
      return { ...page, value: { rows, whole: start === 1 || wanted } }
    }
    start += max
  }
}

function readPage<E extends EntityName>(entity: E) {
  return (reply: Arrived): Contents<{ id: string; row: Entities[E] }[]> => {
    const response = member(reply.json, 'QueryResponse')
    const rows: unknown = member(response, entity) ?? []
    if (typeof response !== 'object' || !Array.isArray(rows)) {
      return { lacks: `QuickBooks' answer holds no list of ${entity}.` }
    }
    const page: { id: string; row: Entities[E] }[] = []
    for (const each of rows) {
      const row = parseEntity(entity, each)
      const id = member(each, 'Id')
      if (row === null || typeof id !== 'string') {
        return { lacks: `A row of ${entity} (${String(id).slice(0, 40)}) can't be read.` }
      }
      page.push({ id, row })
    }
    return { is: page }
  }
}

function countQuestion(place: Place, entity: EntityName, criteria: readonly Criterion[]) {
  const query = encodeURIComponent(countQuery(entity, criteria))
  return {
    operation: `count ${entity}`,
    metered: true,
    write: false,
    send: (accessToken: string) =>
      ownRequest({
        method: 'GET',
        url: `${companyUrl(place)}query?query=${query}&minorversion=75`,
        accessToken,
        accept: 'application/json',
        contentType: null,
        body: null,
        deadlineMs: place.deadlineMs,
      }),
    read: (reply: Arrived): Contents<number> => {
      const total = member(member(reply.json, 'QueryResponse'), 'totalCount')
      const count = typeof total === 'string' ? Number(total) : Number.NaN
      return Number.isSafeInteger(count) ? { is: count } : { lacks: "QuickBooks' answer holds no count." }
    },
  }
}

function clausesOf(
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

function moving(entity: EntityName, trace: string | null): Answer<never> {
  const message = `The list of ${entity} changed while it was read.`
  const fault = { kind: 'unreadable', status: 200, code: null, message, trace, retryAfterMs: null } as const
  return { outcome: 'unknown', fault }
}
