import { raiseAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import { readInvoiceWords } from '../books/read-invoice-words'
import type { BillingIntent } from '../intent'

/** Names the question whether an invoice was e-mailed. */
export const unsentCause = (intentId: string): string => `unclear_send:${intentId}`

/** Nobody knows whether QuickBooks e-mailed it: a person says so, or has it sent once more. */
export async function askAboutUnsent(sql: Sql, intent: BillingIntent, detail: string): Promise<void> {
  await raiseAttention(sql, {
    cause: unsentCause(intent.intentId),
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
