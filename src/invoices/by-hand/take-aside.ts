import { settleDocumentAttention } from '../../attention/document-question-table'
import { type Happening, record } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import type { StoredDocument } from '../books/document'
import { readDocuments } from '../books/document-table'
import { heldAmong } from '../catch-up/customer-invoice-table'
import { noticeByHand } from './notice-by-hand'
import { addSetAside, removeSetAside } from './set-aside-table'

/**
 * A person says that an invoice of QuickBooks bills nothing here: nobody is asked about it again, whatever changes of it.
 * Said again, it changes nothing. Refuses: not_found, already_billed for one that bills something here.
 */
export async function setAsideInvoice(sql: Sql, actor: Actor, quickbooksId: string): Promise<void> {
  const document = await findLoose(sql, quickbooksId)
  if (!(await addSetAside(sql, quickbooksId, actor.who))) return
  await settleDocumentAttention(sql, [quickbooksId], actor.who, 'not_ours')
  await record(sql, actor, [told(document, 'bills nothing here', 'asked about', 'set aside')])
}

/** Takes that back: it is asked about again, where it looks like something here. Refuses: not_found, already_billed. */
export async function takeInvoiceBack(sql: Sql, actor: Actor, quickbooksId: string): Promise<void> {
  const document = await findLoose(sql, quickbooksId)
  if (!(await removeSetAside(sql, quickbooksId))) return
  await noticeByHand(sql, [document])
  await record(sql, actor, [told(document, 'may bill something here', 'set aside', 'asked about')])
}

async function findLoose(sql: Sql, quickbooksId: string): Promise<StoredDocument> {
  const document = (await readDocuments(sql, 'Invoice', [quickbooksId])).get(quickbooksId)
  if (!document || document.deletedAt !== null) throw notFound('invoice')
  if ((await heldAmong(sql, [quickbooksId])).has(quickbooksId)) {
    throw conflict(
      'already_billed',
      'This invoice bills something here. Unlink it first, or void it in QuickBooks. Nothing was changed.',
    )
  }
  return document
}

const told = (document: StoredDocument, what: string, before: string, after: string): Happening => ({
  what: `Said that invoice ${document.body?.DocNumber ?? document.quickbooksId} of QuickBooks ${what}`,
  before: { invoice: before },
  after: { invoice: after },
})
