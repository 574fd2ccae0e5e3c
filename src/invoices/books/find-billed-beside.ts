import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import { postedBeside } from '../earlier-billing-table'
import type { IntentSummary } from '../intent'
import { factsNow } from './compare-invoice'
import { readDocuments } from './document-table'

/** An invoice that bills what this one is to bill, or of it this milestone, and counts in QuickBooks; null where there is none. */
export async function findBilledBeside(
  sql: Sql,
  intentId: string,
  milestoneId: string | null = null,
): Promise<IntentSummary | null> {
  const others = await postedBeside(sql, intentId)
  const documents = await readDocuments(
    sql,
    'Invoice',
    others.map((other) => other.quickbooksId ?? ''),
  )
  for (const other of others) {
    const document = documents.get(other.quickbooksId ?? '')
    // One that is credited in full stands in QuickBooks and bills nothing.
    if (document === undefined || !(await factsNow(sql, other, document)).effective) continue
    const parts = milestoneId === null ? [] : await readParts(sql, [other.intentId])
    if (milestoneId === null || parts.some((part) => part.milestoneId === milestoneId)) return other
  }
  return null
}
