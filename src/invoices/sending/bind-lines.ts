import type { Sql } from '../../postgres/database'
import { setLineIds } from '../billing-part-table'
import { invoiceFacts, type StoredDocument } from '../books/document'
import type { BillingIntent, BillingPart } from '../intent'
import { ownLines } from './own-lines'

/**
 * Looks for lines of ours that an invoice does not have by their ids: never known, because somebody wrote on it before we
 * had seen it, or taken away and written again as they were. Answers the parts as they are tied now. Safe to repeat.
 */
export async function bindLines(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  document: StoredDocument,
): Promise<readonly BillingPart[]> {
  if (intent.origin === 'linked') return parts
  const { lines } = invoiceFacts(document, intent.currency, intent.sizeMinor)
  const there = new Set(lines.flatMap(({ Id }) => Id ?? []))
  if (parts.every(({ lineId }) => lineId !== null && there.has(lineId))) return parts
  const found = ownLines(intent, parts, lines)
  if (found.size === 0) return parts
  await setLineIds(sql, intent.intentId, found)
  return parts.map((part) => ({ ...part, lineId: found.get(part.partKey) ?? part.lineId }))
}
