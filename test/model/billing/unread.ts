import type { Site } from './site'

interface Stored {
  readonly key: string
  readonly sync_token: string | null
  readonly gone: boolean
}

const KINDS = ['Invoice', 'Payment', 'CreditMemo'] as const

/**
 * What the job's customers have in QuickBooks, or had, that the program has not read as it is now: while there is any, what it
 * says may be unknown. "Payment 17" and the like.
 */
export async function unreadOf(site: Site): Promise<string[]> {
  const { stage } = site.world
  const rows = await stage.within((sql) =>
    sql<Stored>(
      `select kind || ' ' || quickbooks_id as key, sync_token, deleted_at is not null as gone from document
       where customer_id = any($1) and kind = any($2)`,
      [site.books.customerIds, KINDS],
    ),
  )
  const stored = new Map(rows.map((row) => [row.key, row]))
  const there = new Set<string>()
  const unread: string[] = []
  for (const kind of KINDS)
    for (const customerId of site.books.customerIds) {
      const query = encodeURIComponent(
        `select * from ${kind} where CustomerRef = '${customerId}' maxresults 1000`,
      )
      const { QueryResponse } = await stage.quickbooks.api<{
        QueryResponse: Partial<Record<string, { readonly Id: string; readonly SyncToken: string }[]>>
      }>('GET', `/v3/company/${stage.realmId}/query?query=${query}`)
      for (const { Id, SyncToken } of QueryResponse[kind] ?? []) {
        const key = `${kind} ${Id}`
        there.add(key)
        if (stored.get(key)?.sync_token !== SyncToken) unread.push(key)
      }
    }
  const goneThere = rows.filter(({ key, gone }) => !gone && !there.has(key)).map(({ key }) => key)
  return [...unread, ...goneThere]
}
