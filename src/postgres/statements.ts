import type { PoolClient } from 'pg'
import type { Sql } from './database'

/** Beyond this many texts new ones go unprepared: a text made anew each time would fill every session's memory. */
const MOST_NAMES = 800

/**
 * How a text is prepared by name. One that comes again is parsed and planned once for each connection: row-level security
 * makes planning dearer than most of our statements. One that comes once, as at a start, is not kept.
 */
export interface StatementNames {
  of(text: string): string | undefined
}

export function statementNames(): StatementNames {
  const names = new Map<string, string>()
  const once = new Set<string>()
  return {
    of(text) {
      const name = names.get(text)
      if (name !== undefined) return name
      if (names.size + once.size >= MOST_NAMES) return undefined
      if (!once.delete(text)) {
        once.add(text)
        return undefined
      }
      const made = `s${names.size + 1}`
      names.set(text, made)
      return made
    },
  }
}

/**
 * Runs statements on this connection while its transaction lasts: of several that were asked at once, one may fail and
 * another go on, and what it asks then must not reach whoever has the connection next. What is asked in one go, before any
 * answer, leaves in one write.
 */
export function statementsOn(
  client: PoolClient,
  names: StatementNames,
  transaction: { readonly over: boolean },
): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    if (transaction.over) throw new Error('the transaction of this statement is over')
    gather(client)
    const name = names.of(text)
    const { rows } = await client.query<Row>({ text, values: [...values], ...(name && { name }) })
    return rows
  }
}

/** Whatever is written to this connection until the program next waits leaves the machine together: writes are dear. */
export function gather(client: PoolClient): void {
  const { stream } = client.connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** A kept plan may not outlive a migration that changed what its statement returns: the connection must go with it. */
export const isOutdatedPlan = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '0A000'
