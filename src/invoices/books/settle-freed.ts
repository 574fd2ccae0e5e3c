import { endAttentions } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import type { BillingPart } from '../intent'
import { freedCause } from './freed-words'

/** What is known of a milestone's billing: every part that was ever billed of it, and the keys of those that nothing bills. */
interface Billing {
  readonly earlier: readonly BillingPart[]
  readonly open: ReadonlySet<string>
}

/**
 * What was asked about invoices of a milestone that don't count any more is over where all that they billed of it is billed,
 * or is not to be billed any more. An invoice may have billed other milestones, of other deals too: what is asked about
 * those stays, and so does what a person left of them.
 */
export async function settleFreed(
  sql: Sql,
  milestoneId: string,
  billing: Billing,
  who: string,
  how: string,
): Promise<void> {
  await endAttentions(sql, freedOver(milestoneId, billing), who, how)
}

/** The causes of what was asked so about a milestone and is over. */
export function freedOver(milestoneId: string, { earlier, open }: Billing): string[] {
  const still = new Set(earlier.filter(({ partKey }) => open.has(partKey)).map(({ intentId }) => intentId))
  const over = [...new Set(earlier.map(({ intentId }) => intentId))].filter((id) => !still.has(id))
  return over.map((intentId) => freedCause(intentId, milestoneId))
}
