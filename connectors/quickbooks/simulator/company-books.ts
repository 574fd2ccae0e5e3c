import type { Clock } from '../../../src/clock/clock'
import { type Change, type Journal, put, remove } from '../../simulation/journal'
import { type Kind, kindInfo } from './kinds'
import { Refusal, refuse } from './refusal'
import { compact, type Entity, isEntity, number, part, text, textOf, type Value } from './value'
import { dayOf, stampOf } from './vendor-time'

export interface CompanyProfile {
  readonly realmId: string
  readonly name: string
  readonly country: string
  readonly zone: string
  readonly currency: string
  /** The colleague whom a stale update collides with. */
  readonly colleague: string
}

export type Operation = 'Create' | 'Update' | 'Delete' | 'Void' | 'Emailed' | 'Merge'
/** Something the company rings for. */
export interface BookEvent {
  readonly realmId: string
  readonly kind: Kind
  readonly id: string
  readonly operation: Operation
  readonly at: Date
  /** The company's time zone, in which the older shape of webhooks prints times. */
  readonly zone: string
  readonly deletedId?: string
}

/**
 * The books of one company during one call: reads see what the call has written; nothing is kept before `keep`.
 * A refusal thrown in between leaves the company as it was.
 */
export interface Books {
  readonly company: CompanyProfile
  readonly now: () => Date
  /** The company's calendar day. */
  today(): string
  get(kind: Kind, id: string): Entity | null
  list(kind: Kind): readonly Entity[]
  /** Stores a new document or row under the next id of its kind, SyncToken 0; answers it. */
  add(kind: Kind, entity: Entity, id?: string): Entity
  /** Stores a change: SyncToken one up, LastUpdatedTime now; answers it. */
  change(
    kind: Kind,
    entity: Entity,
    options?: { operation?: Operation; silent?: boolean; keepToken?: boolean },
  ): Entity
  delete(kind: Kind, id: string, options?: { silent?: boolean }): void
  deleted(): readonly Entity[]
  ring(kind: Kind, id: string, operation: Operation, deletedId?: string): void
  /** The next number of a named sequence. */
  next(sequence: string): bigint
  /** Raises a sequence so that it continues after `at`. */
  raise(sequence: string, at: bigint): void
  /** Other state of the company that is no entity. */
  recall(table: string, id: string): Entity | null
  remember(table: string, id: string, value: Entity): void
  forget(table: string, id: string): void
  /** Commits everything as one; answers the events, one per document and operation. */
  keep(): readonly BookEvent[]
}

/** Attachable ids are the one kind of id that no float holds. */
const FIRST_ID: Readonly<Record<string, bigint>> = { attachable: 5000000000000503624n }

