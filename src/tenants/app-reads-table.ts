import type { Sql } from '../postgres/database'
import { type AppReads, type AppStanding, daysOfApp, standingOf } from './app-reads'
import { shiftDay } from './read-budget'

/**
 * How all companies of the app stand this month: their sum, and nothing of whose it is. Asked in a workspace or outside of
 * any, it is the same; who shows it to a workspace shows the state and no number.
 */
export async function readAppStanding(sql: Sql, app: AppReads, now: Date): Promise<AppStanding> {
  const { from, today } = daysOfApp(now)
  const rows = await sql<{ day: string; metered: bigint }>(
    'select day::text, metered from milepost.metered_reads($1, $2)',
    [from, shiftDay(today, 1)],
  )
  return standingOf(
    app,
    now,
    rows.map(({ day, metered }) => ({ day, metered: Number(metered) })),
  )
}
