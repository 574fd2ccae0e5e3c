import type { Sql } from '../postgres/database'
import { entryHash, readHead, readHistory } from './history-table'

const PAGE = 1_000

/** Whether a workspace's story is whole: how many entries, and where it is broken, if anywhere. */
export interface Verdict {
  readonly entries: bigint
  /** The newest entry that was changed, or before which one is missing; null when the chain holds. */
  readonly brokenAt: bigint | null
}

/** Walks the chain from its newest entry back to the first: every hash again, every link, no number missing. */
export async function verifyHistory(sql: Sql): Promise<Verdict> {
  const head = await readHead(sql)
  let expected = head
  for (;;) {
    const page = await readHistory(sql, { before: expected.number + 1n, limit: PAGE })
    for (const entry of page) {
      const holds =
        entry.number === expected.number && entry.hash === expected.hash && entryHash(entry) === entry.hash
      if (!holds) return { entries: head.number, brokenAt: expected.number }
      expected = { number: entry.number - 1n, hash: entry.previousHash }
    }
    if (page.length < PAGE) break
  }
  const isWhole = expected.number === 0n && expected.hash === ''
  return { entries: head.number, brokenAt: isWhole ? null : expected.number }
}
