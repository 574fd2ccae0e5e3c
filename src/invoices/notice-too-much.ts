import type { Sql } from '../postgres/database'
import { readParts } from './billing-part-table'
import { noticeOverdrawn } from './deposits/notice-overdrawn'
import type { BillingPart } from './intent'
import { readIntents } from './intent-table'
import { noticeOverRelease } from './retainage/notice-over-release'

/**
 * After these invoices changed, or ended before they left: whether more is released or drawn than there is. What was about to
 * be released or drawn by one that ended is not any more, and a question that came of it is over.
 */
export async function noticeTooMuch(sql: Sql, intentIds: readonly string[]): Promise<void> {
  if (intentIds.length === 0) return
  const parts = await readParts(sql, intentIds)
  const byCurrency = new Map<string, BillingPart[]>()
  // Each deal is looked at once, however many of its invoices ended.
  for (const { intentId, currency } of await readIntents(sql, { intentIds })) {
    const own = parts.filter((part) => part.intentId === intentId)
    byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), ...own])
  }
  for (const [currency, all] of byCurrency) {
    await noticeOverRelease(sql, { currency }, all)
    await noticeOverdrawn(sql, { currency }, all)
  }
}
