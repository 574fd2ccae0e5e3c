import type { z } from 'zod'
import type { Change, Journal } from '../../simulation/journal'

/** Rows of one kind, by id, in the order of their first writing. */
export interface Table<T> {
  get(id: string): T | undefined
  all(): readonly T[]
  ids(): readonly string[]
  put(id: string, row: T): void
  remove(id: string): void
}

/** Typed tables over the journal. Writes show at once and become durable together at `flush`. */
export interface Tables {
  open<T>(name: string, schema: z.ZodType<T>): Table<T>
  /** Everything written since the last flush becomes one commit. */
  flush(): void
  /** Empties the journal and every table but those kept. */
  clear(kept: readonly string[]): void
}

export function openTables(journal: Journal<unknown>): Tables {
  let pending: Change<unknown>[] = []
  const opened = new Map<string, Map<string, unknown>>()
  return {
    open: (name, schema) => {
      const rows = new Map(journal.list(name).map(([id, row]) => [id, schema.parse(row)]))
      opened.set(name, rows)
      return {
        get: (id) => rows.get(id),
        all: () => [...rows.values()],
        ids: () => [...rows.keys()],
        put: (id, row) => {
          rows.set(id, row)
          pending.push({ table: name, id, value: row })
        },
        remove: (id) => {
          rows.delete(id)
          pending.push({ table: name, id, removed: true })
        },
      }
    },
    flush: () => {
      const changes = pending
      pending = []
      journal.commit(changes)
    },
    clear: (kept) => {
      pending = []
      for (const [name, rows] of opened) if (!kept.includes(name)) rows.clear()
      journal.reset(
        kept.flatMap((table) => [...(opened.get(table) ?? [])].map(([id, value]) => ({ table, id, value }))),
      )
    },
  }
}
