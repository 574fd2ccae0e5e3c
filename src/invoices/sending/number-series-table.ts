import type { Sql } from '../../postgres/database'
import { numberSeries } from '../../tenants/document-number'

const LONGEST = 21

/** A number that an invoice is to be sent with, and the key it goes out under. */
export interface TakenNumber {
  readonly number: string
  readonly series: string
  readonly requestKey: string
}

interface NumberRow {
  number: string
  series: string
  request_key: string
}
const toTaken = (row: NumberRow): TakenNumber => ({
  number: row.number,
  series: row.series,
  requestKey: row.request_key,
})

/**
 * The number that the pattern gives on this day, as far as we know: none that an invoice has which we hold, and one
 * that a refused invoice left. Null where it would be longer than QuickBooks takes. Takes nothing.
 */
export async function foreseeNumber(sql: Sql, pattern: string, day: string): Promise<string | null> {
  const series = numberSeries(pattern, day)
  const left = await leftNumber(sql, series.series)
  if (left !== null) return left
  let count = (await lastOf(sql, series.series)) + 1
  while (await isKnown(sql, series.numberOf(count))) count += 1
  const number = series.numberOf(count)
  return number.length > LONGEST ? null : number
}

/**
 * Takes the next number for an invoice, under the lock of its series; the caller's transaction commits before it is
 * sent. Answers the one that the invoice has already. Throws where the series is used up.
 */
export async function takeNumber(
  sql: Sql,
  {
    intentId,
    pattern,
    day,
    keyOf,
  }: {
    readonly intentId: string
    readonly pattern: string
    readonly day: string
    /** The key of this invoice under this number. */
    readonly keyOf: (number: string) => string
  },
): Promise<TakenNumber> {
  const has = await numberOf(sql, intentId)
  if (has !== null) return has
  const series = numberSeries(pattern, day)
  await sql(
    `insert into number_series (workspace_id, series, last) values (milepost.current_workspace(), $1, 0)
     on conflict (workspace_id, series) do nothing`,
    [series.series],
  )
  await sql('select last from number_series where series = $1 for update', [series.series])
  const left = await leftNumber(sql, series.series)
  if (left !== null) {
    const [row] = await sql<NumberRow>(
      `update invoice_number set intent_id = $2, request_key = $3, taken_at = milepost.now() where number = $1
       returning number, series, request_key`,
      [left, intentId, keyOf(left)],
    )
    if (row) return toTaken(row)
  }
  let count = (await lastOf(sql, series.series)) + 1
  while (await isKnown(sql, series.numberOf(count))) count += 1
  const number = series.numberOf(count)
  if (number.length > LONGEST) throw new Error(`the numbers of ${series.series} are used up`)
  await raiseSeries(sql, series.series, count)
  const [row] = await sql<NumberRow>(
    `insert into invoice_number (workspace_id, number, series, intent_id, request_key)
     values (milepost.current_workspace(), $1, $2, $3, $4) returning number, series, request_key`,
    [number, series.series, intentId, keyOf(number)],
  )
  if (!row) throw new Error('a number was not taken')
  return toTaken(row)
}

/** The number that an invoice is sent with, or null while it has none. */
export async function numberOf(sql: Sql, intentId: string): Promise<TakenNumber | null> {
  const [row] = await sql<NumberRow>(
    'select number, series, request_key from invoice_number where intent_id = $1 and not spent',
    [intentId],
  )
  return row ? toTaken(row) : null
}

/** How many numbers of this invoice belonged to other documents of QuickBooks. */
export async function countSpent(sql: Sql, intentId: string): Promise<number> {
  const [row] = await sql<{ spent: number }>(
    'select count(*)::int as spent from invoice_number where intent_id = $1 and spent',
    [intentId],
  )
  return row?.spent ?? 0
}

/** QuickBooks says that another document has this number. */
export async function spendNumber(sql: Sql, number: string): Promise<void> {
  await sql('update invoice_number set spent = true where number = $1', [number])
}

/** A series goes on after `count`; it never goes back. */
export async function raiseSeries(sql: Sql, series: string, count: number): Promise<void> {
  await sql('update number_series set last = greatest(last, $2) where series = $1', [series, count])
}

async function lastOf(sql: Sql, series: string): Promise<number> {
  const [row] = await sql<{ last: number }>('select last from number_series where series = $1', [series])
  return row?.last ?? 0
}

/** What an invoice that QuickBooks certainly does not have would have been called. */
async function leftNumber(sql: Sql, series: string): Promise<string | null> {
  const [row] = await sql<{ number: string }>(
    `select number from invoice_number join billing_intent using (workspace_id, intent_id)
     where series = $1 and not spent and state in ('refused', 'cancelled') and quickbooks_id is null
     order by length(number), number limit 1`,
    [series],
  )
  return row?.number ?? null
}

/** A document that we hold has it, or an invoice of ours was sent with it. */
async function isKnown(sql: Sql, number: string): Promise<boolean> {
  const rows = await sql(
    `select 1 from document where body->>'DocNumber' = $1 and kind = 'Invoice' and deleted_at is null
     union all select 1 from invoice_number where number = $1 limit 1`,
    [number],
  )
  return rows.length > 0
}
