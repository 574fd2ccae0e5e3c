import type { Fault } from '../../../connectors/answer'
import { raiseAttention } from '../../attention/attention-table'
import { keepsFailing } from '../../outbox/keeps-failing'
import { type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { readInvoiceWords } from '../books/read-invoice-words'
import type { BillingIntent } from '../intent'
import type { CreateParts } from '../sending/create-invoice'
import { type Attachment, namesOf } from './attachment'

/** QuickBooks said no to files: a person says whether they are sent again, or the invoice goes on without them. */
export async function askAboutRefused(
  sql: Sql,
  intent: BillingIntent,
  refused: readonly Attachment[],
): Promise<void> {
  const sends = intent.sendState === 'wanted'
  const said = refused.map(({ file, fault }) => `“${file.name}”: ${sentence(fault?.message ?? 'refused')}`)
  await raiseAttention(sql, {
    cause: `attach:${intent.intentId}`,
    kind: 'refused',
    dealId: intent.dealId,
    milestoneId: refused.find(({ file }) => file.milestoneId !== null)?.file.milestoneId ?? null,
    intentId: intent.intentId,
    title: `QuickBooks refused ${namesOf(refused.map(({ file }) => file))} for an ${await readInvoiceWords(sql, intent)}`,
    detail: `${said.join(' ')} The invoice exists${sends ? ', and was not e-mailed yet' : ''}.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'leave_out', label: sends ? 'Send without it' : 'Leave it out' },
    ],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}

/** A vendor's words end as a sentence does. */
const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)

/** Lets the message wait for another try; after several in a row a person is told, and trying goes on. */
export async function putOffFiles(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  intent: BillingIntent,
  state: 'waiting' | 'unclear',
  fault: Fault,
): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state,
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  await raiseAttention(sql, {
    cause: `stuck:${intent.intentId}`,
    kind: 'stuck',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `The files of an ${await readInvoiceWords(sql, intent)} keep failing to reach QuickBooks`,
    detail: `${sentence(fault.message)} The invoice exists${intent.sendState === 'wanted' ? ', and is not e-mailed before they are there' : ''}; trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}
