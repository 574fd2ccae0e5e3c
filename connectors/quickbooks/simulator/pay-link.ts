import { createHash } from 'node:crypto'
import type { Books } from './company-books'
import { salesForms } from './settings-of-company'
import { type Entity, flag, part, text } from './value'

/** The page where a client pays an invoice; null unless online payment is on and a mail address is known. */
export function payLinkOf(books: Books, invoice: Entity, baseUrl: string): string | null {
  const online = flag(invoice, 'AllowOnlineCreditCardPayment') || flag(invoice, 'AllowOnlineACHPayment')
  const address = text(part(invoice, 'BillEmail'), 'Address')
  if (!flag(salesForms(books), 'ETransactionPaymentEnabled') || !online || address === null) return null
  const id = text(invoice, 'Id') ?? ''
  return `${baseUrl}/pay/${books.company.realmId}/${id}/${payCode(books.company.realmId, id)}`
}

/** What only those know who were given the link. */
export const payCode = (realmId: string, id: string): string =>
  createHash('sha256').update(`pay ${realmId} ${id}`).digest('hex').slice(0, 24)
