import type { Clock } from '../clock/clock'
import type { BilledIntent } from '../invoices/billing-status'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'

export interface ListedInvoice {
  readonly tracker: Tracker
  readonly billed: BilledIntent
  readonly dealName: string
}

/** A page of invoices, newest decision first. */
export async function listInvoices(
  sql: Sql,
  clock: Clock,
  page: { limit: number; offset: number },
): Promise<ListedInvoice[]> {
  const rows = await sql<{ intent_id: string; deal_id: string; name: string | null }>(
    `select i.intent_id, i.deal_id, d.name from billing_intent i
     left join deal d on d.workspace_id = i.workspace_id and d.deal_id = i.deal_id
     where i.state <> 'cancelled' order by i.created_at desc, i.intent_id limit $1 offset $2`,
    [page.limit, page.offset],
  )
  const trackers = await readTrackers(sql, clock, [...new Set(rows.map((row) => row.deal_id))])
  return rows.flatMap((row) => {
    const tracker = trackers.get(row.deal_id)
    const billed = tracker?.intents.find((each) => each.intent.intentId === row.intent_id)
    return tracker && billed ? [{ tracker, billed, dealName: row.name ?? 'Unnamed deal' }] : []
  })
}
