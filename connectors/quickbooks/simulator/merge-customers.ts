import { type Books, findById } from './company-books'
import { amountOf, digitsOf } from './decimal'
import type { Kind } from './kinds'
import { owe } from './masters'
import { nameOf } from './references'
import { refuse } from './refusal'
import { reference, refId, text } from './value'

const NAMES_CUSTOMER: readonly Kind[] = [
  'Invoice',
  'Estimate',
  'CreditMemo',
  'RefundReceipt',
  'SalesReceipt',
  'Payment',
  'TimeActivity',
]

/** What only the web interface can do: one customer takes over another's documents, whose id then is dead. */
export function mergeCustomers(books: Books, survivorId: string, deadId: string): void {
  const survivor = findById(books, 'Customer', survivorId)
  const dead = findById(books, 'Customer', deadId)
  const currency = refId(survivor, 'CurrencyRef') ?? books.company.currency
  if (survivorId === deadId || (refId(dead, 'CurrencyRef') ?? currency) !== currency)
    throw refuse.business('These two customers cannot be merged.')
  const CustomerRef = reference(survivorId, nameOf(survivor))
  for (const kind of NAMES_CUSTOMER)
    for (const row of books.list(kind))
      if (refId(row, 'CustomerRef') === deadId)
        books.change(kind, { ...row, CustomerRef }, { silent: true, keepToken: true })
  for (const row of books.list('Customer'))
    if (refId(row, 'ParentRef') === deadId)
      books.change('Customer', { ...row, ParentRef: { value: survivorId } })
  const moved = amountOf(dead['Balance'], digitsOf(currency)) ?? 0n
  owe(books, deadId, -moved)
  owe(books, survivorId, moved)
  books.delete('Customer', deadId, { silent: true })
  books.ring('Customer', text(survivor, 'Id') ?? survivorId, 'Merge', deadId)
}
