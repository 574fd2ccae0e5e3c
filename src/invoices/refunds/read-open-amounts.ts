import { parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readCandidates } from './read-candidates'
import { readOpenRefunds } from './refund-table'

/**
 * What refunds to these customers and their families come to of which nobody has said yet what they are for, tax included,
 * by deal: null for one that may be another deal's. One statement where there are none.
 */
export async function readOpenAmounts(
  sql: Sql,
  customerIds: readonly string[],
): Promise<Map<string, (bigint | null)[]>> {
  const open = await readOpenRefunds(sql, customerIds)
  const byDeal = new Map<string, (bigint | null)[]>()
  if (open.length === 0) return byDeal
  for (const { refund, candidates } of await readCandidates(sql, open)) {
    const deals = [...new Set(candidates.map(({ dealId }) => dealId))]
    const currency = candidates[0]?.billed.intent.currency ?? ''
    const minor = parseAmount(refund.body.TotalAmt, currency)?.minor ?? null
    for (const dealId of deals)
      byDeal.set(dealId, [...(byDeal.get(dealId) ?? []), deals.length === 1 ? minor : null])
  }
  return byDeal
}
