import { raiseAttention } from './attention/attention-table'
import { announceConnection } from './outbox/ring'
import type { Database } from './postgres/database'
import type { Vendor } from './tenants/connection-table'

/** Tells people that a vendor's connection has ended, once, and what becomes of the work. */
export async function raiseLostConnection(
  database: Database,
  workspaceId: string,
  vendor: Vendor,
  detail: string,
): Promise<void> {
  const name = vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'
  await database.inWorkspace(workspaceId, async (sql) => {
    await raiseAttention(sql, {
      cause: `connection:${vendor}`,
      kind: 'connection',
      title: `${name} needs to be connected again`,
      detail: `${detail}. Work waits meanwhile, and nothing is lost.`,
    })
    await announceConnection(sql)
  })
}
