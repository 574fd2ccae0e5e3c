import type { Sql } from '../postgres/database'

/** Deals that live on under another id. */
export interface Move {
  readonly from: string
  readonly to: string
}

/**
 * The plans of these deals, locked until the transaction ends, oldest first: whoever moves them takes them before
 * anything that hangs on them, as everyone does who bills.
 */
export async function lockPlansOf(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string; created_at: Date }>(
    'select deal_id, created_at from schedule where deal_id = any($1) order by schedule_id for no key update',
    [dealIds],
  )
  return rows
    .sort((a, b) => a.created_at.getTime() - b.created_at.getTime() || (a.deal_id < b.deal_id ? -1 : 1))
    .map((row) => row.deal_id)
}

/**
 * The deal lives on under another id: its schedule, intents and open questions move there, and the old id still
 * finds it. `known` when that was done before. `kept beside` when the survivor has a schedule of its own: the old
 * deal keeps its plan and its id, counts as archived, and says where it went. The plans of both are locked already.
 */
export async function moveDeal(
  sql: Sql,
  { from, to }: Move,
): Promise<'moved' | 'known' | 'kept beside' | 'kept already'> {
  const [state] = await sql<{ known: boolean; kept: boolean; old: boolean; next: boolean }>(
    `select exists (select from deal_alias where old_deal_id = $1 and deal_id = $2) as known,
       exists (select from deal where deal_id = $1 and merged_into = $2) as kept,
       exists (select from schedule where deal_id = $1) as old,
       exists (select from schedule where deal_id = $2) as next`,
    [from, to],
  )
  const both = state?.old === true && state.next
  if (both && state.kept) return 'kept already'
  if (state?.known === true && !state.old) return 'known'
  await sql('update deal set merged_into = $2 where merged_into = $1', [from, to])
  // A deal that was won before it was merged has not just been won: no template is put in the place of what it was.
  await sql(
    `update deal n set won_at = null from deal o
     where o.deal_id = $1 and n.deal_id = $2 and n.won_at is not null and o.won and o.won_at is null`,
    [from, to],
  )
  if (both) {
    await sql('update deal set archived = true, merged_into = $2 where deal_id = $1', [from, to])
    return 'kept beside'
  }
  await sql('update deal set archived = true, merged_into = null where deal_id = $1', [from])
  await sql('update deal_alias set deal_id = $2 where deal_id = $1', [from, to])
  await sql(
    `insert into deal_alias (workspace_id, old_deal_id, deal_id) values (milepost.current_workspace(), $1, $2)
     on conflict (workspace_id, old_deal_id) do update set deal_id = excluded.deal_id`,
    [from, to],
  )
  await sql('update schedule set deal_id = $2 where deal_id = $1', [from, to])
  await sql('update billing_intent set deal_id = $2 where deal_id = $1', [from, to])
  await sql(
    'update billing_intent set other_deals = array_replace(other_deals, $1, $2) where $1 = any(other_deals)',
    [from, to],
  )
  await sql('update outbox_message set deal_id = $2 where deal_id = $1', [from, to])
  await sql('update attention set deal_id = $2 where deal_id = $1 and settled_at is null', [from, to])
  return 'moved'
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
