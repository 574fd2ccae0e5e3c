import type { Sql } from '../postgres/database'
import type { CachedKind } from './master-table'

/** One of QuickBooks' lists that could not be read when it was tried last. */
export interface ListTrouble {
  readonly kind: CachedKind
  readonly since: Date
  /** Tries in a row that failed. */
  readonly times: number
  /** It is left alone for now. */
  readonly rests: boolean
  /** What the last try was told, in words for people. */
  readonly detail: string
}

/** Every list that could not be read, the one that may be tried the soonest first. */
export async function readListTroubles(sql: Sql): Promise<ListTrouble[]> {
  return sql<{ kind: CachedKind; since: Date; times: number; rests: boolean; detail: string }>(
    `select kind, since, times, rest_until > milepost.now() as rests, detail from list_trouble order by rest_until, kind`,
  )
}

/** Counts a try that failed; answers how many did in a row. Until `restList` says otherwise it may be tried again. */
export async function countListTrouble(sql: Sql, kind: CachedKind, detail: string): Promise<number> {
  const [row] = await sql<{ times: number }>(
    `insert into list_trouble as held (workspace_id, kind, since, times, rest_until, detail)
     values (milepost.current_workspace(), $1, milepost.now(), 1, milepost.now(), $2)
     on conflict (workspace_id, kind) do update set times = least(held.times + 1, 1000000), detail = excluded.detail
     returning times`,
    [kind, detail],
  )
  return row?.times ?? 1
}

/** Leaves a list that failed alone for so long. */
export async function restList(sql: Sql, kind: CachedKind, forMs: number): Promise<void> {
  await sql(
    `update list_trouble set rest_until = milepost.now() + $2 * interval '1 millisecond' where kind = $1`,
    [kind, forMs],
  )
}

/** A person does not wait for the rest of a list that failed: whoever reads next tries it. */
export async function endListRests(sql: Sql): Promise<void> {
  await sql('update list_trouble set rest_until = milepost.now() where rest_until > milepost.now()')
}

/** A list was read; true where it could not be before. */
export async function forgetListTrouble(sql: Sql, kind: CachedKind): Promise<boolean> {
  const rows = await sql('delete from list_trouble where kind = $1 returning 1 as over', [kind])
  return rows.length > 0
}
