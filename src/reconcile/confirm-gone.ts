import type { Company } from '../../connectors/quickbooks/company'
import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import { customersInUse } from './gone-customer-table'

/**
 * Of customers that the feed calls gone, those that are. One that is wrongly called so would not be billed any more, so
 * whoever deals and plans name is looked for, once: all in a metered read for each two hundred. Throws ReadFailed.
 */
export async function confirmGone(
  { database }: { readonly database: Database },
  company: Company,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  if (customerIds.length === 0) return []
  const asked = await database.inWorkspace(workspaceId, (sql) => customersInUse(sql, customerIds))
  const existing = asked.length === 0 ? new Set() : await existingCustomers(company, asked)
  return customerIds.filter((id) => !existing.has(id))
}

/** Which of these customers QuickBooks has, and has not made inactive. One that can't be read is there. Throws ReadFailed. */
export async function existingCustomers(
  company: Company,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows, unreadable } = readOrFail('quickbooks', await company.rowsById('Customer', customerIds))
  return new Set([
    ...rows.filter(({ Active }) => Active !== false).map(({ Id }) => Id),
    ...unreadable.map(({ id }) => id),
  ])
}
