import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database } from '../postgres/database'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { readWorkspace } from '../tenants/workspace-table'
import { monthlyProperties } from './deal-properties'
import { listExpecting } from './expected-table'

/**
 * A month passes without anyone ringing: what was expected next month is expected in this one. Once in each month of the
 * workspace the deals that expect something are written anew.
 */
export async function noticeMonth(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const connection = await readConnection(sql, 'hubspot')
    if (!connection) return
    const month = dayIn((await readWorkspace(sql)).zone, parts.clock.now()).slice(0, 7)
    if (connection.facts.expectedAsOf === month) return
    await markDirty(sql, await listExpecting(sql, monthlyProperties))
    await addConnectionFact(sql, 'hubspot', { expectedAsOf: month })
  })
}
