import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { compareInvoice } from '../books/compare-invoice'
import { invoiceFacts } from '../books/document'
import { readMarked } from '../books/document-table'
import { type BillingIntent, dealsOf } from '../intent'
import { intentsOfDocuments, lockIntent } from '../intent-table'
import { bindInvoice } from './bind-invoice'

/**
 * The last look before an invoice leaves for the first time: one with its very mark that was read before this was decided.
 * A backup was restored, so the decision is new and its invoice is not, and whether QuickBooks still knows the key nobody can
 * tell. It is taken up instead, and true is answered. One that is void, deleted or somebody else's bills nothing of this.
 */
export async function bindStored(sql: Sql, intent: BillingIntent): Promise<boolean> {
  if (intent.state !== 'queued' || intent.marker === '') return false
  const marked = (await readMarked(sql, [intent.marker])).filter(
    (document) => !invoiceFacts(document, intent.currency, intent.sizeMinor).zeroed,
  )
  if (marked.length === 0) return false
  const ids = marked.map(({ quickbooksId }) => quickbooksId)
  const taken = new Set((await intentsOfDocuments(sql, ids)).map(({ quickbooksId }) => quickbooksId))
  const document = marked.find(({ quickbooksId }) => !taken.has(quickbooksId))
  if (!document) return false
  const story = await bindInvoice(sql, intent, document)
  const bound = await lockIntent(sql, intent.intentId)
  if (bound) story.push(...(await compareInvoice(sql, bound, document)))
  await markDirty(sql, dealsOf(intent))
  await record(sql, program('QuickBooks'), story)
  return true
}
