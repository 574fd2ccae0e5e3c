import { readMasters } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Terms } from '../schedules/schedule'
import { readWorkspace } from '../tenants/workspace-table'

/** In how many days invoices are to be paid, as far as Milepost knows. */
export interface TermBook {
  /** By what is agreed, else the workspace's settings, else the customer's own terms in QuickBooks; null: nobody can tell. */
  daysFor(agreed: Terms | null, customerId: string | null): number | null
}

/** Everything that terms like these, of customers like these, depend on. Three statements for any number. */
export async function readTermBook(
  sql: Sql,
  agreed: readonly (Terms | null)[],
  customerIds: readonly string[],
): Promise<TermBook> {
  const { netDays, termsId } = (await readWorkspace(sql)).settings
  const customers = await readMasters(sql, 'customers', customerIds)
  const own = (customerId: string | null): string | null => {
    const named = customers.get(customerId ?? '')?.body['SalesTermRef']
    const id = typeof named === 'object' && named !== null && 'value' in named ? named.value : null
    return typeof id === 'string' ? id : null
  }
  const ids = [
    ...agreed.map((terms) => (terms !== null && 'quickbooksId' in terms ? terms.quickbooksId : null)),
    termsId,
    ...[...customers.keys()].map(own),
  ].filter((id) => id !== null)
  const masters = await readMasters(sql, 'terms', [...new Set(ids)])
  const daysOf = (id: string | null) => (id === null ? null : daysIn(masters.get(id)?.body['DueDays']))
  return {
    daysFor(terms, customerId) {
      if (terms !== null && 'netDays' in terms) return terms.netDays
      if (terms !== null && 'dueOnReceipt' in terms) return 0
      if (terms !== null) return daysOf(terms.quickbooksId)
      if (termsId !== null) return daysOf(termsId)
      return netDays ?? daysOf(own(customerId))
    },
  }
}

/** QuickBooks writes days as text or as a number. */
function daysIn(days: unknown): number | null {
  const text = typeof days === 'number' ? String(days) : days
  return typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : null
}
