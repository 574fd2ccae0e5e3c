import { createHash } from 'node:crypto'
import { type Sql, tell } from '../postgres/database'
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
 * Appends to the workspace's story, in one statement however much happened. Each entry's hash covers the one
 * before, so that a removed or changed entry breaks the chain. The head row is locked until the transaction
 * ends, and everyone needs it: take every other lock before, or two transactions wait for each other.
 */
export async function record(sql: Sql, actor: Actor, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return
  const head = (await lockHead(sql)) ?? (await makeHead(sql))
  if (!head) throw new Error('the history has no head')
  let { number, hash } = head
  const entries = happenings.map((happening): HistoryEntry => {
    number += 1n
    const entry = {
      number,
      at: head.at,
      dealId: happening.dealId ?? null,
      milestoneId: happening.milestoneId ?? null,
      who: actor.who,
      via: actor.via,
      what: happening.what,
      before: asKept(happening.before),
      after: asKept(happening.after),
      previousHash: hash,
    }
    hash = entryHash(entry)
    return { ...entry, hash }
  })
  await tell(
    sql,
    `insert into history (workspace_id, number, deal_id, milestone_id, before, after, previous_hash, hash, what,
       at, who, via)
     select milepost.current_workspace(), e.*, $2, $3, $4 from jsonb_to_recordset($1::jsonb) as e(number bigint,
       deal_id text, milestone_id uuid, before jsonb, after jsonb, previous_hash text, hash text, what text)`,
    [
      JSON.stringify(
        entries.map((entry) => ({
          number: entry.number.toString(),
          deal_id: entry.dealId,
          milestone_id: entry.milestoneId,
          // Left out, so that nothing is stored as nothing and not as the JSON null.
          before: entry.before ?? undefined,
          after: entry.after ?? undefined,
          previous_hash: entry.previousHash,
          hash: entry.hash,
          what: entry.what,
        })),
      ),
      head.at,
      actor.who,
      actor.via,
    ],
  )
  await tell(sql, 'update history_head set number = $1, hash = $2', [number, hash])
}

type Head = { number: bigint; hash: string; at: Date }

async function lockHead(sql: Sql): Promise<Head | undefined> {
  const [head] = await sql<Head>('select number, hash, milepost.now() as at from history_head for update')
  return head
}

/** Before a workspace's first entry. */
async function makeHead(sql: Sql): Promise<Head | undefined> {
  await sql(
    `insert into history_head (workspace_id, number, hash) values (milepost.current_workspace(), 0, '')
     on conflict do nothing`,
  )
  return lockHead(sql)
}

/** As it will be read again: a date is text then, and the hash is of what is kept. */
function asKept(value: unknown): unknown {
  return value === undefined || value === null ? null : JSON.parse(JSON.stringify(value))
}

/** The newest entry's number and hash; number 0 where nothing happened yet. */
export async function readHead(sql: Sql): Promise<{ number: bigint; hash: string }> {
  const [head] = await sql<{ number: bigint; hash: string }>('select number, hash from history_head')
  return head ?? { number: 0n, hash: '' }
}

/** When the workspace's story began; null where nothing happened yet. */
export async function firstEntryAt(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ at: Date }>('select at from history order by number limit 1')
  return row?.at ?? null
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

/**
 * A page of a deal's story, newest first, with that of deals merged into it; of the whole workspace when no deal is
 * named. With a milestone or a person named, only theirs.
 */
export async function readHistory(
  sql: Sql,
  page: { dealId?: string; milestoneId?: string; who?: string; before?: bigint; limit: number },
): Promise<HistoryEntry[]> {
  const rows = await sql<Row>(
    `select number, at, deal_id, milestone_id, who, via, what, before, after, previous_hash, hash from history
     where ($1::text is null or deal_id = $1
         or deal_id in (select a.old_deal_id from deal_alias a where a.deal_id = $1))
       and ($2::bigint is null or number < $2)
       and ($4::uuid is null or milestone_id = $4) and ($5::text is null or who = $5)
     order by number desc limit $3`,
    [page.dealId ?? null, page.before ?? null, page.limit, page.milestoneId ?? null, page.who ?? null],
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
