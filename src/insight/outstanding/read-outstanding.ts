import { readUnreadable } from '../../attention/unreadable-table'
import { customerOf } from '../../customers/customer'
import { readReading } from '../../inbox/reading-table'
import { payerOf } from '../../invoices/billing-status'
import { readBilled } from '../../invoices/books/read-billed-intents'
import { survivorsOf } from '../../masters/customer-merge-table'
import { readMasters } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readToday } from '../../tenants/workspace-table'
import { listOpenIntents } from './open-invoice-table'
import {
  matchesFilter,
  type OutstandingFilter,
  type OutstandingRow,
  type OutstandingSum,
  openInvoice,
  rowsOf,
  sumsOf,
} from './outstanding'

/** What customers owe on invoices of ours, as of the workspace's day. */
export interface Outstanding {
  readonly today: string
  /** All of it by currency, whatever the filter shows. */
  readonly currencies: readonly OutstandingSum[]
  /** Those that the filter shows, in their order. */
  readonly rows: readonly OutstandingRow[]
  /** When QuickBooks was read last; null never. */
  readonly readAt: Date | null
}

/**
 * Reads what is open, by customer and currency. Its cost grows with the invoices that are open, never with those that were
 * paid: twelve statements, however many there are, and two where credit memos are on invoices that hold something back or draw.
 */
export async function readOutstanding(sql: Sql, filter: OutstandingFilter = {}): Promise<Outstanding> {
  const today = await readToday(sql)
  const unreadable = [...(await readUnreadable(sql))].flatMap((key) =>
    key.startsWith('Invoice ') ? [key.slice('Invoice '.length)] : [],
  )
  const billed = await readBilled(sql, { intentIds: await listOpenIntents(sql, unreadable) })
  const open = billed.flatMap((each) => openInvoice(each, today) ?? [])
  const asked = [...new Set(open.map((each) => payerOf(each.billed)))]
  const standsFor = await survivorsOf(sql, asked)
  const customers = await readMasters(sql, 'customers', [...new Set(standsFor.values())])
  const names = new Map([...customers].map(([id, master]) => [id, customerOf(master)]))
  const rows = rowsOf(open, standsFor, names)
  const { asOf, readAt } = await readReading(sql, 'quickbooks')
  return {
    today,
    currencies: sumsOf(rows),
    rows: rows.filter((row) => matchesFilter(row, filter)),
    readAt: asOf ?? readAt,
  }
}
