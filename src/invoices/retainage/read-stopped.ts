import { type Gone, readGone } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import type { InvoiceLine } from '../composing/invoice-line'

/**
 * Whether nothing of these lines may be billed by a deal, because it is gone. What a plan holds back was billed before a merge set
 * it aside, and no other plan can release it: such an invoice goes on while the deal that its own went into is there.
 */
export async function readStopped(
  sql: Sql,
  dealId: string,
  lines: readonly Pick<InvoiceLine, 'kind'>[],
): Promise<Gone> {
  const gone = await readGone(sql, dealId)
  const releases = lines.length > 0 && lines.every(({ kind }) => kind === 'retainage_release')
  if (!releases || gone.mergedInto === null) return gone
  const { archived } = await readGone(sql, gone.mergedInto.dealId)
  return archived ? gone : { archived: false, mergedInto: null }
}
