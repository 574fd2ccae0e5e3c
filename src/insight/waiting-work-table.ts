import type { Sql } from '../postgres/database'

/** What waits for a vendor, in numbers. */
export interface WaitingWork {
  /** Invoices on their way to QuickBooks. */
  readonly invoices: number
  readonly money: readonly { readonly minor: bigint; readonly currency: string }[]
  /** Anything else for QuickBooks: customers, reminders, hours. */
  readonly others: number
  /** Deals whose figures HubSpot does not have. */
  readonly deals: number
}

/** What waits for both vendors now. */
export async function countWaiting(sql: Sql): Promise<WaitingWork> {
  const rows = await sql<{ currency: string | null; messages: number; minor: bigint | null }>(
    `select i.currency, count(*)::int as messages, sum(i.amount_minor)::bigint as minor
     from outbox_message m left join billing_intent i on m.kind = 'invoice.create' and i.intent_id = m.subject_id
     where m.state in ('waiting', 'unclear') and m.goes_to = 'quickbooks' group by 1 order by 1`,
  )
  const [dirty] = await sql<{ deals: number }>(
    'select count(*)::int as deals from deal_mirror where dirty_since is not null',
  )
  const billed = rows.filter((row) => row.currency !== null)
  const count = (of: typeof rows) => of.reduce((sum, row) => sum + row.messages, 0)
  return {
    invoices: count(billed),
    money: billed.flatMap(({ currency, minor }) =>
      currency === null || minor === null ? [] : [{ minor, currency }],
    ),
    others: count(rows) - count(billed),
    deals: dirty?.deals ?? 0,
  }
}
