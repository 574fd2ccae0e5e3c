import type { Sql } from '../postgres/database'
import type { IntentSummary } from './intent'
import { readIntents } from './intent-table'

/**
 * Whether some of this milestone was billed, and is not billed any more: an invoice was on its way, and no live one
 * took its place. One that was cancelled before it left does not count.
 */
export async function wasFreed(sql: Sql, milestoneId: string): Promise<boolean> {
  const rows = await sql(
    `select 1 from billing_part p
     join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
     where p.milestone_id = $1 and p.kind in ('work', 'deposit') and i.state <> 'cancelled' and not p.live
       and not exists (select from billing_part now
         where now.workspace_id = p.workspace_id and now.part_key = p.part_key and now.live)
     limit 1`,
    [milestoneId],
  )
  return rows.length > 0
}

/** Marks of this intent's parts from its earlier generations, that never became an invoice as far as we know. */
export async function earlierMarkers(sql: Sql, intentId: string): Promise<string[]> {
  const rows = await sql<{ marker: string }>(
    `select distinct other.marker from billing_part mine
     join billing_part p on p.workspace_id = mine.workspace_id and p.part_key = mine.part_key
       and p.intent_id <> mine.intent_id
     join billing_intent other on other.workspace_id = p.workspace_id and other.intent_id = p.intent_id
       and other.quickbooks_id is null and other.origin = 'milepost'
     where mine.intent_id = $1`,
    [intentId],
  )
  return rows.map((row) => row.marker)
}

/**
 * Other intents with an invoice that must not stand beside this one's: those that bill the same part, and those of
 * another division of the milestone, which together with what is live would bill more than all of it.
 */
export async function postedBeside(sql: Sql, intentId: string): Promise<IntentSummary[]> {
  const rows = await sql<{ intent_id: string }>(
    `select other.intent_id from billing_part mine
     join billing_part other on other.workspace_id = mine.workspace_id
       and (other.part_key = mine.part_key or other.milestone_id = mine.milestone_id)
       and other.intent_id <> mine.intent_id and other.moved_minor is null
     join billing_intent i on i.workspace_id = other.workspace_id and i.intent_id = other.intent_id
       and i.quickbooks_id is not null
     left join milestone m on m.workspace_id = mine.workspace_id and m.milestone_id = mine.milestone_id
     where mine.intent_id = $1 and (other.part_key = mine.part_key
       or mine.kind in ('work', 'deposit') and other.kind in ('work', 'deposit') and not exists (select from billing_part held where held.workspace_id = other.workspace_id
           and held.part_key = other.part_key and held.intent_id <> other.intent_id and held.live)
         and m.amount_minor + m.again_minor < other.amount_minor + coalesce((select sum(live.amount_minor) from billing_part live
           where live.workspace_id = mine.workspace_id and live.milestone_id = mine.milestone_id
             and live.kind in ('work', 'deposit') and live.live and live.intent_id <> other.intent_id), 0))`,
    [intentId],
  )
  return readIntents(sql, { intentIds: rows.map((row) => row.intent_id) })
}

/**
 * Invoices that bill what this one billed, and don't hold it: they gave way to it, or it took over a line of theirs that may
 * be back. Locked, but for those that somebody else is about to look at anyhow.
 */
export async function lockIdleBeside(sql: Sql, intentId: string): Promise<string[]> {
  const rows = await sql<{ intent_id: string }>(
    `select i.intent_id from billing_intent i
     where i.state = 'posted' and i.quickbooks_id is not null and i.intent_id in (
       select other.intent_id from billing_part mine
       join billing_part other on other.workspace_id = mine.workspace_id and other.part_key = mine.part_key
         and other.intent_id <> mine.intent_id
       where mine.intent_id = $1 and not other.live)
     order by i.intent_id for update skip locked`,
    [intentId],
  )
  return rows.map((row) => row.intent_id)
}
