import { type AttentionItem, raiseAttention, settleOthers } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { parseAmount } from '../money/money'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database } from '../postgres/database'
import { program } from '../tenants/actor'
import { readWorkspace } from '../tenants/workspace-table'
import { lateActions, lateFlags, lateWords } from './late-flags'
import { believedOnTime, listOverdue, type OverdueInvoice, readLatePolicies } from './overdue-table'

const us = program('QuickBooks')

/**
 * A due date passes without anyone ringing: each sweep finds the invoices that are overdue, and those that are late
 * enough for what their plans agree; tells people, settles what is paid or due later by now, and has the deals written
 * anew.
 */
export async function noticeOverdue(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const { zone } = await readWorkspace(sql)
    const today = dayIn(zone, parts.clock.now())
    const overdue = await listOverdue(sql, today)
    const policies = await readLatePolicies(
      sql,
      overdue.map((invoice) => invoice.intentId),
    )
    const items = overdue.flatMap((invoice) => [
      overdueItem(invoice),
      ...lateFlags(
        invoice,
        policies.filter((policy) => policy.intentId === invoice.intentId),
        today,
      ),
    ])
    for (const item of items) await raiseAttention(sql, item)
    const causes = items.map(({ cause }) => cause)
    await settleOthers(sql, ['overdue', 'late_fee', 'pause_work'], causes, us.who, 'not late any more')
    await markDirty(sql, await believedOnTime(sql, [...new Set(overdue.map((invoice) => invoice.dealId))]))
  })
}

function overdueItem(invoice: OverdueInvoice): AttentionItem {
  return {
    cause: `overdue:${invoice.intentId}`,
    kind: 'overdue',
    dealId: invoice.dealId,
    intentId: invoice.intentId,
    title: `Invoice ${invoice.docNumber ?? ''} is overdue`,
    detail: lateWords(invoice),
    actions: lateActions(invoice),
    amountMinor: parseAmount(invoice.balance, invoice.currency)?.minor ?? null,
    currency: invoice.currency,
  }
}
