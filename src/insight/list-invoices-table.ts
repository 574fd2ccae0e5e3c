import type { BilledIntent } from '../invoices/billing-status'
import { readBilled } from '../invoices/books/read-billed-intents'
import type { Sql } from '../postgres/database'

export interface ListedInvoice {
  /** Names of the milestones on this page, by their ids. */
  readonly names: ReadonlyMap<string, string>
  /** Names of those who pay the invoices on this page, by their ids in QuickBooks. */
  readonly customers: ReadonlyMap<string, string>
  readonly billed: BilledIntent
  readonly dealName: string
}

/** Which invoices are looked for; nothing given is all of them. */
export interface InvoiceFilter {
  readonly status?: keyof typeof MEETS | undefined
  /** QuickBooks' id. */
  readonly customer?: string | undefined
  /** In the number, the mark, the deal's name or the customer's. */
  readonly search?: string | undefined
  /** The workspace's day: what is overdue depends on it. */
  readonly today: string
}

const OPEN = `i.state = 'posted' and q.deleted_at is null and (q.body->>'Balance')::numeric > 0`

/** As `isCovered`: credit memos that people said are for it take all that is open. */
const COVERED = `coalesce((
      select bool_and(coalesce(m.body->>'RemainingCredit', m.body->>'Balance') is not null)
        and sum(coalesce(m.body->>'RemainingCredit', m.body->>'Balance')::numeric) >= (q.body->>'Balance')::numeric
      from attribution a
      join document m on m.workspace_id = a.workspace_id and m.kind = a.kind and m.quickbooks_id = a.quickbooks_id
      where a.workspace_id = i.workspace_id and a.intent_id = i.intent_id and a.kind = 'CreditMemo'
        and m.deleted_at is null), false)`

/** What of an intent (i) and its document (q) each kind is told by; $4 is today. */
const MEETS = {
  prepared: `i.state = 'prepared'`,
  on_its_way: `i.state in ('queued', 'sending')`,
  trouble: `i.state in ('unclear', 'refused') or i.send_state = 'unclear'`,
  not_sent: `${OPEN} and i.delivered_on is null and i.send_state <> 'sent'
    and q.body->>'EmailStatus' is distinct from 'EmailSent'`,
  open: OPEN,
  overdue: `${OPEN} and q.body->>'DueDate' < $4 and not ${COVERED}`,
  paid: `i.state = 'posted' and q.deleted_at is null and (q.body->>'Balance')::numeric = 0
    and (q.body->>'TotalAmt')::numeric > 0`,
  gone: `i.state = 'posted' and (q.deleted_at is not null or ((q.body->>'TotalAmt')::numeric = 0 and i.amount_minor <> 0))`,
} as const

/** A page of invoices, newest decision first. Its cost grows with the page, not with the deals behind it. */
export async function listInvoices(
  sql: Sql,
  page: { limit: number; offset: number },
  filter: InvoiceFilter,
): Promise<ListedInvoice[]> {
  const { status, customer = null, search = null, today } = filter
  const rows = await sql<{
    intent_id: string
    customer_id: string
    name: string | null
    customer: string | null
  }>(
    `select i.intent_id, i.customer_id, d.name, c.name as customer from billing_intent i
     left join deal d on d.workspace_id = i.workspace_id and d.deal_id = i.deal_id
     left join master c on c.workspace_id = i.workspace_id and c.kind = 'customers' and c.quickbooks_id = i.customer_id
     left join document q on q.workspace_id = i.workspace_id and q.kind = 'Invoice' and q.quickbooks_id = i.quickbooks_id
     where i.state <> 'cancelled' and ($3::text is null or i.customer_id = $3) and $4::text is not null
       and ($5::text is null or d.name ilike $5 or c.name ilike $5 or q.body->>'DocNumber' ilike $5
         or q.body->'CustomerRef'->>'name' ilike $5 or i.marker ilike $5)
       and (${status === undefined ? 'true' : MEETS[status]})
     order by i.created_at desc, i.intent_id limit $1 offset $2`,
    [page.limit, page.offset, customer, today, search === null ? null : containing(search)],
  )
  const all = await readBilled(sql, { intentIds: rows.map((row) => row.intent_id) })
  const byId = new Map(all.map((billed) => [billed.intent.intentId, billed]))
  const names = await namesOfMilestones(sql, all)
  const customers = new Map(
    rows.flatMap((row) => (row.customer === null ? [] : [[row.customer_id, row.customer]])),
  )
  return rows.flatMap((row) => {
    const billed = byId.get(row.intent_id)
    return billed ? [{ names, customers, billed, dealName: row.name ?? 'Unnamed deal' }] : []
  })
}

/** Somewhere in the text, whatever its letters mean to SQL. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Names of the milestones that these invoices bill, by their ids. */
export async function namesOfMilestones(
  sql: Sql,
  billed: readonly BilledIntent[],
): Promise<Map<string, string>> {
  const ids = billed.flatMap(({ parts }) => parts.flatMap((part) => part.milestoneId ?? []))
  const rows = await sql<{ milestone_id: string; name: string }>(
    'select milestone_id, name from milestone where milestone_id = any($1)',
    [[...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.milestone_id, row.name]))
}
