import type { Sql } from '../postgres/database'
import type { CallReason } from './call-reason'
import type { Vendor } from './connection-table'

/** How often an operation was called for one reason, and how many of those calls the vendor meters. */
export interface UsageCount {
  readonly vendor: Vendor
  readonly operation: string
  readonly reason: CallReason
  readonly calls: number
  readonly metered: number
}

/** The calls of days from the first to the last of them, `YYYY-MM-DD`, most first. */
export async function readUsage(sql: Sql, firstDay: string, lastDay: string): Promise<UsageCount[]> {
  const rows = await sql<{
    vendor: Vendor
    operation: string
    reason: CallReason
    calls: string
    metered: string
  }>(
    `select vendor, operation, reason, sum(calls)::text as calls, sum(metered)::text as metered from vendor_usage
     where day between $1 and $2 group by vendor, operation, reason
     order by sum(calls) desc, vendor, operation, reason`,
    [firstDay, lastDay],
  )
  return rows.map((row) => ({ ...row, calls: Number(row.calls), metered: Number(row.metered) }))
}

/** The metered reads of each day, in order; days without any are left out. */
export async function readMeteredDays(
  sql: Sql,
  firstDay: string,
  lastDay: string,
): Promise<{ day: string; metered: number }[]> {
  const rows = await sql<{ day: string; metered: string }>(
    `select day, sum(metered)::text as metered from vendor_usage
     where vendor = 'quickbooks' and day between $1 and $2 group by day having sum(metered) > 0 order by day`,
    [firstDay, lastDay],
  )
  return rows.map((row) => ({ day: row.day, metered: Number(row.metered) }))
}

/** The first day on which anything was called of this vendor; null before that. */
export async function firstUsageDay(sql: Sql, vendor: Vendor): Promise<string | null> {
  const [row] = await sql<{ day: string | null }>(
    'select min(day) as day from vendor_usage where vendor = $1',
    [vendor],
  )
  return row?.day ?? null
}
