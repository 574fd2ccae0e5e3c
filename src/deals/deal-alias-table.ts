import type { Sql } from '../postgres/database'
import type { MergedPlan } from './merged-plans'

/** Deals that live on under another id. */
export interface Move {
  readonly from: string
  readonly to: string
}

/** Every deal that became one with these, as far as is known: whatever stands for one of them stands for all. */
export async function readMergedGroup(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `with recursive one(deal_id) as (
       select unnest($1::text[])
       union
       select other.deal_id from one join lateral (
         select a.deal_id from deal_alias a where a.old_deal_id = one.deal_id
         union all select a.old_deal_id from deal_alias a where a.deal_id = one.deal_id
         union all select d.merged_into from deal d where d.deal_id = one.deal_id and d.merged_into is not null
         union all select d.deal_id from deal d where d.merged_into = one.deal_id) other on true)
     select deal_id from one order by deal_id`,
    [dealIds],
  )
  return rows.map((row) => row.deal_id)
}

/** Where this deal went before, in one step: every merge is kept with the deal that is left; itself where it is that. */
export async function survivorOf(sql: Sql, dealId: string): Promise<string> {
  const [row] = await sql<{ deal_id: string | null }>(
    `select coalesce((select a.deal_id from deal_alias a where a.old_deal_id = $1),
       (select d.merged_into from deal d where d.deal_id = $1)) as deal_id`,
    [dealId],
  )
  return row?.deal_id ?? dealId
}

/**
 * The plans on these deals, locked until the transaction ends: whoever moves them takes them before anything that hangs on
 * them, as everyone does who bills.
 */
export async function lockPlansOf(sql: Sql, dealIds: readonly string[]): Promise<MergedPlan[]> {
  const rows = await sql<{ schedule_id: string; deal_id: string; begun_on: string; created_at: Date }>(
    `select schedule_id, deal_id, coalesce(begun_on, deal_id) as begun_on, created_at from schedule
     where deal_id = any($1) order by schedule_id for no key update`,
    [dealIds],
  )
  return rows.map((row) => ({
    scheduleId: row.schedule_id,
    dealId: row.deal_id,
    begunOn: row.begun_on,
    createdAt: row.created_at,
  }))
}

/** Which of these deals went into another one already, with their plan, or without. */
export async function mergedAmong(sql: Sql, dealIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ deal_id: string }>(
    `select d.deal_id from unnest($1::text[]) d(deal_id)
     where exists (select from deal_alias a where a.old_deal_id = d.deal_id)
       or exists (select from deal m where m.deal_id = d.deal_id and m.merged_into is not null)`,
    [dealIds],
  )
  return new Set(rows.map((row) => row.deal_id))
}

/**
 * Whatever stands on one deal stands on another from now on: its plan, what bills it, and open questions. One move after the
 * other, so that a place may be left before another plan takes it; table by table, as everyone locks them.
 */
export async function movePlans(sql: Sql, moves: readonly Move[]): Promise<void> {
  for (const { from, to } of moves)
    await sql(
      `update schedule set begun_on = coalesce(begun_on, deal_id), deal_id = $2,
         moved_at = case when $2 = coalesce(begun_on, deal_id) then null else milepost.now() end
       where deal_id = $1`,
      [from, to],
    )
  for (const { from, to } of moves) {
    await sql('update billing_intent set deal_id = $2 where deal_id = $1', [from, to])
    await sql(
      'update billing_intent set other_deals = array_replace(other_deals, $1, $2) where $1 = any(other_deals)',
      [from, to],
    )
  }
  for (const { from, to } of moves)
    await sql('update outbox_message set deal_id = $2 where deal_id = $1', [from, to])
  for (const { from, to } of moves)
    await sql('update attention set deal_id = $2 where deal_id = $1 and settled_at is null', [from, to])
}

/**
 * The plans on these deals are about to move on, or back: what was filed with one since it came goes to the deal that it was
 * begun on, under which it is found wherever the plan goes, so that one plan's agreement never stands beside another's work.
 */
export async function takeFilesHome(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await sql(
    `update file f set deal_id = s.begun_on from schedule s
     where s.deal_id = any($1) and s.moved_at is not null and f.deal_id = s.deal_id and f.uploaded_at >= s.moved_at`,
    [dealIds],
  )
}

/**
 * These deals are no more: each is found under the survivor, or, where its own plan is kept beside, under its own id, and
 * says where it went.
 */
export async function markMerged(
  sql: Sql,
  of: {
    readonly moved: readonly string[]
    readonly beside: readonly string[]
    /** Those among them that were deals of their own until now. */
    readonly newly: readonly string[]
    readonly to: string
  },
): Promise<void> {
  const { moved, beside, newly, to } = of
  // A deal that was won before it was merged has not just been won: no template is put in the place of what it was.
  await sql(
    `update deal n set won_at = null where n.deal_id = $1 and n.won_at is not null
       and exists (select from deal o where o.deal_id = any($2) and o.won and o.won_at is null)`,
    [to, newly],
  )
  // What it took over had an amount: without one it was emptied, though nobody saw the moment.
  await sql(
    `update deal n set had_amount = true where n.deal_id = $1 and not n.had_amount
       and exists (select from deal o where (o.deal_id = any($2) or o.deal_id = any($3)) and o.had_amount)`,
    [to, moved, beside],
  )
  await sql(
    `update deal set archived = true, merged_into = case when deal_id = any($2) then $3 end
     where deal_id = any($1) or deal_id = any($2)`,
    [moved, beside, to],
  )
  await sql('delete from deal_alias where old_deal_id = any($1)', [beside])
  await sql(
    `insert into deal_alias (workspace_id, old_deal_id, deal_id)
     select milepost.current_workspace(), m, $2 from unnest($1::text[]) m order by m
     on conflict (workspace_id, old_deal_id) do update set deal_id = excluded.deal_id`,
    [moved, to],
  )
}

/** Which of these ids we still know as deals of their own. */
export async function unmovedAmong(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select d.deal_id from deal d where d.deal_id = any($1) and d.merged_into is null
       and not exists (select from deal_alias a where a.old_deal_id = d.deal_id)
     order by d.deal_id`,
    [dealIds],
  )
  return rows.map((row) => row.deal_id)
}

/** Which of these ids we know as deals that are not deleted. */
export async function unarchivedAmong(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    'select deal_id from deal where deal_id = any($1) and not archived order by deal_id',
    [dealIds],
  )
  return rows.map((row) => row.deal_id)
}

/** Deals that were merged into this one and kept their own plans. */
export async function keptBeside(sql: Sql, dealId: string): Promise<{ dealId: string; name: string }[]> {
  const rows = await sql<{ deal_id: string; name: string }>(
    `select d.deal_id, d.name from deal d join schedule s on s.deal_id = d.deal_id
     where d.merged_into = $1 order by s.created_at, d.deal_id`,
    [dealId],
  )
  return rows.map((row) => ({ dealId: row.deal_id, name: row.name }))
}
