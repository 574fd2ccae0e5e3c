import type { Sql } from '../postgres/database'

/** What of a plan that is set aside would ask people to bill, or to wait for billing; beside it, days that could not bill. */
const ASKS_TO_BILL = ['billing_blocked', 'ready_to_bill', 'approval_waiting'] as const
const SET_ASIDE = 'set aside'

/**
 * These plans bill nothing more: what waited for the invoice of a month waits no more, and no day of theirs comes. They
 * keep their days, should they take their turn again. Under their locks.
 */
export async function stopBillingOf(sql: Sql, scheduleIds: readonly string[]): Promise<void> {
  await sql('delete from monthly_due where schedule_id = any($1)', [scheduleIds])
  await sql(
    `update milestone set trigger_at = null, trigger_lease_until = null, trigger_tries = 0
     where schedule_id = any($1) and trigger_at is not null`,
    [scheduleIds],
  )
}

/** What these plans asked is answered by their being set aside; questions about invoices that are made stay. */
export async function settleSetAside(sql: Sql, scheduleIds: readonly string[], who: string): Promise<void> {
  await sql(
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = $3
     where milestone_id = any(array(select milestone_id from milestone where schedule_id = any($1)))
       and (kind = any($4) or cause like 'day\\_failed:%') and settled_at is null`,
    [scheduleIds, who, SET_ASIDE, ASKS_TO_BILL],
  )
}

/**
 * A plan that was set aside goes on: its days are looked at again, at once; that it bills nothing is true no more, also
 * where a person left it; who is waited for, and what was prepared, is asked again where that is so still.
 */
export async function takeUpAgain(
  sql: Sql,
  { scheduleId, dealId }: { readonly scheduleId: string; readonly dealId: string },
  who: string,
): Promise<void> {
  await sql(
    `update milestone set trigger_at = milepost.now()
     where schedule_id = $1 and trigger_on is not null and trigger_at is null`,
    [scheduleId],
  )
  await sql(
    `update attention set settled_at = coalesce(settled_at, milepost.now()), settled_by = coalesce(settled_by, $2),
       settled_how = case when settled_at is null then 'goes on' else 'left, goes on' end
     where milestone_id = any(array(select milestone_id from milestone where schedule_id = $1))
       and kind = 'billing_blocked' and (settled_at is null or settled_how = 'leave')`,
    [scheduleId, who],
  )
  await sql(
    `update attention a set settled_at = null, settled_by = null, settled_how = null, deal_id = $2
     where a.attention_id = any(array(
       select distinct on (b.cause) b.attention_id from attention b
       join milestone m on m.workspace_id = b.workspace_id and m.milestone_id = b.milestone_id
       where m.schedule_id = $1 and b.settled_how = $3 and case b.kind
           when 'approval_waiting' then m.work_status = 'in_review'
           when 'ready_to_bill' then exists (select from billing_part p
             join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
             where p.workspace_id = m.workspace_id and p.milestone_id = m.milestone_id and i.state = 'prepared') end
         and not exists (select from attention o where o.cause = b.cause and o.settled_at is null)
       order by b.cause, b.since desc))`,
    [scheduleId, dealId, SET_ASIDE],
  )
}

/** Completed work of a plan, and what of it no invoice bills, nor is to. */
export interface Unbilled {
  readonly milestoneId: string
  readonly name: string
  readonly unbilledMinor: bigint
  readonly currency: string
  /** An invoice billed some of it and does not count any more: a person says whether it is billed again. */
  readonly freed: boolean
}

/**
 * Completed work of a plan that nothing bills, or not all of it: one of two payers' share, say. Left out is what a day of its
 * own still bills, and what a question about the invoice that billed it is about.
 */
export async function listUnbilled(sql: Sql, scheduleId: string): Promise<Unbilled[]> {
  const rows = await sql<{
    milestone_id: string
    name: string
    unbilled_minor: bigint
    currency: string
    freed: boolean
  }>(
    `select m.milestone_id, m.name, s.currency, (m.amount_minor + m.again_minor - b.live_minor)::bigint as unbilled_minor, b.freed
     from milestone m
     join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id
     cross join lateral (
       select coalesce(sum(p.amount_minor) filter (where p.live), 0) as live_minor,
         coalesce(sum(p.amount_minor) filter (where p.idle and p.asked), 0) as asked_minor,
         coalesce(bool_or(p.idle), false) as freed
       from (
         select p.amount_minor, p.live,
           not p.live and not exists (select from billing_part o
             where o.workspace_id = p.workspace_id and o.part_key = p.part_key and o.live) as idle,
           exists (select from attention a where a.intent_id = p.intent_id and a.milestone_id = p.milestone_id
             and a.kind = 'freed' and (a.settled_at is null or a.settled_how = 'leave')) as asked
         from billing_part p
         join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
         where p.workspace_id = m.workspace_id and p.milestone_id = m.milestone_id
           and p.kind in ('work', 'deposit') and i.state <> 'cancelled') p) b
     where m.schedule_id = $1 and m.work_status = 'completed' and m.trigger_on is null
       and m.amount_minor + m.again_minor > b.live_minor + b.asked_minor
     order by m.position, m.milestone_id`,
    [scheduleId],
  )
  return rows.map((row) => ({
    milestoneId: row.milestone_id,
    name: row.name,
    unbilledMinor: row.unbilled_minor,
    currency: row.currency,
    freed: row.freed,
  }))
}

/** Whether this deal's plan was set aside: the deal went into another, whose own plan goes on. */
export async function isSetAside(sql: Sql, dealId: string): Promise<boolean> {
  const rows = await sql('select 1 from deal where deal_id = $1 and merged_into is not null', [dealId])
  return rows.length > 0
}

/** A plan that a merge set aside, on the deal that it was begun on. */
export interface SetAsidePlan {
  readonly scheduleId: string
  readonly dealId: string
  readonly name: string
  readonly currency: string
  /** The deal that its own went into. */
  readonly into: string
}

/** Those of these plans that are set aside, or all that went into these deals. */
export async function readSetAside(
  sql: Sql,
  of: { readonly scheduleIds: readonly string[] } | { readonly into: readonly string[] },
): Promise<SetAsidePlan[]> {
  const which = 'into' in of ? 'd.merged_into = any($1)' : 's.schedule_id = any($1)'
  const rows = await sql<{
    schedule_id: string
    deal_id: string
    name: string
    currency: string
    merged_into: string
  }>(
    `select s.schedule_id, d.deal_id, d.name, s.currency, d.merged_into
     from schedule s join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where d.merged_into is not null and ${which} order by s.schedule_id`,
    ['into' in of ? of.into : of.scheduleIds],
  )
  return rows.map((row) => ({
    scheduleId: row.schedule_id,
    dealId: row.deal_id,
    name: row.name,
    currency: row.currency,
    into: row.merged_into,
  }))
}
