import type { BilledIntent } from '../invoices/billing-status'
import { readBilled } from '../invoices/read-billed-intents'
import type { Sql } from '../postgres/database'

export interface ListedInvoice {
  /** Names of the milestones on this page, by their ids. */
  readonly names: ReadonlyMap<string, string>
  /** Names of those who pay the invoices on this page, by their ids in QuickBooks. */
  readonly customers: ReadonlyMap<string, string>
  readonly billed: BilledIntent
  readonly dealName: string
}

/** A page of invoices, newest decision first. Its cost grows with the page, not with the deals behind it. */
export async function listInvoices(
  sql: Sql,
  page: { limit: number; offset: number },
): Promise<ListedInvoice[]> {
  const rows = await sql<{
    intent_id: string
    customer_id: string
    name: string | null
    customer: string | null
  }>(
    `select i.intent_id, i.customer_id, d.name, c.name as customer from billing_intent i
     left join deal d on d.workspace_id = i.workspace_id and d.deal_id = i.deal_id
     left join master c on c.workspace_id = i.workspace_id and c.kind = 'customers' and c.quickbooks_id = i.customer_id
     where i.state <> 'cancelled' order by i.created_at desc, i.intent_id limit $1 offset $2`,
    [page.limit, page.offset],
  )
  const all = await readBilled(sql, { intentIds: rows.map((row) => row.intent_id) })
  const byId = new Map(all.map((billed) => [billed.intent.intentId, billed]))
  const names = await namesOf(sql, all)
  const customers = new Map(
    rows.flatMap((row) => (row.customer === null ? [] : [[row.customer_id, row.customer]])),
  )
  return rows.flatMap((row) => {
    const billed = byId.get(row.intent_id)
    return billed ? [{ names, customers, billed, dealName: row.name ?? 'Unnamed deal' }] : []
  })
}

async function namesOf(sql: Sql, billed: readonly BilledIntent[]): Promise<Map<string, string>> {
  const ids = billed.flatMap(({ parts }) => parts.map((part) => part.milestoneId))
  const rows = await sql<{ milestone_id: string; name: string }>(
    'select milestone_id, name from milestone where milestone_id = any($1)',
    [[...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.milestone_id, row.name]))
}
