import type { Sql } from '../postgres/database'

/** Somebody looks into a difference. */
export interface TakenDifference {
  readonly scheduleId: string
  readonly key: string
  readonly personId: string | null
  readonly who: string
  readonly note: string | null
  /** What it came to then, in minor units; null where that was unknown. */
  readonly amountMinor: bigint | null
  readonly at: Date
}

interface Row {
  schedule_id: string
  item_key: string
  person_id: string | null
  who: string
  note: string | null
  amount_minor: bigint | null
  taken_at: Date
}

/** Who looks into what, of these schedules. */
export async function readTakenDifferences(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<TakenDifference[]> {
  const rows = await sql<Row>(
    `select schedule_id, item_key, person_id, who, note, amount_minor, taken_at from taken_difference
     where schedule_id = any($1) order by schedule_id, item_key`,
    [scheduleIds],
  )
  return rows.map((row) => ({
    scheduleId: row.schedule_id,
    key: row.item_key,
    personId: row.person_id,
    who: row.who,
    note: row.note,
    amountMinor: row.amount_minor,
    at: row.taken_at,
  }))
}

/** It is this person's from now on, whoever had it. */
export async function saveTakenDifference(sql: Sql, taken: Omit<TakenDifference, 'at'>): Promise<void> {
  await sql(
    `insert into taken_difference (workspace_id, schedule_id, item_key, person_id, who, note, amount_minor)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, schedule_id, item_key) do update set person_id = excluded.person_id, who = excluded.who,
       note = excluded.note, amount_minor = excluded.amount_minor, taken_at = milepost.now()`,
    [taken.scheduleId, taken.key, taken.personId, taken.who, taken.note, taken.amountMinor],
  )
}

export async function dropTakenDifference(sql: Sql, scheduleId: string, key: string): Promise<void> {
  await sql('delete from taken_difference where schedule_id = $1 and item_key = $2', [scheduleId, key])
}
