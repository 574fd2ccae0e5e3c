import { type Sql, tell } from '../postgres/database'
import type { LatePolicy } from './late-flags'

/** An invoice of ours that is past its due date and not paid. */
export interface OverdueInvoice {
  readonly intentId: string
  readonly dealId: string
  readonly docNumber: string | null
  readonly quickbooksId: string
  readonly customer: string | null
  readonly dueOn: string
  /** Decimal text, tax included. */
  readonly balance: string
  readonly currency: string
  /** E-mailed, or handed over on paper: only then there is something to remind of. */
  readonly sent: boolean
  /** A person said that a credit memo is for it which is not applied. */
  readonly hasWord: boolean
  /** It bills several deals. */
  readonly isShared: boolean
}

/** Every overdue invoice that is there, as of this day of the workspace: of the few that are unpaid, by their index. */
export async function listOverdue(sql: Sql, today: string): Promise<OverdueInvoice[]> {
  const rows = await sql<{
    intent_id: string
    deal_id: string
    doc_number: string | null
    quickbooks_id: string
    customer: string | null
    due_on: string
    balance: string
    currency: string
    sent: boolean
    has_word: boolean
    is_shared: boolean
  }>(
    `select i.intent_id, i.deal_id, i.quickbooks_id, d.body->>'DocNumber' as doc_number, d.body->>'DueDate' as due_on,
       d.body->>'Balance' as balance, d.body->'CustomerRef'->>'name' as customer, i.currency,
       coalesce(d.body->>'EmailStatus' = 'EmailSent', false) or i.delivered_on is not null as sent,
       exists (select from attribution a where a.workspace_id = i.workspace_id and a.intent_id = i.intent_id
         and a.kind = 'CreditMemo') as has_word, i.other_deals <> '{}' as is_shared
     from billing_intent i
     join document d on d.workspace_id = i.workspace_id and d.kind = 'Invoice' and d.quickbooks_id = i.quickbooks_id
     where i.state = 'posted' and d.deleted_at is null and d.body->>'DueDate' < $1
       and d.body->>'Balance' not in ('0', '0.0', '0.00', '0.000') and (d.body->>'Balance')::numeric > 0`,
    [today],
  )
  return rows.map((row) => ({
    intentId: row.intent_id,
    dealId: row.deal_id,
    docNumber: row.doc_number,
    quickbooksId: row.quickbooks_id,
    customer: row.customer,
    dueOn: row.due_on,
    balance: row.balance,
    currency: row.currency,
    sent: row.sent,
    hasWord: row.has_word,
    isShared: row.is_shared,
  }))
}

/** A deal with the intents whose invoices make it overdue, of all that bill something of it. */
export interface OverdueDeal {
  readonly dealId: string
  readonly intentIds: readonly string[]
}

/**
 * Deals that are overdue by other invoices than when this was last kept, or by none any more; one that another deal took in
 * speaks as that one.
 */
export async function listNewlyOverdue(sql: Sql, intentIds: readonly string[]): Promise<OverdueDeal[]> {
  const rows = await sql<{ deal_id: string; overdue_by: string[] }>(
    `with billed as (
       select i.workspace_id, i.intent_id, i.schedule_id from billing_intent i where i.intent_id = any($1)
       union select p.workspace_id, p.intent_id, p.schedule_id from billing_part p where p.intent_id = any($1)),
     today as (
       select coalesce(a.deal_id, s.deal_id) as deal_id, array_agg(distinct b.intent_id) as overdue_by
       from billed b join schedule s on s.workspace_id = b.workspace_id and s.schedule_id = b.schedule_id
       left join deal_alias a on a.workspace_id = s.workspace_id and a.old_deal_id = s.deal_id
       group by 1),
     kept as (select m.deal_id, m.overdue_by from deal_mirror m where m.overdue_by <> '{}')
     select deal_id, coalesce(t.overdue_by, '{}') as overdue_by from today t full join kept k using (deal_id)
     where t.overdue_by is distinct from k.overdue_by order by 1`,
    [intentIds],
  )
  return rows.map((row) => ({ dealId: row.deal_id, intentIds: row.overdue_by }))
}

/** Keeps by which invoices deals are overdue that were marked for it. */
export async function keepOverdue(sql: Sql, deals: readonly OverdueDeal[]): Promise<void> {
  await tell(
    sql,
    `update deal_mirror m set overdue_by = k.overdue_by
     from jsonb_to_recordset($1::jsonb) as k(deal_id text, overdue_by uuid[]) where m.deal_id = k.deal_id`,
    [JSON.stringify(deals.map(({ dealId, intentIds }) => ({ deal_id: dealId, overdue_by: intentIds })))],
  )
}

/** What the plans of these invoices' deals agree about late payment, where they agree anything. */
export async function readLatePolicies(sql: Sql, intentIds: readonly string[]): Promise<LatePolicy[]> {
  const rows = await sql<{
    intent_id: string
    deal_id: string
    late_fee: string | null
    late_fee_after: number | null
    pause_work: string | null
    pause_after: number | null
  }>(
    `select distinct i.intent_id, s.schedule_id, s.deal_id, s.terms->>'lateFee' as late_fee,
       (s.terms->>'lateFeeAfterDays')::int as late_fee_after, s.terms->>'pauseWork' as pause_work,
       (s.terms->>'pauseAfterDays')::int as pause_after
     from billing_intent i
     join billing_part p on p.workspace_id = i.workspace_id and p.intent_id = i.intent_id
     join schedule s on s.workspace_id = p.workspace_id and s.schedule_id = p.schedule_id
     where i.intent_id = any($1) and coalesce(s.terms->>'lateFee', s.terms->>'lateFeeAfterDays',
       s.terms->>'pauseWork', s.terms->>'pauseAfterDays') is not null
     order by i.intent_id, s.schedule_id`,
    [intentIds],
  )
  return rows.map((row) => ({
    intentId: row.intent_id,
    dealId: row.deal_id,
    lateFee: { words: row.late_fee, afterDays: row.late_fee_after },
    pauseWork: { words: row.pause_work, afterDays: row.pause_after },
  }))
}
