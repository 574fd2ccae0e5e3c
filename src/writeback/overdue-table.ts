import type { Sql } from '../postgres/database'
import type { LatePolicy } from './late-flags'

/** An invoice of ours that is past its due date and not paid. */
export interface OverdueInvoice {
  readonly intentId: string
  readonly dealId: string
  readonly docNumber: string | null
  readonly customer: string | null
  readonly dueOn: string
  /** Decimal text, tax included. */
  readonly balance: string
  readonly currency: string
  /** E-mailed, or handed over on paper: only then there is something to remind of. */
  readonly sent: boolean
}

/** Every overdue invoice that counts, as of this day of the workspace. */
export async function listOverdue(sql: Sql, today: string): Promise<OverdueInvoice[]> {
  const rows = await sql<{
    intent_id: string
    deal_id: string
    doc_number: string | null
    customer: string | null
    due_on: string
    balance: string
    currency: string
    sent: boolean
  }>(
    `select i.intent_id, i.deal_id, d.body->>'DocNumber' as doc_number, d.body->>'DueDate' as due_on,
       d.body->>'Balance' as balance, d.body->'CustomerRef'->>'name' as customer, i.currency,
       coalesce(d.body->>'EmailStatus' = 'EmailSent', false) or i.delivered_on is not null as sent
     from billing_intent i
     join document d on d.workspace_id = i.workspace_id and d.kind = 'Invoice' and d.quickbooks_id = i.quickbooks_id
     where i.state = 'posted' and d.deleted_at is null and d.body->>'DueDate' < $1
       and (d.body->>'Balance')::numeric > 0`,
    [today],
  )
  return rows.map((row) => ({
    intentId: row.intent_id,
    dealId: row.deal_id,
    docNumber: row.doc_number,
    customer: row.customer,
    dueOn: row.due_on,
    balance: row.balance,
    currency: row.currency,
    sent: row.sent,
  }))
}

/** Deals among these that HubSpot believes to have nothing overdue. */
export async function believedOnTime(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select deal_id from deal_mirror where deal_id = any($1) and dirty_since is null
       and coalesce((written->>'milepost_overdue')::numeric, 0) = 0`,
    [dealIds],
  )
  return rows.map((row) => row.deal_id)
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
