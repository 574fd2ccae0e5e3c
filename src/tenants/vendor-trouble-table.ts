import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'
import type { Heard, Trouble, TroubleKind } from './vendor-trouble'

interface Row {
  vendor: Vendor
  trouble: TroubleKind
  since: Date
  last_at: Date
  times: number
  on_write: boolean
  operation: string | null
  rest_until: Date | null
  rests: number
  told_at: Date | null
}

const COLUMNS = 'vendor, trouble, since, last_at, times, on_write, operation, rest_until, rests, told_at'

const toTrouble = (row: Row): Trouble => ({
  vendor: row.vendor,
  trouble: row.trouble,
  since: row.since,
  lastAt: row.last_at,
  times: row.times,
  onWrite: row.on_write,
  operation: row.operation,
  restUntil: row.rest_until,
  rests: row.rests,
  toldAt: row.told_at,
})

/** Everything that is, or may be, wrong with the workspace's connections. */
export async function listTroubles(sql: Sql): Promise<Trouble[]> {
  const rows = await sql<Row>(`select ${COLUMNS} from vendor_trouble order by vendor, trouble`)
  return rows.map(toTrouble)
}

/**
 * The same, none of which ends before this transaction: what it puts off because of them is there when whoever ends them
 * wakes what was put off.
 */
export async function holdTroubles(sql: Sql): Promise<Trouble[]> {
  const rows = await sql<Row>(`select ${COLUMNS} from vendor_trouble order by vendor, trouble for key share`)
  return rows.map(toTrouble)
}

/** Locks what is known to be wrong with a vendor: nobody else changes it before this transaction ends. */
export async function lockTroubles(sql: Sql, vendor: Vendor): Promise<void> {
  await sql('select 1 from vendor_trouble where vendor = $1 order by trouble for no key update', [vendor])
}

/** Ends what these calls show to be over; answers what it was. */
export async function endTroubles(sql: Sql, vendor: Vendor, heard: Omit<Heard, 'met'>): Promise<Trouble[]> {
  const rows = await sql<Row>(
    `delete from vendor_trouble where vendor = $1 and (
       (trouble = 'outage' and $2) or (trouble = 'storm' and $3) or (trouble = 'slow' and $4)
       or (trouble in ('suspended', 'refused') and ($5 or ($6 and not on_write)))
       or (trouble = 'scopes' and operation = any($7)))
     returning ${COLUMNS}`,
    [vendor, heard.answered, heard.admitted, heard.quick, heard.written, heard.read, heard.done],
  )
  return rows.map(toTrouble)
}

/** Ends these whatever calls said: the connection was made anew, or what showed them is gone. */
export async function forgetTroubles(
  sql: Sql,
  vendor: Vendor,
  kinds: readonly TroubleKind[] | null = null,
): Promise<Trouble[]> {
  const rows = await sql<Row>(
    `delete from vendor_trouble where vendor = $1 and ($2::text[] is null or trouble = any($2)) returning ${COLUMNS}`,
    [vendor, kinds],
  )
  return rows.map(toTrouble)
}

/** Met `times` more; answers the trouble as it stands then. One that reads met too is no longer of writes alone. */
export async function meetTrouble(
  sql: Sql,
  vendor: Vendor,
  trouble: TroubleKind,
  met: { times: number; first: Date; last: Date; onWrite: boolean; operation: string | null },
): Promise<Trouble> {
  const [row] = await sql<Row>(
    `insert into vendor_trouble as held (workspace_id, vendor, trouble, since, last_at, times, on_write, operation)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (workspace_id, vendor, trouble) do update set last_at = excluded.last_at,
       times = least(held.times + excluded.times, 1000000), on_write = held.on_write and excluded.on_write,
       operation = excluded.operation
     returning ${COLUMNS}`,
    [vendor, trouble, met.first, met.last, met.times, met.onWrite, met.operation],
  )
  if (!row) throw new Error('a trouble was not kept')
  return toTrouble(row)
}

/** Nothing is asked for so long, counted from now. Calls that were under way when a rest began don't make it longer. */
export async function restFor(sql: Sql, vendor: Vendor, trouble: TroubleKind, forMs: number): Promise<void> {
  await sql(
    `update vendor_trouble set rest_until = milepost.now() + $3 * interval '1 millisecond', rests = rests + 1,
       on_turn = false
     where vendor = $1 and trouble = $2 and (rest_until is null or on_turn or rest_until <= milepost.now())`,
    [vendor, trouble, forMs],
  )
}

/** Whether something is known of the vendor itself that keeps work waiting: then people are told that, and nothing else. */
export async function isTroubled(sql: Sql, vendor: Vendor): Promise<boolean> {
  const rows = await sql('select 1 from vendor_trouble where vendor = $1 and rest_until is not null', [
    vendor,
  ])
  return rows.length > 0
}

/**
 * Whether something may be written now that the rest is over: yes for the first who asks, who goes ahead of all others;
 * they wait `holdMs` for what becomes of it.
 */
export async function takeTurn(sql: Sql, vendor: Vendor, holdMs: number): Promise<boolean> {
  const rows = await sql(
    `update vendor_trouble set rest_until = milepost.now() + $2 * interval '1 millisecond', on_turn = true
     where vendor = $1 and rest_until <= milepost.now() returning 1 as taken`,
    [vendor, holdMs],
  )
  return rows.length > 0
}

/** The turn was of no use: whoever asks next goes ahead. */
export async function giveTurnBack(sql: Sql, vendor: Vendor): Promise<void> {
  await sql(
    `update vendor_trouble set rest_until = milepost.now(), on_turn = false
     where vendor = $1 and on_turn and rest_until > milepost.now()`,
    [vendor],
  )
}

/** A person does not wait for the rest to end: whoever asks next goes ahead. */
export async function endRests(sql: Sql, vendor: Vendor): Promise<void> {
  await sql(
    'update vendor_trouble set rest_until = milepost.now() where vendor = $1 and rest_until > milepost.now()',
    [vendor],
  )
}

/** People know of it. */
export async function markTold(sql: Sql, vendor: Vendor, trouble: TroubleKind): Promise<void> {
  await sql(
    'update vendor_trouble set told_at = milepost.now() where vendor = $1 and trouble = $2 and told_at is null',
    [vendor, trouble],
  )
}
