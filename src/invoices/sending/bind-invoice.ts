import { settleAttention } from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { doubtAttachments } from '../attachments/attachment-table'
import { readParts } from '../billing-part-table'
import { invoiceFacts, type StoredDocument } from '../books/document'
import type { BillingIntent } from '../intent'
import { lockIntent, setPosted } from '../intent-table'
import { ownLines } from './own-lines'

const quickbooks = program('QuickBooks')

/**
 * Binds an intent to a stored invoice that carries its mark: the answer was lost, or a backup was restored.
 * Nothing when the intent has one already.
 */
export async function bindInvoice(
  sql: Sql,
  seen: BillingIntent,
  document: StoredDocument,
): Promise<Happening[]> {
  const intent = await lockIntent(sql, seen.intentId)
  if (!intent || intent.quickbooksId !== null) return []
  const parts = await readParts(sql, [intent.intentId])
  const lines = invoiceFacts(document, intent.currency, intent.sizeMinor).lines
  await setPosted(sql, intent.intentId, document.quickbooksId, ownLines(intent, parts, lines))
  await doubtAttachments(sql, intent.intentId)
  for (const cause of ['unclear', 'refused', 'stuck'])
    await settleAttention(sql, `${cause}:${intent.intentId}`, quickbooks.who, 'found')
  // It was asked whose it is while nothing here was decided about it.
  await settleAttention(sql, `stray:${document.quickbooksId}`, quickbooks.who, 'found')
  return [
    {
      what: `Found invoice ${document.body?.DocNumber ?? document.quickbooksId} in QuickBooks by its mark`,
      dealId: intent.dealId,
      milestoneId: parts[0]?.milestoneId ?? null,
      after: { quickbooksId: document.quickbooksId },
    },
  ]
}
