import type { Sql } from '../../postgres/database'

/** An invoice was handed over on paper. */
export async function setDelivered(
  sql: Sql,
  intentId: string,
  delivered: { readonly on: string; readonly by: string },
): Promise<void> {
  await sql('update billing_intent set delivered_on = $2, delivered_by = $3 where intent_id = $1', [
    intentId,
    delivered.on,
    delivered.by,
  ])
}
