import { z } from 'zod'
import type { Contents } from './ask'
import type { Changes } from './company'
import { type ChangedEntity, changedEntities, type Entities } from './entities'
import { member, parseEntity } from './read-entity'
import { refusal, type Secrets, vendorFault } from './read-fault'
import type { Arrived } from './reply'

/** Change data capture neither pages nor says that it cut: an answer this long may be a part. */
const FULL = 1_000

const answer = z.looseObject({
  CDCResponse: z.array(z.looseObject({ QueryResponse: z.array(z.looseObject({})) })),
  time: z.string(),
})
const namedRow = z.looseObject({
  Id: z.string().min(1).max(40),
  MetaData: z.looseObject({ LastUpdatedTime: z.string().optional() }).optional(),
})
const deletedRow = z.looseObject({
  status: z.literal('Deleted'),
  Id: z.string(),
  MetaData: z.looseObject({ LastUpdatedTime: z.string().optional() }).optional(),
})

/** `2026-11-21T04:10:00Z`: UTC, whole seconds, never later than asked. */
export function sinceText(since: Date): string {
  return `${since.toISOString().slice(0, 19)}Z`
}

/** Reads an answer for the kinds asked for, found by name because their order isn't promised. */
export function readChanges(asked: readonly ChangedEntity[]) {
  return (reply: Arrived, secrets: Secrets): Contents<Changes> => {
    const parsed = answer.safeParse(reply.json)
    const time = parsed.success ? Date.parse(parsed.data.time) : Number.NaN
    if (!parsed.success || Number.isNaN(time)) return { lacks: "QuickBooks' answer holds no changes." }
    const groups = parsed.data.CDCResponse.flatMap((response) => response.QueryResponse)
    const fault = groups.map(vendorFault).find((said) => said !== null)
    if (fault) return { failed: refusal(fault, { status: reply.status }, secrets) }
    const rows = new Map(
      asked.map((entity) => [entity, groups.flatMap((group) => list(member(group, entity)))]),
    )
    return collect(rows, new Date(time))
  }
}

function collect(rows: ReadonlyMap<ChangedEntity, readonly unknown[]>, time: Date): Contents<Changes> {
  const changed: Changed = {}
  const deleted: Named[] = []
  const unreadable: Named[] = []
  for (const [entity, found] of rows) {
    const live: unknown[] = []
    for (const row of found) {
      const gone = deletedRow.safeParse(row)
      if (!gone.success) live.push(row)
      else deleted.push({ entity, id: gone.data.Id, at: gone.data.MetaData?.LastUpdatedTime ?? null })
    }
    for (const row of put(changed, entity, live)) {
      const named = namedRow.safeParse(row)
      // Nobody could ask for it again, and the cursor would move past it.
      if (!named.success) return { lacks: `A changed ${entity} without an id can't be read.` }
      unreadable.push({ entity, id: named.data.Id, at: named.data.MetaData?.LastUpdatedTime ?? null })
    }
  }
  return { is: { time, changed, deleted, unreadable, truncated: truncated(rows) } }
}

interface Named {
  readonly entity: ChangedEntity
  readonly id: string
  readonly at: string | null
}

type Changed = { [E in ChangedEntity]?: readonly Entities[E][] }

/** Adds the rows; answers those that lack a field Milepost relies on. */
function put<E extends ChangedEntity>(changed: Changed, entity: E, rows: readonly unknown[]): unknown[] {
  const parsed: Entities[E][] = []
  const unreadable: unknown[] = []
  for (const row of rows) {
    const value = parseEntity(entity, row)
    if (value === null) unreadable.push(row)
    else parsed.push(value)
  }
  const target: { [K in E]?: readonly Entities[K][] } = changed
  target[entity] = parsed
  return unreadable
}

/** Intuit's limit is worded for the whole answer, so a full answer may have cut any kind. */
function truncated(rows: ReadonlyMap<ChangedEntity, readonly unknown[]>): readonly ChangedEntity[] {
  const total = [...rows.values()].reduce((sum, found) => sum + found.length, 0)
  return total >= FULL ? changedEntities.filter((entity) => rows.has(entity)) : []
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
