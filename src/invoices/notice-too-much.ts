import type { Sql } from '../postgres/database'
import { readParts } from './billing-part-table'
import { noticeOverdrawn } from './deposits/notice-overdrawn'
import { readIntents } from './intent-table'
import { noticeOverRelease } from './retainage/notice-over-release'

/**
 * After these invoices changed, or ended before they left: whether more is released or drawn than there is. What was about to
 * be released or drawn by one that ended is not any more, and a question that came of it is over.
 */
export async function noticeTooMuch(sql: Sql, intentIds: readonly string[]): Promise<void> {
  if (intentIds.length === 0) return
  const parts = await readParts(sql, intentIds)
  for (const intent of await readIntents(sql, { intentIds })) {
    const own = parts.filter((part) => part.intentId === intent.intentId)
    await noticeOverRelease(sql, intent, own)
    await noticeOverdrawn(sql, intent, own)
  }
}
