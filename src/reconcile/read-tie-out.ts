import type { Clock } from '../clock/clock'
import { readDocuments, readMemoLinks, readPaymentLinks } from '../invoices/books/document-table'
import type { Sql } from '../postgres/database'
import { readTrackers } from './read-trackers'
import { deriveTieOut, type TieOut } from './tie-out'

/** Whether a deal's figures come out, from what is stored; null where it has no schedule. Reading only. */
export async function readTieOut(sql: Sql, clock: Clock, dealId: string): Promise<TieOut | null> {
  const tracker = (await readTrackers(sql, clock, [dealId])).get(dealId)
  if (!tracker) return null
  const ids = tracker.intents.flatMap(({ intent }) => intent.quickbooksId ?? [])
  const stored = await readDocuments(sql, 'Invoice', ids)
  const own = await readPaymentLinks(sql, ids)
  const memoIds = [...new Set(own.filter((link) => link.toKind === 'CreditMemo').map((link) => link.toId))]
  const touched = new Set(own.map((link) => link.fromId))
  const ofMemos = (await readMemoLinks(sql, memoIds)).filter((link) => !touched.has(link.fromId))
  return deriveTieOut({
    ...tracker,
    stored,
    links: [...own, ...ofMemos],
    payments: await readDocuments(sql, 'Payment', [...touched]),
    creditMemos: await readDocuments(sql, 'CreditMemo', memoIds),
  })
}
