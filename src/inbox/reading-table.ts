import { ring } from '../outbox/ring'
import type { Database, Sql } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'
import { type Lease, LeaseLost } from './reading-lease'

/** How far a vendor has been read. */
export interface Reading {
  readonly cursorAt: Date | null
  /** When the last reading ended. */
  readonly readAt: Date | null
  /** When the vendor was asked for what it found: what is known is as old as that. */
  readonly asOf: Date | null
  /** Readings that failed in a row. */
  readonly failures: number
  /** How far a long one that is under way has come; null otherwise. */
  readonly progress: ReadingProgress | null
  /** Past the month's budget of reads it is read more seldom. */
  readonly slowed: boolean
}

/** A long reading reads one list after the other. */
export interface ReadingProgress {
  /** The vendor's name of the list: `Invoice`. */
  readonly list: string
  /** Which of them it is, from 1, and how many there are. */
  readonly step: number
  readonly steps: number
  /** Rows so far, over all lists. */
  readonly rows: number
}

export async function readReading(sql: Sql, source: Vendor): Promise<Reading> {
  const [row] = await sql<{
    cursor_at: Date | null
    read_at: Date | null
    as_of: Date | null
    failures: number
    progress: ReadingProgress | null
    slowed: boolean
  }>(
    // What a process that died wrote ends with its lease.
    `select cursor_at, read_at,
       case when read_at is not null and asked_at is not null then least(read_at, asked_at) end as as_of, failures, slowed, case when lease_until > milepost.now() then progress end as progress
     from reading where source = $1`,
    [source],
  )
  return {
    cursorAt: row?.cursor_at ?? null,
    readAt: row?.read_at ?? null,
    asOf: row?.as_of ?? null,
    failures: row?.failures ?? 0,
    progress: row?.progress ?? null,
    slowed: row?.slowed ?? false,
  }
}

/** Begins to read a vendor for this workspace; an existing cursor is kept. */
export async function openReading(sql: Sql, source: Vendor): Promise<void> {
  await sql(
    'insert into reading (workspace_id, source) values (milepost.current_workspace(), $1) on conflict do nothing',
    [source],
  )
}

/**
 * A reading that asked at `askedAt` ends: moves the cursor, in the transaction of the effects it stands for; null leaves it
 * where it is. It goes back only where it lies beyond the vendor's own time (`vendorNow`), where it came from a clock that was
 * ahead. Throws LeaseLost where somebody else reads by now.
 */
export async function moveCursor(
  sql: Sql,
  source: Vendor,
  lease: Lease,
  {
    cursorAt,
    askedAt,
    vendorNow = null,
  }: { readonly cursorAt: Date | null; readonly askedAt: Date; readonly vendorNow?: Date | null },
): Promise<void> {
  const rows = await sql(
    `update reading set read_at = milepost.now(), asked_at = $5, progress = null,
       cursor_at = case when cursor_at > $4::timestamptz then $2::timestamptz
                        else greatest(cursor_at, $2::timestamptz) end
     where source = $1 and ($3::uuid is null or lease = $3) returning 1 as moved`,
    [source, cursorAt, lease, vendorNow, askedAt],
  )
  if (lease !== null && rows.length === 0) throw new LeaseLost(source)
}

/** Takes the lease on reading this vendor for this workspace; null when someone else reads. */
export async function leaseReading(
  database: Database,
  workspaceId: string,
  source: Vendor,
  leaseMs: number,
): Promise<string | null> {
  return database.once(workspaceId, async (sql) => {
    const [row] = await sql<{ lease: string }>(
      `update reading set lease_until = milepost.now() + $2 * interval '1 millisecond', lease = gen_random_uuid()
       where source = $1 and (lease_until is null or lease_until <= milepost.now()) returning lease`,
      [source, leaseMs],
    )
    return row?.lease ?? null
  })
}

/**
 * A long reading goes on: whoever holds the lease holds it anew. One that ended meanwhile still counts while nobody has
 * taken over; otherwise throws LeaseLost.
 */
export async function renewReading(sql: Sql, source: Vendor, lease: Lease, leaseMs: number): Promise<void> {
  if (lease === null) return
  const rows = await sql(
    `update reading set lease_until = milepost.now() + $3 * interval '1 millisecond'
     where source = $1 and lease = $2 returning 1 as held`,
    [source, lease, leaseMs],
  )
  if (rows.length === 0) throw new LeaseLost(source)
}

/** Has a vendor read more seldom, or as often as usual again. */
export async function slowReading(sql: Sql, source: Vendor, slowed: boolean): Promise<void> {
  await sql('update reading set slowed = $2 where source = $1 and slowed <> $2', [source, slowed])
}

/** Says how far a long reading has come, and holds its lease anew. Throws LeaseLost. */
export async function noteProgress(
  sql: Sql,
  source: Vendor,
  lease: Lease,
  progress: ReadingProgress,
  leaseMs: number,
): Promise<void> {
  await renewReading(sql, source, lease, leaseMs)
  await sql('update reading set progress = $2::jsonb where source = $1', [source, JSON.stringify(progress)])
}

/** Gives a lease back; somebody else's stays as it is. */
export async function releaseReading(
  database: Database,
  workspaceId: string,
  source: Vendor,
  lease: Lease,
): Promise<void> {
  await database.once(workspaceId, (sql) =>
    sql(
      `update reading set lease_until = null, lease = null, progress = null
       where source = $1 and ($2::uuid is null or lease = $2)`,
      [source, lease],
    ),
  )
}

/**
 * Puts the next read off after a failure, so that a vendor that is down isn't called in a loop; the lease of the one that
 * failed ends with that. Somebody else's stays as it is.
 */
export async function postponeReading(
  database: Database,
  workspaceId: string,
  source: Vendor,
  lease: Lease,
  byMs: number,
): Promise<void> {
  await database.once(workspaceId, (sql) =>
    sql(
      `update reading set lease_until = milepost.now() + $3 * interval '1 millisecond', lease = null, progress = null
       where source = $1 and ($2::uuid is null or lease = $2)`,
      [source, lease, byMs],
    ),
  )
}

/** A person does not wait for the pause after a failure: the vendor is read again at once, unless somebody reads it now. */
export async function hurryReading(sql: Sql, source: Vendor): Promise<void> {
  await sql('update reading set lease_until = null where source = $1 and lease is null', [source])
  await ring(sql, source)
}

/** Makes this vendor due to be read, as if it never had been; the cursor stays. */
export async function askForReading(sql: Sql, source: Vendor): Promise<void> {
  await sql('update reading set read_at = null where source = $1', [source])
  await ring(sql, source)
}

/** Counts a reading that failed; answers how many did in a row. */
export async function countFailure(sql: Sql, source: Vendor): Promise<number> {
  const [row] = await sql<{ failures: number }>(
    'update reading set failures = failures + 1 where source = $1 returning failures',
    [source],
  )
  return row?.failures ?? 0
}

/** A reading went well; true when one before it did not. */
export async function forgetFailures(sql: Sql, source: Vendor): Promise<boolean> {
  const rows = await sql('update reading set failures = 0 where source = $1 and failures > 0 returning 1', [
    source,
  ])
  return rows.length > 0
}
