import type { Fault } from '../../../connectors/answer'
import { raiseAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import { readInvoiceWords } from '../books/read-invoice-words'
import type { BillingIntent } from '../intent'
import { lockIntent } from '../intent-table'

/** Tells a person that nobody knows yet whether an invoice was made; it is settled by itself once that is known. */
export async function raiseUnclear(sql: Sql, intent: BillingIntent, fault: Fault): Promise<void> {
  // The invoice may have been found meanwhile, by its webhook say.
  if ((await lockIntent(sql, intent.intentId))?.state !== 'unclear') return
  await raiseAttention(sql, {
    cause: `unclear:${intent.intentId}`,
    kind: 'unclear',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `Whether an ${await readInvoiceWords(sql, intent)} was created is unclear`,
    detail: `${fault.message} Milepost looks again in two minutes, and sends it again only if it is not there.`,
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}
