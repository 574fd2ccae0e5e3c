import { type Sql, tell } from '../postgres/database'
import { announceDeals, ring } from './ring'

/**
 * Marks deals whose figures may have changed; HubSpot hears of what really did. Work that began before a deal was merged
 * into another speaks of its old id.
 */
export async function markDirty(sql: Sql, dealIds: readonly string[]): Promise<void> {
  if (dealIds.length === 0) return
  await tell(
    sql,
    `insert into deal_mirror (workspace_id, deal_id, dirty_since)
     select distinct milepost.current_workspace(), coalesce(a.deal_id, d), milepost.now()
     from unnest($1::text[]) d left join deal_alias a on a.old_deal_id = d order by 2
     on conflict (workspace_id, deal_id) do update
       set mark = deal_mirror.mark + 1,
           dirty_since = coalesce(deal_mirror.dirty_since, excluded.dirty_since),
           next_at = case when deal_mirror.dirty_since is null then milepost.now() else deal_mirror.next_at end`,
    [[...new Set(dealIds)]],
  )
  // Nobody is rung for: news is gathered, and whoever looks by the clock finds it.
  await announceDeals(sql, dealIds)
}

export interface DirtyDeal {
  readonly dealId: string
  readonly mark: bigint
  readonly attempts: number
  /** What each property of ours was given; null while that is not known. */
  readonly written: Readonly<Record<string, string | null>>
}

/** Dirty deals of this workspace that are due, the oldest first; nothing is locked. */
export async function dueDirtyDeals(sql: Sql, most: number): Promise<DirtyDeal[]> {
  const rows = await sql<DirtyRow>(
    `select deal_id, mark, attempts, written from deal_mirror
     where dirty_since is not null and next_at <= milepost.now() order by dirty_since limit $1`,
    [most],
  )
  return rows.map(toDirty)
}

/**
 * Those of these deals that are due as they were seen, locked until the transaction ends; others skip them. One that changed
 * since it was looked at has another turn.
 */
export async function lockDirtyDeals(sql: Sql, seen: readonly DirtyDeal[]): Promise<DirtyDeal[]> {
  const marks = new Map(seen.map(({ dealId, mark }) => [dealId, mark]))
  const rows = await sql<DirtyRow>(
    `select deal_id, mark, attempts, written from deal_mirror
     where dirty_since is not null and next_at <= milepost.now() and deal_id = any($1)
     order by deal_id for update skip locked`,
    [[...marks.keys()]],
  )
  return rows.map(toDirty).filter(({ dealId, mark }) => marks.get(dealId) === mark)
}

interface DirtyRow {
  deal_id: string
  mark: bigint
  attempts: number
  written: Record<string, string | null>
}

const toDirty = (row: DirtyRow): DirtyDeal => ({
  dealId: row.deal_id,
  mark: row.mark,
  attempts: row.attempts,
  written: row.written,
})

/** Deals that one writer has in hand, and until when: by that instant it knows its own. */
export interface Held {
  readonly dealIds: readonly string[]
  /** As PostgreSQL says it, to the microsecond. */
  readonly until: string
}

/** Whether a writer has the deal in hand now. */
const IN_HAND = 'in_hand_until is not null and in_hand_until = next_at and next_at > milepost.now()'

/** Holds deals back from other writers while a call to HubSpot runs. */
export async function holdDirtyDeals(sql: Sql, dealIds: readonly string[], forMs: number): Promise<Held> {
  const [row] = await sql<{ until: string }>(
    `with held as materialized (select milepost.now() + $2 * interval '1 millisecond' as until)
     update deal_mirror set next_at = held.until, in_hand_until = held.until, held_by = milepost.this_process()
     from held where deal_id = any($1) returning held.until::text`,
    [dealIds, forMs],
  )
  return { dealIds, until: row?.until ?? 'infinity' }
}

/** A writer that fails lets go of what it has in hand still; what somebody else took since is left alone. */
export async function letGoOfDirty(sql: Sql, { dealIds, until }: Held): Promise<void> {
  await tell(
    sql,
    `update deal_mirror set next_at = milepost.now(), held_by = null
     where deal_id = any($1) and in_hand_until = $2::timestamptz and next_at = in_hand_until`,
    [dealIds, until],
  )
}

/**
 * These properties of the deals are about to be written: until HubSpot's answer is known, so is not what they hold. A
 * lost answer followed by a change back would otherwise look like nothing to write. That they may hold something of ours is
 * kept: should the plan go, they are emptied.
 */
export async function forgetWritten(
  sql: Sql,
  writes: readonly { dealId: string; names: readonly string[] }[],
): Promise<void> {
  await tell(
    sql,
    `update deal_mirror m set written = m.written ||
       coalesce((select jsonb_object_agg(n, null::text) from jsonb_array_elements_text(w.names) n), '{}')
     from jsonb_to_recordset($1::jsonb) as w(deal_id text, names jsonb) where m.deal_id = w.deal_id`,
    [JSON.stringify(writes.map(({ dealId, names }) => ({ deal_id: dealId, names })))],
  )
}

/**
 * Nothing can be written now: every deal that waits is put off, and each counts that it was `tried`, or not. What another
 * writer has in hand stays its own, in this process too.
 */
export async function postponeAllDirty(sql: Sql, inMs: number, tried: boolean): Promise<void> {
  await tell(
    sql,
    `update deal_mirror set next_at = milepost.now() + $1 * interval '1 millisecond', held_by = null,
       attempts = attempts + case when $2 then 1 else 0 end
     where dirty_since is not null and not coalesce(${IN_HAND}, false)`,
    [inMs, tried],
  )
}

/** Of the deals that wait: the most tries that one has had, and how many have had this many. */
export async function triesOfDirty(sql: Sql, atLeast: number): Promise<{ most: number; deals: number }> {
  const [row] = await sql<{ most: number | null; deals: bigint }>(
    `select max(attempts) as most, count(*) filter (where attempts >= $1) as deals
     from deal_mirror where dirty_since is not null`,
    [atLeast],
  )
  return { most: row?.most ?? 0, deals: Number(row?.deals ?? 0) }
}

/**
 * HubSpot has these values now, beside those it had. What was forgotten while the call was under way stays forgotten. A change
 * since that `mark` keeps the deal dirty, and is news from now on.
 */
export async function markWritten(
  sql: Sql,
  deal: { dealId: string; mark: bigint; written: Readonly<Record<string, string>> },
): Promise<void> {
  await tell(
    sql,
    `update deal_mirror set written = written || $3::jsonb, written_at = milepost.now(), attempts = 0, fault = null,
       next_at = milepost.now(), held_by = null,
       dirty_since = case when mark = $2 then null else milepost.now() end
     where deal_id = $1`,
    [deal.dealId, deal.mark, JSON.stringify(deal.written)],
  )
}

/** The write did not work out; tried again later. */
export async function postponeDirty(
  sql: Sql,
  dealIds: readonly string[],
  inMs: number,
  fault: object | null,
) {
  await tell(
    sql,
    `update deal_mirror set attempts = attempts + 1, next_at = milepost.now() + $2 * interval '1 millisecond',
       held_by = null, fault = $3 where deal_id = any($1)`,
    [dealIds, inMs, fault === null ? null : JSON.stringify(fault)],
  )
}

/** Makes every deal that HubSpot is owed due now: it is back. */
export async function wakeAllDirty(sql: Sql): Promise<void> {
  await tell(
    sql,
    `update deal_mirror set next_at = milepost.now()
     where dirty_since is not null and not coalesce(${IN_HAND}, false)`,
  )
  await ring(sql, 'writeback')
}
