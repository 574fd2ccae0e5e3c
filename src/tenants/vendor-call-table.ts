import type { CallRecord } from '../../connectors/answer'
import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'

/** Adds finished calls to the ledger, in one statement. */
export async function addVendorCalls(sql: Sql, calls: readonly (CallRecord & { at: Date })[]): Promise<void> {
  await sql(
    `insert into vendor_call (workspace_id, vendor, operation, metered, is_write, request_key, outcome, status,
       code, trace, duration_ms, at)
     select milepost.current_workspace(), * from unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[],
       $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::int[], $11::timestamptz[])`,
    [
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
    ],
  )
}

export interface CallCount {
  readonly vendor: Vendor
  readonly operation: string
  readonly metered: boolean
  readonly calls: number
}

/** How often each operation was called since, most first. */
export async function countVendorCalls(sql: Sql, since: Date): Promise<CallCount[]> {
  const rows = await sql<{ vendor: Vendor; operation: string; metered: boolean; calls: bigint }>(
    `select vendor, operation, metered, count(*) as calls from vendor_call where at >= $1
     group by vendor, operation, metered order by calls desc, operation`,
    [since],
  )
  return rows.map((row) => ({ ...row, calls: Number(row.calls) }))
}

export async function lastCallAt(sql: Sql, vendor: string): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>('select max(at) as at from vendor_call where vendor = $1', [
    vendor,
  ])
  return row?.at ?? null
}
