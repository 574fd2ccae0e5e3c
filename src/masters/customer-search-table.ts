import type { Sql } from '../postgres/database'
import type { Master } from './master-table'

interface Row {
  quickbooks_id: string
  name: string
  active: boolean
  body: Record<string, unknown>
}

const toMaster = (row: Row): Master => ({
  quickbooksId: row.quickbooks_id,
  name: row.name,
  active: row.active,
  body: row.body,
})

/** More than anyone looks through; whoever has that many of a name searches by it. */
const MOST_FOUND = 500

/** A customer that was merged into another is offered to nobody, and its name is free. */
const NOT_MERGED =
  "not (kind = 'customers' and exists (select from customer_merge c where c.dead_id = master.quickbooks_id))"

const escaped = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, '\\$&')

/**
 * Customers, inactive ones too, that have one of these e-mail addresses, an address or a web page at one of these
 * domains, or one of these words in a name: coarse, and from the cache alone. Lower case or not makes no difference.
 */
export async function customersLike(
  sql: Sql,
  asked: { emails: readonly string[]; domains: readonly string[]; words: readonly string[] },
): Promise<Master[]> {
  const emails = asked.emails.map((email) => `%${escaped(email)}%`)
  const hosts = asked.domains.flatMap((domain) => [`%@${escaped(domain)}%`, `%.${escaped(domain)}%`])
  const pages = asked.domains.map((domain) => `%${escaped(domain)}%`)
  const words = asked.words.map((word) => `%${escaped(word)}%`)
  if (emails.length + hosts.length + words.length === 0) return []
  const rows = await sql<Row>(
    `select quickbooks_id, name, active, body from master
     where kind = 'customers' and ${NOT_MERGED}
       and (lower(coalesce(body->'PrimaryEmailAddr'->>'Address', '')) like any($1)
            or lower(coalesce(body->'WebAddr'->>'URI', '')) like any($2)
            or lower(name) like any($3)
            or lower(coalesce(body->>'CompanyName', '')) like any($3))
     order by active desc, lower(name), quickbooks_id limit $4`,
    [[...emails, ...hosts], pages, words, MOST_FOUND],
  )
  return rows.map(toMaster)
}

/** Customers of exactly this name, whatever its case; inactive ones too, whose name QuickBooks marks as deleted. */
export async function customersNamed(sql: Sql, name: string): Promise<Master[]> {
  const rows = await sql<Row>(
    `select quickbooks_id, name, active, body from master
     where kind = 'customers' and ${NOT_MERGED} and lower(name) in (lower($1), lower($1 || ' (deleted)'))
     order by active desc, quickbooks_id`,
    [name],
  )
  return rows.map(toMaster)
}

/** Which of these names somebody has already, in lower case: customers, and vendors and employees as far as they were read. */
export async function namesTaken(sql: Sql, names: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ name: string }>(
    `select lower(name) as name from master
     where kind in ('customers', 'vendors', 'employees') and ${NOT_MERGED} and lower(name) = any($1)`,
    [names.map((name) => name.toLowerCase())],
  )
  return new Set(rows.map((row) => row.name))
}

/** Customers that QuickBooks has no more, or has merged away: they stay known by their names, and are not offered. */
export async function retireCustomers(sql: Sql, quickbooksIds: readonly string[]): Promise<void> {
  await sql("update master set active = false where kind = 'customers' and quickbooks_id = any($1)", [
    quickbooksIds,
  ])
}
