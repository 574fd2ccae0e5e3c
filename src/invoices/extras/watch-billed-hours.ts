import { type AttentionItem, raiseAttention, settleAttentions } from '../../attention/attention-table'
import { timePartKey } from '../../hours/time-entry'
import { clockText } from '../../hours/worked'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { type BilledEntry, billedEntries } from './billed-entry-table'

const us = program('QuickBooks')

/**
 * Hours that were changed or deleted in QuickBooks after an invoice said them: the invoice stays, and a person is told
 * with both numbers. What is as it was billed again is nobody's question any more.
 */
export async function watchBilledHours(sql: Sql, quickbooksIds: readonly string[] | null): Promise<void> {
  const entries = await billedEntries(sql, quickbooksIds)
  const changed = entries.flatMap((entry) => changeOf(entry) ?? [])
  const causes = new Set(changed.map((item) => item.cause))
  for (const item of changed) await raiseAttention(sql, item)
  const settled = entries.map(causeOf).filter((cause) => !causes.has(cause))
  await settleAttentions(sql, settled, us.who, 'as billed')
}

const causeOf = (entry: BilledEntry): string => `changed_${timePartKey(entry.quickbooksId)}`

function changeOf(entry: BilledEntry): AttentionItem | null {
  const { minutes, billedMinutes, deleted, workerName, workedOn } = entry
  const whose = `${workerName} on ${workedOn}`
  const item = {
    cause: causeOf(entry),
    kind: 'edited',
    // Of no intent: what is told of the invoice leaves this question open.
    dealId: entry.dealId,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: entry.amountMinor,
    currency: entry.currency,
  } as const
  if (deleted) {
    return {
      ...item,
      title: `Billed hours of ${whose} were deleted in QuickBooks`,
      detail: `The invoice bills ${clockText(billedMinutes)} hours. Void or credit it in QuickBooks, enter the hours again, or leave it.`,
    }
  }
  if (minutes === billedMinutes) return null
  return {
    ...item,
    title: `Billed hours of ${whose} were changed in QuickBooks`,
    detail: `The invoice bills ${clockText(billedMinutes)} hours, QuickBooks now has ${clockText(minutes)}. Void or credit the invoice there and bill again, change the hours back, or leave it.`,
  }
}
