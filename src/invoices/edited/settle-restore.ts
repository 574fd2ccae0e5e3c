import { settleAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import {
  closeMessage,
  type Message,
  readMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { compareInvoice } from '../books/compare-invoice'
import { readDocuments } from '../books/document-table'
import { lockIntent } from '../intent-table'
import { restoreCause } from './restore'
import { lockRestore, readRestore, setRestore } from './restore-table'

/**
 * A person has a restoration tried now, or takes it back while nothing of it left. Anything else leaves it as it is.
 * Refuses: not_found, nothing_to_cancel.
 */
export async function settleRestore(
  sql: Sql,
  actor: Actor,
  restoreId: string,
  action: string,
): Promise<Message | null> {
  const seen = await readRestore(sql, restoreId)
  const message = await readMessageOf(sql, 'invoice.restore', restoreId)
  if (!seen || !message) throw notFound('owed work')
  if (action === 'retry') {
    await wakeMessage(sql, message.messageId)
    return readMessage(sql, message.messageId)
  }
  if (action !== 'cancel') return message
  const intent = await lockIntent(sql, seen.intentId)
  const restore = await lockRestore(sql, restoreId)
  if (!intent || !restore) throw notFound('owed work')
  if (restore.state === 'cancelled') return message
  if (restore.state !== 'wanted' || message.leased) {
    throw conflict(
      'nothing_to_cancel',
      'It was sent, or may have been: it is looked at before anything else happens.',
    )
  }
  await setRestore(sql, restoreId, { state: 'cancelled', why: `${actor.who} took it back.` })
  await closeMessage(sql, message.messageId, 'cancelled', null)
  await settleAttention(sql, restoreCause(restoreId), actor.who, 'cancel')
  const id = intent.quickbooksId ?? ''
  const document = (await readDocuments(sql, 'Invoice', [id])).get(id)
  // The question is open again.
  const story = document ? await compareInvoice(sql, intent, document) : []
  await record(sql, actor, [
    { what: `Took back that invoice ${document?.body?.DocNumber ?? id} is put back`, dealId: intent.dealId },
    ...story,
  ])
  return readMessage(sql, message.messageId)
}
