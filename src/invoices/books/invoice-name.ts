import { isOfSeveral } from '../composing/payer-part'
import type { BillingPart } from '../intent'
import type { InvoiceFacts, StoredDocument } from './document'

/** "1042", or "1042 to Acme Corp" where it is one of several payers'. */
export function invoiceName(
  facts: InvoiceFacts,
  parts: readonly BillingPart[],
  document: StoredDocument,
): string {
  const number = facts.docNumber ?? document.quickbooksId
  return parts.some(isOfSeveral) && facts.customer !== null ? `${number} to ${facts.customer}` : number
}
