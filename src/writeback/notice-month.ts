import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { followLateness } from '../invoices/books/follow-lateness'
import { listBilledCustomers } from '../invoices/books/lateness-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database } from '../postgres/database'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { readWorkspace } from '../tenants/workspace-table'
import { monthlyProperties } from './deal-properties'
import { listExpecting } from './expected-table'

/**
 * A month passes without anyone ringing: what was expected next month is expected in this one. Once in each month of the
 * workspace, and after terms changed, the deals that expect something are written anew.
 */
export async function noticeMonth(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const connection = await readConnection(sql, 'hubspot')
    if (!connection) return
    const month = dayIn((await readWorkspace(sql)).zone, parts.clock.now()).slice(0, 7)
    const { expectedAsOf } = connection.facts
    if (expectedAsOf === month) return
    await addConnectionFact(sql, 'hubspot', { expectedAsOf: month })
    // The first time nobody knows how late anybody pays.
    if (expectedAsOf === undefined) await followLateness(sql, await listBilledCustomers(sql))
    await markDirty(sql, await listExpecting(sql, monthlyProperties))
  })
}
