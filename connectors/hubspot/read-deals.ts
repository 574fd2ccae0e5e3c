import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask, Told } from './ask'
import { BATCH, batchOf, chunksOf, pageOf } from './batch'
import { type Deal, deal, dealProperties } from './objects'
import { paths } from './paths'
import type { DealPage, NamedDeals } from './portal'

/** HubSpot's largest page of a search, and of a list. */
const SEARCH_PAGE = 200
const LIST_PAGE = 100

const PROPERTIES = dealProperties.join(',')

const named = z.looseObject({ id: z.string().min(1).max(40) })

interface Rows {
  readonly deals: Deal[]
  readonly unreadable: string[]
  /** The id of the last row, whether it could be read or not; null where there was none. */
  readonly lastId: string | null
}

/** Each row by itself, so that one which lacks something costs no other; null where one does not even say whose it is. */
function readRows(rows: readonly unknown[]): Rows | null {
  const deals: Deal[] = []
  const unreadable: string[] = []
  let lastId: string | null = null
  for (const row of rows) {
    const known = named.safeParse(row)
    if (!known.success) return null
    lastId = known.data.id
    const whole = deal.safeParse(row)
    if (whole.success) deals.push(whole.data)
    else unreadable.push(lastId)
  }
  return { deals, unreadable, lastId }
}

/**
 * Deals by id, each id asked once, 100 a call. An id is missing when no deal of that very id came back: HubSpot
 * may name it as not found, or answer a merged-away id with the survivor.
 * Fails as a whole with the first failing call; `unknown`/unreadable when HubSpot could not say about some ids.
 */
export async function readDeals(
  ask: Ask,
  ids: readonly string[],
  { also = [], archived = false }: { also?: readonly string[]; archived?: boolean } = {},
): Promise<Answer<NamedDeals>> {
  const wanted = [...new Set(ids)]
  const found = new Map<string, Deal>()
  const unreadable = new Set<string>()
  let trace: string | null = null
  for (const chunk of chunksOf(wanted, BATCH)) {
    const answer = await ask({
      operation: 'read deals',
      method: 'POST',
      path: `${paths.deals}/batch/read`,
      ...(archived && { query: { archived: 'true' } }),
      body: {
        properties: [...dealProperties, ...also],
        propertiesWithHistory: [],
        inputs: chunk.map((id) => ({ id })),
      },
      shape: batchOf(z.unknown()),
    })
    if (answer.outcome !== 'done') return answer
    trace = answer.trace
    const trouble = answer.value.errors?.find((error) => error.category !== 'OBJECT_NOT_FOUND')
    if (trouble) return unclear(trouble.category ?? null, trace)
    const rows = readRows(answer.value.results)
    if (rows === null) return nameless(trace)
    for (const each of rows.deals) found.set(each.id, each)
    for (const id of rows.unreadable) unreadable.add(id)
  }
  const missing = wanted.filter((id) => !found.has(id) && !unreadable.has(id))
  return {
    outcome: 'done',
    value: { deals: [...found.values()], missing, unreadable: [...unreadable] },
    trace,
  }
}

/** One deal: live, then among the archived ones, then null. A merged-away id answers with the survivor. */
export async function readDeal(ask: Ask, id: string): Promise<Answer<Deal | null>> {
  const live = await readDealFrom(ask, id, 'false')
  if (!isMissing(live)) return live
  const archived = await readDealFrom(ask, id, 'true')
  return isMissing(archived) ? { outcome: 'done', value: null, trace: archived.fault.trace } : archived
}

function readDealFrom(ask: Ask, id: string, archived: 'true' | 'false'): Promise<Answer<Deal>> {
  return ask({
    operation: 'read deal',
    method: 'GET',
    path: paths.deal(id),
    query: { properties: PROPERTIES, archived },
    shape: deal,
  })
}

function isMissing<T>(answer: Answer<T>): answer is Answer<T> & { outcome: 'refused' } {
  return answer.outcome === 'refused' && answer.fault.kind === 'missing'
}

/**
 * One page of deals modified at or after `since` (to the millisecond), by id; of those beyond an id, where one is given.
 * `next` is the last id of the page where more follow. By position, a deal that changes between two pages could push
 * another past the reader; an id stays where it is, and a search begun anew never comes to its 10,000th row.
 */
export async function dealsModifiedSince(ask: Ask, since: Date, beyond?: string): Promise<Answer<DealPage>> {
  const id = 'hs_object_id'
  const answer = await ask({
    operation: 'search deals',
    search: true,
    method: 'POST',
    path: `${paths.deals}/search`,
    body: {
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since.getTime()) },
            ...(beyond === undefined ? [] : [{ propertyName: id, operator: 'GT', value: beyond }]),
          ],
        },
      ],
      sorts: [{ propertyName: id, direction: 'ASCENDING' }],
      properties: [...dealProperties],
      limit: SEARCH_PAGE,
    },
    shape: pageOf(z.unknown()),
  })
  return pageOrFault(answer, ({ lastId }) => lastId ?? beyond ?? '0')
}

/** One page of all live deals, or of all archived ones. */
export async function listDeals(
  ask: Ask,
  options: { archived: boolean; after?: string | undefined },
): Promise<Answer<DealPage>> {
  return pageOrFault(
    await ask({
      operation: 'list deals',
      method: 'GET',
      path: paths.deals,
      query: {
        limit: String(LIST_PAGE),
        properties: PROPERTIES,
        archived: String(options.archived),
        after: options.after,
      },
      shape: pageOf(z.unknown()),
    }),
  )
}

/** A page of deals as it was told; `placeAfter` says how the next one is asked for, where that is not HubSpot's own word. */
function pageOrFault(
  answer: Told<{
    results: unknown[]
    paging?: { next?: { after: string } | null | undefined } | null | undefined
  }>,
  placeAfter?: (rows: Rows) => string,
): Answer<DealPage> {
  if (answer.outcome !== 'done') return answer
  const { results, paging } = answer.value
  const rows = readRows(results)
  if (rows === null) return nameless(answer.trace)
  const { deals: items, unreadable } = rows
  const after = paging?.next?.after ?? null
  const next = after === null || placeAfter === undefined ? after : placeAfter(rows)
  return { ...answer, value: { items, unreadable, next, answeredAt: answer.answeredAt } }
}

const unclear = (code: string | null, trace: string | null): Answer<never> =>
  unreadableAs(
    207,
    'HubSpot could not read some of the deals, for another reason than that they are missing.',
    code,
    trace,
  )

const nameless = (trace: string | null): Answer<never> =>
  unreadableAs(200, "A deal without an id can't be read.", null, trace)

const unreadableAs = (
  status: number,
  message: string,
  code: string | null,
  trace: string | null,
): Answer<never> => ({
  outcome: 'unknown',
  fault: { kind: 'unreadable', status, code, message, trace, retryAfterMs: null },
})
