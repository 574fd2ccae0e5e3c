import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/**
 * Durable state of a simulator: `table → id → value`, in memory, with every commit appended to a file of
 * JSON lines before the call returns. One line is one commit, so a process killed at any point leaves whole
 * commits only. A torn last line is cut when the file is opened again; then the file is rewritten, compact.
 */
export interface Journal<V> {
  get(table: string, id: string): V | undefined
  /** All rows of a table, oldest id first (a changed row keeps its place). */
  list(table: string): readonly (readonly [id: string, value: V])[]
  /** Several changes as one: all of them are there after a crash, or none. */
  commit(changes: readonly Change<V>[]): void
  /** Forgets everything and begins again with these. */
  reset(changes?: readonly Change<V>[]): void
  isEmpty(): boolean
  close(): void
}

export type Change<V> =
  | { readonly table: string; readonly id: string; readonly value: V }
  | { readonly table: string; readonly id: string; readonly removed: true }

/** How values become text and come back; `read` may trust what `write` wrote. */
export interface Codec<V> {
  write(value: unknown): string
  parse(text: string): unknown
  read(value: unknown): V
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const isJson = (value: unknown): value is Json => value !== undefined

/** Plain JSON, for state without amounts that a float could bend. */
export const jsonCodec: Codec<Json> = {
  write: (value) => JSON.stringify(value),
  parse: (text) => JSON.parse(text),
  read: (value) => {
    if (!isJson(value)) throw new Error('a journal line holds a change without its value')
    return value
  },
}

export const put = <V>(table: string, id: string, value: V): Change<V> => ({ table, id, value })
export const remove = (table: string, id: string): Change<never> => ({ table, id, removed: true })

/** Opens the journal at `path`, or one in memory only when `path` is null. Throws when the folder is missing. */
export function openJournal<V>(path: string | null, codec: Codec<V>): Journal<V> {
  const tables = new Map<string, Map<string, V>>()
  const apply = (change: Change<V>): void => {
    const rows = tables.get(change.table) ?? new Map<string, V>()
    tables.set(change.table, rows)
    if ('removed' in change) rows.delete(change.id)
    else rows.set(change.id, change.value)
  }
  const lineOf = (changes: readonly Change<V>[]): string =>
    `${codec.write(changes.map((c) => ('removed' in c ? [c.table, c.id] : [c.table, c.id, c.value])))}\n`
  const everything = (): Change<V>[] =>
    [...tables].flatMap(([table, rows]) => [...rows].map(([id, value]) => put(table, id, value)))

  let file: number | null = null
  const rewrite = (): void => {
    if (path === null) return
    if (file !== null) closeSync(file)
    const all = everything()
    writeFileSync(`${path}.new`, all.length === 0 ? '' : lineOf(all), { mode: 0o600 })
    renameSync(`${path}.new`, path)
    file = openSync(path, 'a', 0o600)
  }
  if (path !== null) {
    if (existsSync(path)) for (const change of readLines(readFileSync(path, 'utf8'), codec)) apply(change)
    rewrite()
  }

  return {
    get: (table, id) => tables.get(table)?.get(id),
    list: (table) => [...(tables.get(table) ?? [])],
    isEmpty: () => [...tables.values()].every((rows) => rows.size === 0),
    commit: (changes) => {
      if (changes.length === 0) return
      if (file !== null) writeSync(file, lineOf(changes))
      changes.forEach(apply)
    },
    reset: (changes = []) => {
      tables.clear()
      changes.forEach(apply)
      rewrite()
    },
    close: () => {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

function* readLines<V>(text: string, codec: Codec<V>): Generator<Change<V>> {
  const lines = text.split('\n')
  // Whatever follows the last newline was torn off by a crash: that commit never happened.
  for (const line of lines.slice(0, -1)) {
    const changes = codec.parse(line)
    if (!Array.isArray(changes)) throw new Error('the journal holds a line that is no list of changes')
    for (const change of changes) yield readChange(change, codec)
  }
}

function readChange<V>(change: unknown, codec: Codec<V>): Change<V> {
  if (!Array.isArray(change)) throw new Error('the journal holds a change that is no list')
  const [table, id, value]: unknown[] = change
  if (typeof table !== 'string' || typeof id !== 'string')
    throw new Error('the journal holds a nameless change')
  return change.length === 2 ? remove(table, id) : put(table, id, codec.read(value))
}
