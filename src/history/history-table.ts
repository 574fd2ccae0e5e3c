import { createHash } from 'node:crypto'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'

/** One thing that happened, for people and for proof. */
export interface Happening {
  readonly what: string
  readonly dealId?: string | null
  readonly milestoneId?: string | null
  readonly before?: unknown
  readonly after?: unknown
}

export interface HistoryEntry {
  readonly number: bigint
  readonly at: Date
  readonly dealId: string | null
  readonly milestoneId: string | null
  readonly who: string
  readonly via: string
  readonly what: string
  readonly before: unknown
  readonly after: unknown
  readonly previousHash: string
  readonly hash: string
}

/**
 * Appends to the workspace's story. Each entry's hash covers the one before, so that a removed or changed
 * entry breaks the chain. The head row is locked until the transaction ends: call this last.
 */
export async function record(sql: Sql, actor: Actor, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return
  await sql(
    `insert into history_head (workspace_id, number, hash) values (milepost.current_workspace(), 0, '')
     on conflict do nothing`,
  )
  const [head] = await sql<{ number: bigint; hash: string; at: Date }>(
    'select number, hash, milepost.now() as at from history_head for update',
  )
  if (!head) throw new Error('the history has no head')
  let { number, hash } = head
  for (const happening of happenings) {
    number += 1n
    const entry = {
      number,
      at: head.at,
      dealId: happening.dealId ?? null,
      milestoneId: happening.milestoneId ?? null,
      who: actor.who,
      via: actor.via,
      what: happening.what,
      before: happening.before ?? null,
      after: happening.after ?? null,
      previousHash: hash,
    }
    hash = entryHash(entry)
    await sql(
      `insert into history (workspace_id, number, at, deal_id, milestone_id, who, via, what, before, after,
         previous_hash, hash)
       values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        number,
        entry.at,
        entry.dealId,
        entry.milestoneId,
        entry.who,
        entry.via,
        entry.what,
        JSON.stringify(entry.before),
        JSON.stringify(entry.after),
        entry.previousHash,
        hash,
      ],
    )
  }
  await sql('update history_head set number = $1, hash = $2', [number, hash])
}

/** What an entry's hash covers, in a fixed order; object keys are sorted because jsonb does not keep theirs. */
export function entryHash(entry: Omit<HistoryEntry, 'hash'>): string {
  const text = JSON.stringify([
    'v1',
    entry.previousHash,
    entry.number.toString(),
    entry.at.toISOString(),
    entry.dealId,
    entry.milestoneId,
    entry.who,
    entry.via,
    entry.what,
    sorted(entry.before),
    sorted(entry.after),
  ])
  return createHash('sha256').update(text).digest('hex')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}

interface Row {
  number: bigint
  at: Date
  deal_id: string | null
  milestone_id: string | null
  who: string
  via: string
  what: string
  before: unknown
  after: unknown
  previous_hash: string
  hash: string
}

/** A page of a deal's story, newest first; of the whole workspace when no deal is named. */
export async function readHistory(
  sql: Sql,
  page: { dealId?: string; before?: bigint; limit: number },
): Promise<HistoryEntry[]> {
  const rows = await sql<Row>(
    `select number, at, deal_id, milestone_id, who, via, what, before, after, previous_hash, hash from history
     where ($1::text is null or deal_id = $1) and ($2::bigint is null or number < $2)
     order by number desc limit $3`,
    [page.dealId ?? null, page.before ?? null, page.limit],
  )
  return rows.map((row) => ({
    number: row.number,
    at: row.at,
    dealId: row.deal_id,
    milestoneId: row.milestone_id,
    who: row.who,
    via: row.via,
    what: row.what,
    before: row.before,
    after: row.after,
    previousHash: row.previous_hash,
    hash: row.hash,
  }))
}