export function openBooks(journal: Journal<Value>, company: CompanyProfile, clock: Clock): Books {
  const pending = new Map<string, { table: string; id: string; value: Entity | null }>()
  const events = new Map<string, BookEvent>()
  const now = clock.now()
  const table = (name: string): string => `${company.realmId}/${name}`
  const read = (name: string, id: string): Entity | null => {
    const changed = pending.get(`${name} ${id}`)
    if (changed !== undefined) return changed.value
    const value = journal.get(table(name), id)
    return isEntity(value) ? value : null
  }
  const write = (name: string, id: string, value: Entity | null): void => {
    pending.set(`${name} ${id}`, { table: name, id, value })
  }
  const rows = (name: string): readonly Entity[] => {
    const stored = journal.list(table(name)).map(([id, value]) => [id, value] as const)
    const ids = new Set(stored.map(([id]) => id))
    const added = [...pending.values()].filter((one) => one.table === name && !ids.has(one.id))
    return [...stored.map(([id]) => read(name, id)), ...added.map((one) => one.value)].filter(
      (row) => row !== null,
    )
  }
  const ring = (kind: Kind, id: string, operation: Operation, deletedId?: string): void => {
    if (!kindInfo(kind).rings) return
    const born = events.has(`${kind} ${id} Create`)
    if (born && operation === 'Update') return
    const event = { realmId: company.realmId, kind, id, operation, at: now, zone: company.zone }
    events.set(`${kind} ${id} ${operation}`, deletedId === undefined ? event : { ...event, deletedId })
  }
  const last = (sequence: string): bigint =>
    BigInt(text(read('sequence', sequence) ?? {}, 'last') ?? (FIRST_ID[sequence] ?? 1n) - 1n)
  const raise = (sequence: string, at: bigint): void => {
    if (at > last(sequence)) write('sequence', sequence, { last: String(at) })
  }
  const next = (sequence: string): bigint => {
    const value = last(sequence) + 1n
    raise(sequence, value)
    return value
  }
  const stamp = (): string => stampOf(now, company.zone)

  return {
    company,
    now: () => now,
    today: () => dayOf(now, company.zone),
    get: read,
    list: rows,
    add: (kind, entity, id) => {
      const newId = id ?? String(next(kindInfo(kind).sequence))
      raise(kindInfo(kind).sequence, BigInt(newId))
      const given = part(entity, 'MetaData')
      const meta = { CreateTime: stamp(), LastUpdatedTime: stamp(), ...given }
      const stored = { ...entity, domain: 'QBO', sparse: false, Id: newId, SyncToken: '0', MetaData: meta }
      write(kind, newId, stored)
      ring(kind, newId, 'Create')
      return stored
    },
    change: (kind, entity, options = {}) => {
      const token = Number(text(entity, 'SyncToken') ?? '0') + (options.keepToken === true ? 0 : 1)
      const stored = compact({
        ...entity,
        domain: 'QBO',
        sparse: false,
        SyncToken: String(token),
        MetaData: { ...part(entity, 'MetaData'), LastUpdatedTime: stamp() },
      })
      const id = text(stored, 'Id') ?? ''
      write(kind, id, stored)
      if (options.silent !== true) ring(kind, id, options.operation ?? 'Update')
      return stored
    },
    delete: (kind, id, options = {}) => {
      write(kind, id, null)
      write('deleted', `${kind} ${id}`, {
        kind,
        id,
        MetaData: { LastUpdatedTime: stamp() },
        order: number(now.getTime()),
      })
      if (options.silent !== true) ring(kind, id, 'Delete')
    },
    deleted: () => rows('deleted'),
    ring,
    next,
    raise,
    recall: read,
    remember: write,
    forget: (name, id) => write(name, id, null),
    keep: () => {
      const changes: Change<Value>[] = [...pending.values()].map(({ table: name, id, value }) =>
        value === null ? remove(table(name), id) : put(table(name), id, value),
      )
      journal.commit(changes)
      const rung = [...events.values()]
      pending.clear()
      events.clear()
      return rung
    },
  }
}

/** The stored entity an update, void or delete means; refuses unknown ids (610) and old tokens (5010). */
export function meantBy(books: Books, kind: Kind, body: Entity, needsToken = true): Entity {
  const id = text(body, 'Id')
  if (id === null) throw refuse.missing('Id')
  const stored = findById(books, kind, id)
  const token = textOf(body['SyncToken'])
  if (token === null) {
    if (needsToken) throw refuse.missing('SyncToken')
  } else if (token !== text(stored, 'SyncToken')) throw refuse.stale(books.company.colleague)
  return stored
}

/** One entity by its id; refuses what is no id (2030) and what is not, or no longer, there (610). */
export function findById(books: Books, kind: Kind, id: string): Entity {
  if (!/^\d+$/.test(id)) throw refuse.badId(id)
  const stored = books.get(kind, id)
  if (stored !== null) return stored
  throw books.recall('deleted', `${kind} ${id}`) === null ? refuse.inactive() : refuse.deleted()
}

/** Runs a call on the books; keeps it when it ends well. */
export function inBooks<T>(
  books: Books,
  call: () => T,
): { answer: T; events: readonly BookEvent[] } | Refusal {
  try {
    const answer = call()
    return { answer, events: books.keep() }
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
