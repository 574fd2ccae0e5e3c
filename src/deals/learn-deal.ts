import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import type { Vendors } from '../tenants/vendors'
import { readWorkspace } from '../tenants/workspace-table'
import { dealFromHubSpot } from './deal'
import { readDeal, saveDeals } from './deal-table'

/**
 * Reads a deal that someone names before HubSpot has rung for it: a deal made a second ago can be planned at
 * once. A deal that is known costs nothing; one that HubSpot doesn't know stays unknown.
 */
export async function learnDeal(
  database: Database,
  vendors: Vendors,
  workspaceId: string,
  dealId: string,
): Promise<void> {
  if (await database.inWorkspace(workspaceId, (sql) => readDeal(sql, dealId))) return
  const portal = await vendors.hubspot(workspaceId)
  const found = readOrFail('hubspot', await portal.readDeal(dealId))
  if (!found) return
  const pipelines = readOrFail('hubspot', await portal.pipelines())
  const companies = readOrFail('hubspot', await portal.companyNames([found.id]))
  await database.inWorkspace(workspaceId, async (sql) => {
    const { currency, settings } = await readWorkspace(sql)
    const home = { currency, wonStages: settings.wonStages }
    await saveDeals(sql, [
      dealFromHubSpot(found, pipelines, { company: companies[found.id] ?? null, owner: null }, home),
    ])
  })
}
