import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { record } from '../../history/history-table'
import type { Database } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import { billMonth } from './bill-month'
import { listMonthlyDue } from './monthly-due-table'

const us = program('monthly billing')

/** Bills the work whose day has come, where the workspace is. One statement on every day on which nothing is due. */
export async function runMonth(
  parts: { readonly database: Database; readonly clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const { zone } = await readWorkspace(sql)
    const due = await listMonthlyDue(sql, dayIn(zone, parts.clock.now()))
    if (due.length === 0) return
    const { story } = await billMonth(sql, us, parts.clock, due)
    await record(sql, us, story)
  })
}
