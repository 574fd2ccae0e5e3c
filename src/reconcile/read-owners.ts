import type { StoredDocument } from '../invoices/books/document'
import type { BillingIntent } from '../invoices/intent'
import { survivorsOf } from '../masters/customer-merge-table'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { SeenInvoice, ToldInvoice } from './invoice-story'

/** Whose invoices are, and whose they were when they were told of last; customers who were merged are one. */
export interface Owners {
  whose(document: StoredDocument): Pick<SeenInvoice, 'customer'>
  /** What was told, with whose it was: whom it was billed to, where nothing was ever told of that. */
  whoseBefore(told: ToldInvoice, intent: Pick<BillingIntent, 'customerId'>): ToldInvoice
}

/** Reads who stands for the customers of these invoices, and their names where one was given to another. */
export async function readOwners(
  sql: Sql,
  intents: readonly BillingIntent[],
  documents: ReadonlyMap<string, StoredDocument>,
  told: ReadonlyMap<string, ToldInvoice>,
): Promise<Owners> {
  const nowOf = (document: StoredDocument | undefined) => document?.body?.CustomerRef?.value
  const moved = intents.flatMap(({ intentId, customerId, quickbooksId }) => {
    const now = nowOf(documents.get(quickbooksId ?? ''))
    const was = told.get(intentId)?.customer ?? customerId
    return now === undefined || now === was ? [] : [now, was]
  })
  const standsFor = await survivorsOf(sql, moved)
  const stands = (id: string) => standsFor.get(id) ?? id
  const names = await masterNames(sql, 'customers', [...new Set(moved.map(stands))])
  return {
    whose(document) {
      const now = nowOf(document)
      if (now === undefined) return {}
      const id = stands(now)
      const said = id === now ? document.body?.CustomerRef?.name : undefined
      const nameOf = (each: string) =>
        names.get(each) ?? (each === id ? said : undefined) ?? `customer ${each}`
      return { customer: { id, nameOf } }
    },
    whoseBefore: (before, { customerId }) => ({ ...before, customer: stands(before.customer ?? customerId) }),
  }
}
