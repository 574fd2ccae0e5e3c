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
  const now = await survivorsAmong(sql, [draft, ...draft.milestones], customer ? [customer.quickbooksId] : [])
  return {
    ...now.paying(draft),
    ...(customer && { customer: { quickbooksId: now.of(customer.quickbooksId) } }),
    milestones: draft.milestones.map(now.paying),
  }
}

/** Who stands now for the payers of all these, and for these customers. */
export async function survivorsAmong(
  sql: Sql,
  paid: readonly Paid[],
  customerIds: readonly string[] = [],
): Promise<{ of(customerId: string): string; paying<Of extends Paid>(of: Of): Of }> {
  const paying = paid.flatMap(({ payers = [] }) => payers.map((payer) => payer.customer.quickbooksId))
  const survivors = await survivorsOf(sql, [...customerIds, ...paying])
  const of = (id: string) => survivors.get(id) ?? id
  return { of, paying: (each) => withSurvivors(each, of) }
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
