import { readMaster } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { InvoiceLine } from '../composing/invoice-line'
import type { BillingFacts } from '../composing/read-billing-facts'
import { inSettings } from '../preflight/mend'
import type { Check } from '../preflight/preflight'

/**
 * What QuickBooks would refuse of lines that hold back or release: their item, over an account of the balance sheet, and
 * their tax code. No checks where there are no such lines. From the cache: no vendor call.
 */
export async function checkRetainage(
  sql: Sql,
  { workspace, isUnitedStates }: Pick<BillingFacts, 'workspace' | 'isUnitedStates'>,
  lines: readonly InvoiceLine[],
): Promise<Check[]> {
  if (!lines.some(({ kind }) => kind === 'retainage' || kind === 'retainage_release')) return []
  const { retainageItemId: itemId, retainageTaxCode: taxCode } = workspace.settings
  const item = itemId === null ? null : await readMaster(sql, 'items', itemId)
  const usable = item?.active === true && item.body['IncomeAccountRef'] !== undefined
  const checks: Check[] = [
    {
      check: 'item',
      ok: usable,
      detail: usable
        ? `Retainage item “${item.name}”.`
        : itemId === null
          ? 'Retainage is agreed, and no product or service is chosen for it.'
          : item === null
            ? `QuickBooks has no product or service ${itemId}, which is chosen for retainage.`
            : `The item “${item.name}”, chosen for retainage, is inactive or has no account.`,
      mend: usable ? null : inSettings,
    },
  ]
  if (taxCode === null) return checks
  const known =
    taxCode === 'TAX' || taxCode === 'NON'
      ? isUnitedStates
      : (await readMaster(sql, 'tax-codes', taxCode)) !== null
  return known
    ? checks
    : [
        ...checks,
        {
          check: 'tax_code',
          ok: false,
          detail: `QuickBooks has no tax code ${taxCode}, which is chosen for retainage.`,
          mend: inSettings,
        },
      ]
}
