import { limits } from '../../../config/limits'
import type { Answer } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { invoiceFacts } from '../books/document'
import { readDocuments, saveDocuments } from '../books/document-table'
import { documentOf } from '../books/from-quickbooks'
import { readInvoiceWords } from '../books/read-invoice-words'
import { type BillingIntent, dealsOf } from '../intent'
import { lockIntent, setSendState } from '../intent-table'
import { checkUnchanged, readInvoiceAgain } from './check-unchanged'
import type { CreateParts } from './create-invoice'
import { beginAttempt, endAttempt, lastAttemptAt } from './send-attempt-table'

const us = program('QuickBooks')

/**
 * The last step of a message: the invoice exists; where the schedule says so QuickBooks e-mails it, once.
 * A send whose answer was lost is looked up by the invoice's own e-mail status. When that does not settle
 * it, a person decides: a client is never written to twice, nor sent what nobody approved: what the invoice has become
 * is known from a few minutes ago at most.
 */
export async function finishInvoice(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const begun = await within((sql) => beginSend(sql, parts, message))
  if (begun === null) return
  if ('old' in begun) {
    const known = await readInvoiceAgain(parts, company, workspaceId, message, begun.old)
    return known ? finishInvoice(parts, company, workspaceId, message) : undefined
  }
  const start = begun
  const { intent, invoiceId } = start
  if (start.step === 'look') {
    const read = await company.read('Invoice', invoiceId)
    return within((sql) => afterLook(sql, parts, message, intent, start.attempt, read))
  }
  const answer = await company.sendInvoice(invoiceId)
  await within((sql) => afterSend(sql, parts, message, intent, start.attempt, answer))
}

interface Start {
  readonly intent: BillingIntent
  readonly invoiceId: string
  readonly step: 'send' | 'look'
  readonly attempt: bigint
}

/** What is tried now, on record; the id of an invoice that must be read first; or null when nothing is. */
async function beginSend(
  sql: Sql,
  parts: CreateParts,
  message: Message,
): Promise<Start | { readonly old: string } | null> {
  const intent = await lockIntent(sql, message.subjectId)
  if (intent?.state !== 'posted' || intent.quickbooksId === null) return null
  const document = (await readDocuments(sql, 'Invoice', [intent.quickbooksId])).get(intent.quickbooksId)
  const facts = document ? invoiceFacts(document, intent.currency, intent.sizeMinor) : null
  const nothingToSend =
    intent.sendState === 'none' || intent.sendState === 'sent' || intent.sendState === 'unclear'
  if (nothingToSend || facts?.gone || facts?.sent) {
    if (facts?.sent && intent.sendState !== 'sent') await setSendState(sql, intent.intentId, 'sent')
    await closeMessage(sql, message.messageId, 'done', null)
    return null
  }
  const step = intent.sendState === 'sending' ? 'look' : 'send'
  if (step === 'send') {
    switch (await checkUnchanged(sql, parts.clock, message, intent)) {
      case 'old':
        return { old: intent.quickbooksId }
      case 'edited':
      case 'credited':
        return null
      case 'gone':
        await closeMessage(sql, message.messageId, 'done', null)
        return null
      case 'unchanged':
        await setSendState(sql, intent.intentId, 'sending')
    }
  }
  const attempt = await beginAttempt(sql, {
    intentId: intent.intentId,
    step,
    requestKey: null,
    bodyHash: null,
  })
  return { intent, invoiceId: intent.quickbooksId, step, attempt }
}

async function sent(
  sql: Sql,
  message: Message,
  intent: BillingIntent,
  invoice: Entities['Invoice'],
): Promise<void> {
  await setSendState(sql, intent.intentId, 'sent')
  await saveDocuments(sql, [documentOf('Invoice', invoice)])
  await closeMessage(sql, message.messageId, 'done', null)
  await settleAttention(sql, `unclear_send:${intent.intentId}`, us.who, 'sent')
  await markDirty(sql, dealsOf(intent))
  const to = invoice.BillEmail?.Address
  await record(sql, us, [
    {
      what: `QuickBooks e-mailed the invoice${to ? ` to ${to}` : ''}`,
      dealId: intent.dealId,
      after: { quickbooksId: invoice.Id },
    },
  ])
}

async function afterSend(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  intent: BillingIntent,
  attempt: bigint,
  answer: Answer<Entities['Invoice']>,
): Promise<void> {
  await endAttempt(sql, attempt, {
    outcome: answer.outcome,
    trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
    fault: answer.outcome === 'done' ? null : answer.fault,
  })
  switch (answer.outcome) {
    case 'done':
      return sent(sql, message, intent, answer.value)
    case 'unknown':
      // Looked up in the next turn.
      return postponeMessage(sql, message.messageId, { state: 'unclear', inMs: 1_000, fault: answer.fault })
    case 'refused':
      if (whoMends(answer.fault) === 'later') {
        await setSendState(sql, intent.intentId, 'wanted')
        return postponeMessage(sql, message.messageId, {
          state: 'waiting',
          inMs: backoffMs(message.attempts, answer.fault, parts.random),
          fault: answer.fault,
        })
      }
      await setSendState(sql, intent.intentId, 'unclear')
      await closeMessage(sql, message.messageId, 'done', answer.fault)
      return raiseUnsent(sql, intent, `QuickBooks did not send it: ${answer.fault.message}`)
  }
}

async function afterLook(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  intent: BillingIntent,
  attempt: bigint,
  answer: Answer<Entities['Invoice'] | null>,
): Promise<void> {
  await endAttempt(sql, attempt, {
    outcome: answer.outcome,
    trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
    fault: answer.outcome === 'done' ? null : answer.fault,
  })
  if (answer.outcome !== 'done') {
    return postponeMessage(sql, message.messageId, {
      state: 'unclear',
      inMs: backoffMs(message.attempts, answer.fault, parts.random),
      fault: answer.fault,
    })
  }
  if (answer.value?.EmailStatus === 'EmailSent') return sent(sql, message, intent, answer.value)
  const began = await lastAttemptAt(sql, intent.intentId, 'send')
  const since = parts.clock.now().getTime() - (began?.getTime() ?? 0)
  if (since <= limits.vendorStillWorkingMs) {
    // QuickBooks may still be at it: look once more when it can't be.
    return postponeMessage(sql, message.messageId, {
      state: 'unclear',
      inMs: limits.vendorStillWorkingMs - since + 1_000,
      fault: message.fault,
    })
  }
  await setSendState(sql, intent.intentId, 'unclear')
  await closeMessage(sql, message.messageId, 'done', null)
  await raiseUnsent(
    sql,
    intent,
    'The answer to sending it was lost, and QuickBooks does not show it as sent. Look there before sending it again.',
  )
}

async function raiseUnsent(sql: Sql, intent: BillingIntent, detail: string): Promise<void> {
  await markDirty(sql, dealsOf(intent))
  await raiseAttention(sql, {
    cause: `unclear_send:${intent.intentId}`,
    kind: 'unclear',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `An ${await readInvoiceWords(sql, intent)} may not have been e-mailed`,
    detail,
    actions: [
      { action: 'send_again', label: 'Send it now' },
      { action: 'was_sent', label: 'It was sent' },
    ],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}
