import type { Entities } from '../../connectors/quickbooks/entities'
import type { ReadDocument } from '../invoices/books/document-table'
import type { DocumentEntity } from './settle-events'

/** What a reading found: documents as they are, those that are gone, and records of lists that changed. */
export interface Found {
  readonly documents: readonly ReadDocument[]
  readonly buried: readonly { kind: DocumentEntity; id: string }[]
  readonly customers: readonly Entities['Customer'][]
  readonly estimates: readonly Entities['Estimate'][]
}

export const nothingFound: Found = { documents: [], buried: [], customers: [], estimates: [] }

/** One thing that was found. */
export interface Named {
  readonly kind: DocumentEntity | 'Customer' | 'Estimate'
  readonly id: string
}

/** The names of everything that was found. */
export function namesOf({ documents, buried, customers, estimates }: Found): Named[] {
  return [
    ...documents.map(({ kind, quickbooksId }) => ({ kind, id: quickbooksId })),
    ...buried,
    ...customers.map(({ Id }) => ({ kind: 'Customer' as const, id: Id })),
    ...estimates.map(({ Id }) => ({ kind: 'Estimate' as const, id: Id })),
  ]
}

const nameText = ({ kind, id }: Named): string => `${kind} ${id}`

/** What was found, but for these. */
export function without(found: Found, names: readonly Named[]): Found {
  const left = new Set(names.map(nameText))
  return keepIf(found, (name) => !left.has(nameText(name)))
}

/** Two halves that are everything together; null where there is nothing to halve. */
export function halves(found: Found): readonly [Found, Found] | null {
  const names = namesOf(found)
  if (names.length < 2) return null
  const first = new Set(names.slice(0, Math.ceil(names.length / 2)).map(nameText))
  return [
    keepIf(found, (name) => first.has(nameText(name))),
    keepIf(found, (name) => !first.has(nameText(name))),
  ]
}

/** All that was found, so many at a time, in its order. */
export function slicesOf(found: Found, size: number): Found[] {
  const names = namesOf(found)
  if (names.length <= size) return [found]
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) => {
    const part = new Set(names.slice(index * size, (index + 1) * size).map(nameText))
    return keepIf(found, (name) => part.has(nameText(name)))
  })
}

function keepIf(found: Found, keep: (name: Named) => boolean): Found {
  return {
    documents: found.documents.filter(({ kind, quickbooksId }) => keep({ kind, id: quickbooksId })),
    buried: found.buried.filter(keep),
    customers: found.customers.filter(({ Id }) => keep({ kind: 'Customer', id: Id })),
    estimates: found.estimates.filter(({ Id }) => keep({ kind: 'Estimate', id: Id })),
  }
}

/** Invoices that were read, are gone, or that a payment touches now. */
export function invoicesIn({ documents, buried }: Found): string[] {
  return [
    ...new Set([
      ...documents.filter(({ kind }) => kind === 'Invoice').map(({ quickbooksId }) => quickbooksId),
      ...buried.filter(({ kind }) => kind === 'Invoice').map(({ id }) => id),
      ...documents.flatMap(({ links }) =>
        links.filter(({ toKind }) => toKind === 'Invoice').map(({ toId }) => toId),
      ),
    ]),
  ]
}
