import type { Sql } from '../postgres/database'

/** The customer of QuickBooks that somebody chose for a deal, whether it has a schedule or not. */
export interface DealCustomer {
  readonly customerId: string
  readonly chosenBy: string
  readonly chosenAt: Date
}

interface Row {
  customer_id: string
  chosen_by: string
  chosen_at: Date
}

const toChoice = (row: Row): DealCustomer => ({
  customerId: row.customer_id,
  chosenBy: row.chosen_by,
  chosenAt: row.chosen_at,
})

/** What was chosen for this deal, or for one that was merged into it; null when nothing was. */
export async function readDealCustomer(sql: Sql, dealId: string): Promise<DealCustomer | null> {
  const [row] = await sql<Row>(
    `select customer_id, chosen_by, chosen_at from deal_customer
     where deal_id = $1 or deal_id in (select old_deal_id from deal_alias where deal_id = $1)
     order by deal_id = $1 desc, chosen_at desc limit 1`,
    [dealId],
  )
  return row ? toChoice(row) : null
}

export async function saveDealCustomer(
  sql: Sql,
  choice: { dealId: string; customerId: string; chosenBy: string },
): Promise<void> {
  await sql(
    `insert into deal_customer (workspace_id, deal_id, customer_id, chosen_by)
     values (milepost.current_workspace(), $1, $2, $3)
     on conflict (workspace_id, deal_id) do update set customer_id = excluded.customer_id,
       chosen_by = excluded.chosen_by, chosen_at = milepost.now()`,
    [choice.dealId, choice.customerId, choice.chosenBy],
  )
}

/** Points every choice of one customer to another; answers the deals, in their order. */
export async function replaceDealCustomer(sql: Sql, from: string, to: string): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    'update deal_customer set customer_id = $2 where customer_id = $1 returning deal_id',
    [from, to],
  )
  return rows.map((row) => row.deal_id).sort()
}
