import { readMaster } from '../../masters/master-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { IntentSummary } from '../intent'

/** "invoice of $800.00 to Acme Corp": how a person knows which of several payers' invoices is meant. */
export async function readInvoiceWords(
  sql: Sql,
  intent: Pick<IntentSummary, 'amountMinor' | 'currency' | 'customerId'>,
): Promise<string> {
  const customer = await readMaster(sql, 'customers', intent.customerId)
  const amount = formatMoney(money(intent.amountMinor, intent.currency))
  return `invoice of ${amount}${customer === null ? '' : ` to ${customer.name}`}`
}
