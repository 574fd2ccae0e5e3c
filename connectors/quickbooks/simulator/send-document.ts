import { filesToMail } from './attachable'
import type { Books } from './company-books'
import { type Kind, kindInfo } from './kinds'
import { refuse } from './refusal'
import { checkEmails } from './sales-form'
import { type Entity, part, text } from './value'
import { stampOf } from './vendor-time'

/** Mails a document, with the files that are marked for it, to `to`, or to its own address; refuses when there is none (6420). */
export function sendDocument(
  books: Books,
  kind: Kind,
  stored: Entity,
  to: string | null,
  bumps: boolean,
): Entity {
  if (kindInfo(kind).family !== 'sales' && kind !== 'Payment') throw refuse.unsupported('send')
  const address = to ?? text(part(stored, 'BillEmail'), 'Address')
  if (address === null || address.trim() === '') throw refuse.noEmail()
  checkEmails(address)
  const sent = {
    ...stored,
    EmailStatus: 'EmailSent',
    BillEmail: { Address: address },
    DeliveryInfo: { DeliveryType: 'Email', DeliveryTime: stampOf(books.now(), books.company.zone) },
  }
  const saved = books.change(kind, sent, { operation: 'Emailed', keepToken: !bumps })
  const id = text(stored, 'Id') ?? ''
  const files = filesToMail(books, kind, id).map((name) => ({ name }))
  books.remember('mail', `${kind} ${id} ${books.next('mail')}`, { to: address, kind, files })
  return saved
}
