import type { Books } from './company-books'
import type { Kind } from './kinds'
import { refuse } from './refusal'
import { type Entity, flag, reference, refId, text } from './value'

/** What the vendor calls the list an id was looked for in. */
const LISTS: Partial<Record<Kind, string>> = {
  Customer: 'Names',
  Vendor: 'Names',
  Employee: 'Names',
  Item: 'Items',
  Account: 'Accounts',
  Term: 'Terms',
  TaxCode: 'Tax codes',
}

/** The row a reference points to; null when there is no reference. Refuses unknown (2500) and inactive (610) rows. */
export function referenced(books: Books, kind: Kind, entity: Entity, property: string): Entity | null {
  const id = refId(entity, property)
  if (id === null) return null
  const row = books.get(kind, id)
  if (row === null) throw refuse.reference(LISTS[kind] ?? kind, id)
  if (row['Active'] === false) throw refuse.inactive()
  return row
}

export const nameOf = (row: Entity): string | null =>
  text(row, 'DisplayName') ?? text(row, 'FullyQualifiedName') ?? text(row, 'Name')

/** The reference as QuickBooks prints it: with the row's own name. */
export function namedReference(books: Books, kind: Kind, entity: Entity, property: string): Entity | null {
  const row = referenced(books, kind, entity, property)
  return row === null ? null : reference(text(row, 'Id') ?? '', nameOf(row))
}

/** Changes what a customer owes, and what its parents see, as a balance moves: the token stays as it is. */
export function moveCustomerBalance(
  books: Books,
  customerId: string,
  change: (balance: Entity, own: boolean) => Entity,
): void {
  let id: string | null = customerId
  let own = true
  while (id !== null) {
    const customer: Entity | null = books.get('Customer', id)
    if (customer === null) return
    books.change('Customer', change(customer, own), { silent: true, keepToken: true })
    own = false
    id = flag(customer, 'Job') ? refId(customer, 'ParentRef') : null
  }
}
