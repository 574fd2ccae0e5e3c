import type { CallRecord } from '../../connectors/answer'
import { type Sql, tell } from '../postgres/database'
import type { CallReason } from './call-reason'

/** A finished call, and why it was made. */
export type LedgerEntry = CallRecord & { readonly at: Date; readonly reason: CallReason }

/** Adds finished calls to the ledger and to the counts of their days, in one statement each. */
export async function addVendorCalls(sql: Sql, calls: readonly LedgerEntry[]): Promise<void> {
  const values = [
    calls.map((call) => call.vendor),
    calls.map((call) => call.operation),
    calls.map((call) => call.metered),
    calls.map((call) => call.write),
    calls.map((call) => call.requestKey),
    calls.map((call) => call.outcome),
    calls.map((call) => call.status),
    calls.map((call) => call.code),
    calls.map((call) => call.trace),
    calls.map((call) => Math.round(call.durationMs)),
    calls.map((call) => call.at),
    calls.map((call) => call.reason),
  ]
  await tell(
    sql,
    `insert into vendor_call (workspace_id, vendor, operation, metered, is_write, request_key, outcome, status,
       code, trace, duration_ms, at, reason)
     select milepost.current_workspace(), * from unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[],
       $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::int[], $11::timestamptz[], $12::text[])`,
    values,
  )
  // Intuit counts reads that it answered; in one order, so that two processes never wait for each other.
  await tell(
    sql,
    `insert into vendor_usage (workspace_id, day, vendor, operation, reason, calls, metered)
     select w.workspace_id, (c.at at time zone w.zone)::date as day, c.vendor, c.operation, c.reason, count(*),
       count(*) filter (where c.metered and c.status between 200 and 299)
     from unnest($1::text[], $2::text[], $3::boolean[], $4::int[], $5::timestamptz[], $6::text[])
       as c(vendor, operation, metered, status, at, reason)
     cross join workspace w
     group by 1, 2, 3, 4, 5 order by 2, 3, 4, 5
     on conflict (workspace_id, day, vendor, operation, reason) do update
       set calls = vendor_usage.calls + excluded.calls, metered = vendor_usage.metered + excluded.metered`,
    [0, 1, 2, 6, 10, 11].map((index) => values[index]),
  )
}

/**
 * Forgets reads of the ledger from before then, a few at once; what was written stays. The database itself lets none
 * go that is younger than 35 days. Answers how many.
 */
export async function thinVendorCalls(sql: Sql, before: Date, most: number): Promise<number> {
  const rows = await sql(
    `delete from vendor_call where call_id = any(array(select call_id from vendor_call
       where not is_write and at < $1 order by at limit $2)) returning 1 as gone`,
    [before, most],
  )
  return rows.length
}

export async function lastCallAt(sql: Sql, vendor: string): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>('select max(at) as at from vendor_call where vendor = $1', [
    vendor,
  ])
  return row?.at ?? null
}

/** Whether anything that was to be written at a vendor has ended since then, however. */
export async function hasWrittenSince(sql: Sql, vendor: string, since: Date): Promise<boolean> {
  const rows = await sql('select 1 from vendor_call where vendor = $1 and is_write and at >= $2 limit 1', [
    vendor,
    since,
  ])
  return rows.length > 0
}
