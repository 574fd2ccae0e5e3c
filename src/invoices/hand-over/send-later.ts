import { isAnyAsked } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import { addMessage, readMessageOf, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import type { StoredDocument } from '../books/document'
import { dealsOf } from '../intent'
import { setSendState } from '../intent-table'
import { lockInvoice } from '../prepared/lock-invoice'
import { changedCause } from '../sending/follow-changed'
import { nameOf, whyNotThere } from './invoice-there'
import { readPosted } from './read-posted'

/**
 * An invoice that is in QuickBooks is e-mailed by it, once: it is put to the same step that sends new invoices, which
 * looks first whether it is still what was approved. While it is on its way, asking again changes nothing. Refuses
 * invoice_not_posted, invoice_not_effective, already_sent, send_unclear, no_email, made_by_hand, and wrong_status while a
 * person is asked something before it leaves.
 */
export async function sendLater(sql: Sql, actor: Actor, intentId: string): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  const posted = await readPosted(sql, intent)
  const refusal = whyNotThere(intent, posted?.facts ?? null)
  const isAsked = intent.sendState === 'wanted' || intent.sendState === 'sending'
  const leaves = intent.state === 'queued' || intent.state === 'sending' || intent.state === 'unclear'
  if (isAsked && leaves) return
  if (refusal) throw refusal
  if (!posted) throw new Error('an invoice that is there is known')
  const { facts, document } = posted
  const name = nameOf(facts)
  if (intent.origin === 'linked')
    throw conflict(
      'made_by_hand',
      `${name} was made in QuickBooks by a person, and linked. Send it from there; Milepost sees it.`,
    )
  if (facts.sent || intent.sendState === 'sent')
    throw conflict('already_sent', `${name} was e-mailed. To send it once more, send it from QuickBooks.`)
  if (intent.sendState === 'unclear')
    throw conflict(
      'send_unclear',
      `Whether ${name} was e-mailed is unclear. Look in QuickBooks, and say which it is in what needs you.`,
    )
  const message = await readMessageOf(sql, 'invoice.create', intentId)
  const asked = [changedCause(intentId), `attach:${intentId}`]
  if (intent.sendState === 'wanted' && message?.state === 'refused' && (await isAnyAsked(sql, asked)))
    throw conflict(
      'wrong_status',
      `${name} waits for an answer, and goes by itself once it has one: see what needs you on the deal.`,
    )
  // One that was credited in full when it was to leave, and counts again, never left.
  const isOver = message?.state === 'done' || message?.state === 'refused'
  const stayed = intent.sendState === 'wanted' && isOver
  if (intent.sendState !== 'none' && !stayed) return
  const to = addressOf(document)
  if (to === null)
    throw conflict(
      'no_email',
      `${name} has no e-mail address in QuickBooks. Enter one on the invoice there, then send it.`,
    )
  await setSendState(sql, intentId, 'wanted')
  if (message) await wakeMessage(sql, message.messageId)
  else await addMessage(sql, { kind: 'invoice.create', subjectId: intentId, dealId: intent.dealId })
  await markDirty(sql, dealsOf(intent))
  const [part] = await readParts(sql, [intentId])
  await record(sql, actor, [
    {
      what: `Asked QuickBooks to e-mail ${name} to ${to}`,
      dealId: intent.dealId,
      milestoneId: part?.milestoneId ?? null,
      before: { sent: 'no' },
      after: { sent: 'on its way', to },
    },
  ])
}

/** Where QuickBooks will send it. */
export function addressOf({ body }: StoredDocument): string | null {
  const mail: unknown = body === null ? null : Reflect.get(body, 'BillEmail')
  if (typeof mail !== 'object' || mail === null || !('Address' in mail)) return null
  return typeof mail.Address === 'string' && mail.Address !== '' ? mail.Address : null
}
