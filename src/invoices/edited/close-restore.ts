import type { Fault } from '../../../connectors/answer'
import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import { keepsFailing } from '../../outbox/keeps-failing'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { compareInvoice } from '../books/compare-invoice'
import { readDocuments } from '../books/document-table'
import { readInvoiceWords } from '../books/read-invoice-words'
import { lookAgainBeside } from '../by-hand/look-again'
import { type BillingIntent, dealsOf } from '../intent'
import { readIntent } from '../intent-table'
import { lockInvoice } from '../prepared/lock-invoice'
import { isOpenRestore, type Restore, restoreCause } from './restore'
import { lockRestore, readRestore, setRestore } from './restore-table'

const us = program('QuickBooks')

/** A wish with the invoice it is about, both locked. */
export interface HeldRestore {
  readonly intent: BillingIntent
  readonly restore: Restore
}

/**
 * The invoice's schedules and its intent before what hangs on it, as everyone locks them: nothing is released, drawn or held
 * back by another invoice while it is looked at whether this one may be put back.
 */
export async function holdRestore(sql: Sql, message: Message): Promise<HeldRestore> {
  const seen = await readRestore(sql, message.subjectId)
  const intent = seen ? await lockInvoice(sql, seen.intentId) : null
  const restore = await lockRestore(sql, message.subjectId)
  if (!intent || !restore) throw new Error(`the invoice of restoration ${message.subjectId} is gone`)
  return { intent, restore }
}

/** Ends the message of a wish that is over already. */
export const closeRestore = (sql: Sql, message: Message, restore: Restore | null): Promise<void> =>
  closeMessage(sql, message.messageId, restore?.state === 'done' ? 'done' : 'cancelled', null)

/**
 * Ends a wish: the invoice stands as it was sent; it is gone, so there is nothing to put back; or it was refused, by
 * QuickBooks or because of what the invoice is by now, and the question is open again.
 */
export async function endRestore(
  sql: Sql,
  { intent, restore }: HeldRestore,
  message: Message,
  how: { readonly stands: boolean } | { readonly refused: string },
): Promise<void> {
  const done = 'stands' in how && how.stands
  const why = 'refused' in how ? how.refused : done ? null : 'It does not count in QuickBooks any more.'
  const state = done ? 'done' : 'refused' in how ? 'refused' : 'cancelled'
  await setRestore(sql, restore.restoreId, { state, ...(why !== null && { why }) })
  await closeMessage(sql, message.messageId, done ? 'done' : 'cancelled', null)
  await settleAttention(sql, restoreCause(restore.restoreId), us.who, state)
  const document = (await readDocuments(sql, 'Invoice', [intent.quickbooksId ?? ''])).get(
    intent.quickbooksId ?? '',
  )
  const story = document ? await compareInvoice(sql, intent, document) : []
  if (story.length > 0) await lookAgainBeside(sql, [intent.intentId])
  const number = document?.body?.DocNumber ?? intent.quickbooksId ?? ''
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  if ('refused' in how) {
    await raiseAttention(sql, {
      cause: restoreCause(restore.restoreId),
      kind: 'refused',
      dealId: intent.dealId,
      intentId: intent.intentId,
      title: `Invoice ${number} was not put back`,
      detail: `${how.refused} It stands in QuickBooks as it was edited.`,
      actions: [{ action: 'leave', label: 'Leave it' }],
      amountMinor: intent.amountMinor,
      currency: intent.currency,
    })
  }
  await markDirty(sql, dealsOf(intent))
  await record(sql, us, [
    {
      what: done
        ? `Invoice ${number} is in QuickBooks as it was sent again; ${restore.askedBy} asked for it`
        : `Invoice ${number} was not put back. ${why}`,
      dealId: intent.dealId,
      before: { bills: text(restore.seenMinor) },
      after: { bills: done ? text(restore.wantedMinor) : text(restore.seenMinor), why },
    },
    ...story,
  ])
}

/** QuickBooks can't be asked now: looked at again later, and after several times a person is told. */
export async function putOffRestore(
  sql: Sql,
  parts: { readonly random: () => number },
  message: Message,
  fault: Fault,
): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state: message.state === 'unclear' ? 'unclear' : 'waiting',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  const restore = await readRestore(sql, message.subjectId)
  if (!restore || !isOpenRestore(restore) || !(await keepsFailing(sql, message, 'quickbooks'))) return
  const intent = await readIntent(sql, restore.intentId)
  if (!intent) return
  await raiseAttention(sql, {
    cause: restoreCause(restore.restoreId),
    kind: 'stuck',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `An ${await readInvoiceWords(sql, intent)} can’t be put back yet`,
    detail: `${fault.message} Nothing is lost: trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}
