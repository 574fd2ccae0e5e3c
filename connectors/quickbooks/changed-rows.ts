import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask, Contents } from './ask'
import type { Rows } from './company'
import type { ChangedEntity, Entities } from './entities'
import { findPage, type Place } from './package-client'
import { type Criterion, MAX_ROWS, type Page } from './query'
import { clausesOf } from './query-rows'
import { member, parseEntity } from './read-entity'
import { notAsked } from './read-fault'
import type { Arrived } from './reply'

/** A list of ids longer than this is asked for in parts: the query travels in the URL. */
const MAX_LIST = 200
const SECOND = 1_000
/** A second whose rows keep moving while they are read is begun anew this often. */
const ATTEMPTS = 3

const stamped = z.looseObject({
  Id: z.string().min(1).max(40),
  MetaData: z.looseObject({ LastUpdatedTime: z.string().optional() }).optional(),
})

/** A page as it came: what could be read of it, and the times and ids of all its rows. */
interface Told<E extends ChangedEntity> extends Rows<E> {
  readonly ids: readonly string[]
  readonly at: readonly number[]
}

const TIME = 'MetaData.LastUpdatedTime'
const from = (at: number): Criterion => ({ field: TIME, operator: '>=', value: secondOf(at) })
const before = (at: number): Criterion => ({ field: TIME, operator: '<', value: secondOf(at) })
const secondOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/**
 * Pages by time, not by position: rows that share a second have no order among them, so a page cut by position could
 * tell one of them twice and another never. Each page begins again with the second in which the one before ended; a
 * second with more rows than a page holds is read by Id, which is an order. A row that changes meanwhile
 * moves to the end and is told again there.
 */
export async function changedRows<E extends ChangedEntity>(
  ask: Ask,
  place: Place,
  entity: E,
  since: Date,
  take: (page: Rows<E>) => Promise<void>,
): Promise<Answer<null>> {
  let at = Math.floor(since.getTime() / SECOND) * SECOND
  for (;;) {
    const page = await readPage(ask, place, entity, [from(at)], { orderBy: TIME, start: 1, max: MAX_ROWS })
    if (page.outcome !== 'done') return page
    await take(page.value)
    if (page.value.ids.length < MAX_ROWS) return { ...page, value: null }
    if (page.value.at.length === 0)
      return notAsked(`Changed rows of ${entity} without a time can't be passed.`)
    const last = Math.floor(Math.max(...page.value.at) / SECOND) * SECOND
    if (last > at) at = last
    else {
      const second = await readSecond(ask, place, entity, at, take)
      if (second.outcome !== 'done') return second
      at += SECOND
    }
  }
}

/** Every row of one second, by Id; a page begins with the row that ended the one before, otherwise the rows moved. */
async function readSecond<E extends ChangedEntity>(
  ask: Ask,
  place: Place,
  entity: E,
  at: number,
  take: (page: Rows<E>) => Promise<void>,
): Promise<Answer<null>> {
  let start = 1
  let lastId: string | undefined
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    const page = await readPage(ask, place, entity, [from(at), before(at + SECOND)], {
      orderBy: 'Id',
      start,
      max: MAX_ROWS,
    })
    if (page.outcome !== 'done') return page
    await take(page.value)
    const { ids } = page.value
    if (lastId !== undefined && ids[0] !== lastId) {
      attempt += 1
      start = 1
      lastId = undefined
    } else if (ids.length < MAX_ROWS) return { ...page, value: null }
    else {
      lastId = ids.at(-1)
      start += MAX_ROWS - 1
    }
  }
  const message = `The list of ${entity} changed while it was read.`
  const fault = {
    kind: 'unreadable',
    status: 200,
    code: null,
    message,
    trace: null,
    retryAfterMs: null,
  } as const
  return { outcome: 'unknown', fault }
}

/** Documents by their ids; one that is not told is not there, or not to be seen yet. */
export async function rowsById<E extends ChangedEntity>(
  ask: Ask,
  place: Place,
  entity: E,
  ids: readonly string[],
): Promise<Answer<Rows<E>>> {
  const wanted = [...new Set(ids)].filter((id) => /^\d{1,30}$/.test(id))
  const rows: Entities[E][] = []
  const unreadable: { id: string; at: string | null }[] = []
  let trace: string | null = null
  for (let at = 0; at < wanted.length; at += MAX_LIST) {
    const list: Criterion = { field: 'Id', operator: 'IN', value: wanted.slice(at, at + MAX_LIST) }
    const page = await readPage(ask, place, entity, [list], { orderBy: 'Id', start: 1, max: MAX_ROWS })
    if (page.outcome !== 'done') return page
    trace = page.trace
    rows.push(...page.value.rows)
    unreadable.push(...page.value.unreadable)
  }
  return { outcome: 'done', value: { rows, unreadable }, trace }
}

async function readPage<E extends ChangedEntity>(
  ask: Ask,
  place: Place,
  entity: E,
  criteria: readonly Criterion[],
  page: Page,
): Promise<Answer<Told<E>>> {
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

function readRows<E extends ChangedEntity>(entity: E) {
  return (reply: Arrived): Contents<Told<E>> => {
    const response = member(reply.json, 'QueryResponse')
    const given: unknown = member(response, entity) ?? []
    if (typeof response !== 'object' || !Array.isArray(given)) {
      return { lacks: `QuickBooks' answer holds no list of ${entity}.` }
    }
    const rows: Entities[E][] = []
    const unreadable: { id: string; at: string | null }[] = []
    const ids: string[] = []
    const at: number[] = []
    for (const each of given) {
      const named = stamped.safeParse(each)
      if (!named.success) return { lacks: `A row of ${entity} without an id can't be read.` }
      const { Id: id, MetaData: meta } = named.data
      const row = parseEntity(entity, each)
      if (row === null) unreadable.push({ id, at: meta?.LastUpdatedTime ?? null })
      else rows.push(row)
      ids.push(id)
      const time = Date.parse(meta?.LastUpdatedTime ?? '')
      if (!Number.isNaN(time)) at.push(time)
    }
    return { is: { rows, unreadable, ids, at } }
  }
}
