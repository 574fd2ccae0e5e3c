import type { Sql } from '../../postgres/database'
import type { BillingIntent } from '../intent'
import type { Attributed } from './attributed'
import { readAttributed } from './attribution-table'
import type { StoredDocument } from './document'
import { type DocumentLink, readPaymentLinks } from './document-table'

/** What is known of the credits of several invoices, read together. */
export interface KnownCredits {
  /** What people said to be for them, by intent. */
  readonly attributed: ReadonlyMap<string, Attributed[]>
  /** Every line of every payment on any of them. */
  readonly links: readonly DocumentLink[]
}

/** What is known of these invoices' credits: as many statements as for one. */
export async function readKnownCredits(
  sql: Sql,
  invoices: readonly { readonly intent: BillingIntent; readonly document: StoredDocument }[],
): Promise<KnownCredits> {
  return {
    attributed: await readAttributed(
      sql,
      invoices.map(({ intent }) => intent),
    ),
    links: await readPaymentLinks(
      sql,
      invoices.map(({ document }) => document.quickbooksId),
    ),
  }
}
