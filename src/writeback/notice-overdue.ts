import { raiseAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { formatMoney, parseAmount } from '../money/money'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database } from '../postgres/database'
import { readWorkspace } from '../tenants/workspace-table'
import { believedOnTime, listOverdue } from './overdue-table'

/**
 * A due date passes without anyone ringing: each sweep finds the invoices that became overdue, tells people, and
 * has their deals written anew.
 */
export async function noticeOverdue(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const { zone } = await readWorkspace(sql)
    const overdue = await listOverdue(sql, dayIn(zone, parts.clock.now()))
    for (const invoice of overdue) {
      const open = parseAmount(invoice.balance, invoice.currency)
      await raiseAttention(sql, {
        cause: `overdue:${invoice.intentId}`,
        kind: 'overdue',
        dealId: invoice.dealId,
        intentId: invoice.intentId,
        title: `Invoice ${invoice.docNumber ?? ''} is overdue`,
        detail: `${open ? formatMoney(open) : invoice.balance}${invoice.customer === null ? '' : ` from ${invoice.customer}`} was due on ${invoice.dueOn}.`,
        actions: [{ action: 'leave', label: 'Leave it' }],
        amountMinor: open?.minor ?? null,
        currency: invoice.currency,
      })
    }
    await markDirty(sql, await believedOnTime(sql, [...new Set(overdue.map((invoice) => invoice.dealId))]))
  })
}
