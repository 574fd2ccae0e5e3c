import type { Sql } from '../../postgres/database'
import { type CreditDivision, divisionToStored } from './credit-division'

/** Keeps how the credits on an invoice are divided; none: nobody answered about them. Under the intent's lock. */
export async function saveDivisions(
  sql: Sql,
  intentId: string,
  divisions: readonly CreditDivision[],
): Promise<void> {
  await sql('update billing_intent set credit_divisions = $2::jsonb where intent_id = $1', [
    intentId,
    JSON.stringify(divisions.map(divisionToStored)),
  ])
}
