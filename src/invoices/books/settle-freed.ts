import { endAttentions } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import type { BillingPart } from '../intent'
import { freedCause } from './freed-words'

/**
 * What was asked about invoices of a milestone that don't count any more is over where all that they billed of it is billed,
 * or is not to be billed any more. An invoice may have billed other milestones, of other deals too: what is asked about
 * those stays, and so does what a person left of them.
 */
export async function settleFreed(
  sql: Sql,
  milestoneId: string,
  { earlier, open }: { readonly earlier: readonly BillingPart[]; readonly open: ReadonlySet<string> },
  who: string,
  how: string,
): Promise<void> {
  const still = new Set(earlier.filter(({ partKey }) => open.has(partKey)).map(({ intentId }) => intentId))
  const over = [...new Set(earlier.map(({ intentId }) => intentId))].filter((id) => !still.has(id))
  await endAttentions(
    sql,
    over.map((intentId) => freedCause(intentId, milestoneId)),
    who,
    how,
  )
}
