import type { Entities } from '../../connectors/quickbooks/entities'
import { raiseAttention } from '../attention/attention-table'
import type { Happening } from '../history/history-table'
import type { Sql } from '../postgres/database'
import { fieldDifferences } from './field-differences'
import type { BillingIntent } from './intent'
import { numberOf } from './number-series-table'

/** An amount that is another one is asked about by itself, with both numbers. */
const ASKED_ELSEWHERE = /, (amount|quantity|price)$/

/**
 * Holds an invoice that was just created against what was sent: QuickBooks may take another due date, or drop what its
 * settings don't allow. What differs is named to a person and kept in the history; the invoice stands as QuickBooks
 * has it. Answers what to record. Safe to repeat.
 */
export async function tellDifferences(
  sql: Sql,
  intent: BillingIntent,
  invoice: Entities['Invoice'],
  milestoneId: string | null,
): Promise<Happening[]> {
  const number = (await numberOf(sql, intent.intentId))?.number ?? null
  const found = fieldDifferences(JSON.parse(intent.body), invoice, number)
  if (found.length === 0) return []
  const named = found.filter(({ field }) => !ASKED_ELSEWHERE.test(field))
  if (named.length > 0) {
    await raiseAttention(sql, {
      cause: `differs:${intent.intentId}`,
      kind: 'differs',
      dealId: intent.dealId,
      milestoneId,
      intentId: intent.intentId,
      title: `QuickBooks made invoice ${invoice.DocNumber ?? invoice.Id} otherwise than it was sent`,
      detail: `${named.map(({ field, sent, has }) => `${field}: ${short(sent)} was sent, ${short(has)} is there.`).join(' ')} The invoice stands as QuickBooks has it.`,
      actions: [{ action: 'leave', label: 'Leave it' }],
      amountMinor: intent.amountMinor,
      currency: intent.currency,
    })
  }
  return [
    {
      what: `QuickBooks made invoice ${invoice.DocNumber ?? invoice.Id} otherwise than it was sent`,
      dealId: intent.dealId,
      milestoneId,
      before: Object.fromEntries(found.map(({ field, sent }) => [field, sent])),
      after: Object.fromEntries(found.map(({ field, has }) => [field, has])),
    },
  ]
}

const short = (text: string): string => (text.length > 60 ? `“${text.slice(0, 60)}…”` : text)
