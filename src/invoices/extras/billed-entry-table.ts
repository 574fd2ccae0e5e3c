import type { Sql } from '../../postgres/database'

/** Hours that a live line bills, as they were billed and as QuickBooks has them now. */
export interface BilledEntry {
  readonly quickbooksId: string
  readonly workerName: string
  readonly workedOn: string
  readonly minutes: number
  readonly billedMinutes: number
  readonly deleted: boolean
  readonly dealId: string
  readonly amountMinor: bigint
  readonly currency: string
}

/** Billed hours with these ids of QuickBooks, or all. */
export async function billedEntries(
  sql: Sql,
  quickbooksIds: readonly string[] | null,
): Promise<BilledEntry[]> {
  const rows = await sql<{
    quickbooks_id: string
    worker_name: string
    worked_on: string
    minutes: number
    billed_minutes: number
    deleted: boolean
    deal_id: string
    amount_minor: bigint
    currency: string
  }>(
    `select t.quickbooks_id, t.worker_name, t.worked_on, t.minutes, t.billed_minutes, t.deleted_at is not null as deleted,
       i.deal_id, p.amount_minor, i.currency
     from time_entry t
     join billing_part p on p.workspace_id = t.workspace_id and p.part_key = 'time:' || t.quickbooks_id and p.live
     join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
     where t.billed_minutes is not null and ($1::text[] is null or t.quickbooks_id = any($1))
     order by t.quickbooks_id`,
    [quickbooksIds],
  )
  return rows.map((row) => ({
    quickbooksId: row.quickbooks_id,
    workerName: row.worker_name,
    workedOn: row.worked_on,
    minutes: row.minutes,
    billedMinutes: row.billed_minutes,
    deleted: row.deleted,
    dealId: row.deal_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
  }))
}
