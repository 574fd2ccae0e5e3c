import type { Sql } from '../postgres/database'
import type { Claim } from './work-owner'

interface Row {
  schedule_id: string
  deal_id: string
  deal_name: string
  customer_id: string | null
  payers: { customer?: { quickbooksId?: string } }[] | null
  class_id: string | null
  item_id: string | null
}

/** The planned deals that any of these customers of QuickBooks pays; those that HubSpot deleted are none. */
export async function readClaims(sql: Sql, customerIds: readonly string[]): Promise<Claim[]> {
  const rows = await sql<Row>(
    `select s.schedule_id, s.deal_id, d.name as deal_name, s.terms->>'customerId' as customer_id,
       s.terms->'payers' as payers, s.terms->>'classId' as class_id, s.terms->>'itemId' as item_id
     from schedule s join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where not d.archived and (s.terms->>'customerId' = any($1)
       or exists (select from jsonb_array_elements(coalesce(s.terms->'payers', '[]')) p
         where p->'customer'->>'quickbooksId' = any($1)))
     order by d.name, s.schedule_id`,
    [customerIds],
  )
  return rows.map((row) => ({
    scheduleId: row.schedule_id,
    dealId: row.deal_id,
    dealName: row.deal_name,
    customerIds: payersOf(row),
    classId: row.class_id,
    itemId: row.item_id,
  }))
}

function payersOf({ customer_id, payers }: Row): string[] {
  const several = (payers ?? []).flatMap(({ customer }) => customer?.quickbooksId ?? [])
  return several.length > 0 || customer_id === null ? [...new Set(several)] : [customer_id]
}

/** Whether any planned deal bills hours. */
export async function billsHours(sql: Sql): Promise<boolean> {
  const rows = await sql(
    `select 1 from schedule s join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where s.billing_type <> 'fixed' and not d.archived limit 1`,
  )
  return rows.length > 0
}
