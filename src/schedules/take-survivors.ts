import { survivorsOf } from '../masters/customer-merge-table'
import type { Sql } from '../postgres/database'
import type { Payer } from './payers'

interface Paid {
  readonly payers?: readonly Payer[] | undefined
}
interface Planned extends Paid {
  readonly customer?: { readonly quickbooksId: string } | null | undefined
}

/**
 * What is planned, with whoever stands now for each customer that it names: one that was merged into another in QuickBooks
 * can't be billed any more, and nobody would hear of the merge again. A payer's share stays known by whose it was.
 */
export async function takeSurvivors<Draft extends Planned & { readonly milestones: readonly Paid[] }>(
  sql: Sql,
  draft: Draft,
): Promise<Draft> {
  const { customer } = draft
  const lists = [draft.payers, ...draft.milestones.map(({ payers }) => payers)]
  const paying = lists.flatMap((payers) => (payers ?? []).map((payer) => payer.customer.quickbooksId))
  const survivors = await survivorsOf(sql, [...(customer ? [customer.quickbooksId] : []), ...paying])
  const now = (id: string) => survivors.get(id) ?? id
  return {
    ...withSurvivors(draft, now),
    ...(customer && { customer: { quickbooksId: now(customer.quickbooksId) } }),
    milestones: draft.milestones.map((each) => withSurvivors(each, now)),
  }
}

function withSurvivors<Of extends Paid>(of: Of, now: (id: string) => string): Of {
  if (of.payers === undefined) return of
  return {
    ...of,
    payers: of.payers.map((payer) => {
      const { quickbooksId } = payer.customer
      const survivor = now(quickbooksId)
      if (survivor === quickbooksId) return payer
      return { billedAs: quickbooksId, ...payer, customer: { quickbooksId: survivor } }
    }),
  }
}
