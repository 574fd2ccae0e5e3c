import { createHash } from 'node:crypto'
import type { OpenAttention } from './attention-table'

/**
 * Names what an item asks now: its sums, what it is about, and the answers that it takes. Words that only grow older, such as
 * for how many days an invoice is overdue, are no other question.
 */
export function versionOf({ cause, title, about, amountMinor, actions }: OpenAttention): string {
  const asked = [cause, title, about, String(amountMinor), ...actions.map(({ action }) => action)]
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16)
}
