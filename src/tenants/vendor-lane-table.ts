import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'

export type LaneName = 'call' | 'batch' | 'search'

/** What a call may get: its moment (which also names its place), or how long it must wait before it asks again. */
export type Taken =
  | { readonly place: string; readonly waitMs: number }
  | { readonly place: null; readonly waitMs: number; readonly quiet: boolean }

/**
 * Takes the lane's next moment for one call, if that comes within `patienceMs` and no more than `most` calls are under
 * way (null: however many). `answered` are places whose calls have their answer; one without an answer is believed over
 * after `holdMs`. A moment may lie up to `backMs` back.
 */
export async function takePlace(
  sql: Sql,
  ask: {
    vendor: Vendor
    lane: LaneName
    everyMs: number
    backMs: number
    most: number | null
    holdMs: number
    patienceMs: number
    answered: readonly string[]
  },
): Promise<Taken> {
  const milliseconds = (value: number) => `${value} milliseconds`
  const [row] = await sql<{ place: string | null; wait_ms: number | null; quiet_ms: number | null }>(
    `select place::text, wait_ms, quiet_ms from milepost.take_place(
       $1, $2, $3::interval, $4::interval, $5, $6::interval, $7::interval, $8::timestamptz[])`,
    [
      ask.vendor,
      ask.lane,
      milliseconds(ask.everyMs),
      milliseconds(ask.backMs),
      ask.most,
      milliseconds(ask.holdMs),
      milliseconds(ask.patienceMs),
      ask.answered,
    ],
  )
  if (!row) throw new Error('a lane gave no answer')
  if (row.place !== null) return { place: row.place, waitMs: row.wait_ms ?? 0 }
  return { place: null, waitMs: row.quiet_ms ?? row.wait_ms ?? 0, quiet: row.quiet_ms !== null }
}

/** Gives places back: their calls have their answers. */
export async function givePlaces(
  sql: Sql,
  lane: { vendor: Vendor; lane: LaneName },
  answered: readonly string[],
): Promise<void> {
  await sql(
    `update vendor_lane set under_way = array(select m from unnest(under_way) m where m <> all($3::timestamptz[]))
     where vendor = $1 and lane = $2`,
    [lane.vendor, lane.lane, answered],
  )
}

/** No call of this workspace to the vendor leaves for so long; a longer pause that was asked for before stays. */
export async function quietLanes(
  sql: Sql,
  vendor: Vendor,
  lanes: readonly LaneName[],
  forMs: number,
): Promise<void> {
  await sql(
    `insert into vendor_lane as held (workspace_id, vendor, lane, quiet_until)
     select milepost.current_workspace(), $1, l, milepost.now() + $3 * interval '1 millisecond'
     from unnest($2::text[]) l order by l
     on conflict (workspace_id, vendor, lane) do update
       set quiet_until = greatest(held.quiet_until, excluded.quiet_until)`,
    [vendor, lanes, forMs],
  )
}
