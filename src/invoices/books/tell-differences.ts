import type { Entities } from '../../../connectors/quickbooks/entities'
import { raiseAttention } from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import type { BillingIntent } from '../intent'
import { readDifferences } from './read-differences'

/**
 * Holds an invoice that was just made against what was sent: QuickBooks may take another due date, cut a text, or drop
 * what its settings don't allow. What matters is named to a person, all of it is kept in the history; the invoice stands
 * as QuickBooks has it. Answers what to record. Safe to repeat.
 */
export async function tellDifferences(
  sql: Sql,
  intent: BillingIntent,
  invoice: Entities['Invoice'],
  milestoneId: string | null,
): Promise<Happening[]> {
  const parts = await readParts(sql, [intent.intentId])
  const found = await readDifferences(sql, intent.intentId, parts, JSON.parse(intent.body), invoice)
  if (found.length === 0) return []
  const what = `QuickBooks made invoice ${invoice.DocNumber ?? invoice.Id} otherwise than it was sent`
  const named = found.filter(({ matters }) => matters)
  if (named.length > 0) {
    await raiseAttention(sql, {
      cause: `differs:${intent.intentId}`,
      kind: 'differs',
      dealId: intent.dealId,
      milestoneId,
      intentId: intent.intentId,
      title: what,
      detail: `${named.map(({ what, sent, now }) => `${what}: ${short(sent)} was sent, ${short(now)} is there.`).join(' ')} The invoice stands as QuickBooks has it.`,
      actions: [{ action: 'leave', label: 'Leave it' }],
      amountMinor: intent.amountMinor,
      currency: intent.currency,
    })
  }
  return [
    {
      what,
      dealId: intent.dealId,
      milestoneId,
      before: Object.fromEntries(found.map(({ what, sent }) => [what, sent ?? 'nothing'])),
      after: Object.fromEntries(found.map(({ what, now }) => [what, now ?? 'nothing'])),
    },
  ]
}

const short = (text: string | null): string =>
  text === null ? 'nothing' : text.length > 60 ? `“${text.slice(0, 60)}…”` : text
