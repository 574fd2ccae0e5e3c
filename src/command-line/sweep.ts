import { setTimeout as pause } from 'node:timers/promises'
import { askForReading, readReading } from '../inbox/reading-table'
import { readConnection, type Vendor } from '../tenants/connection-table'
import type { Workspace } from '../tenants/workspace-table'
import { findWorkspace, listWorkspaces } from './find-workspace'
import type { Office } from './open-office'

const LOOK_AGAIN_MS = 250

/**
 * Has the running workers read both vendors now. It does not read by itself: the vendors' limits are kept by the
 * workers, and two readers would each believe to be alone. False when no worker did it in time.
 */
export async function sweep(office: Office, asked: { workspace: string | undefined; patienceMs: number }) {
  const workspaces =
    asked.workspace === undefined
      ? await listWorkspaces(office)
      : [await findWorkspace(office, asked.workspace)]
  const ends = await Promise.all(
    workspaces.flatMap((workspace) =>
      (['quickbooks', 'hubspot'] as const).map((vendor) =>
        sweepOne(office, workspace, vendor, asked.patienceMs),
      ),
    ),
  )
  return ends.every(Boolean)
}

async function sweepOne(
  office: Office,
  { workspaceId, name }: Workspace,
  vendor: Vendor,
  patienceMs: number,
): Promise<boolean> {
  const what = `${vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'} for “${name}”`
  const connected = await office.database.inWorkspace(workspaceId, async (sql) => {
    const connection = await readConnection(sql, vendor)
    if (connection?.status !== 'connected') return false
    await askForReading(sql, vendor)
    return true
  })
  if (!connected) {
    office.say(`– ${what}: not connected, so not read`)
    return true
  }
  for (let waited = 0; waited < patienceMs; waited += LOOK_AGAIN_MS) {
    await pause(LOOK_AGAIN_MS)
    const { readAt } = await office.database.inWorkspace(workspaceId, (sql) => readReading(sql, vendor))
    if (readAt !== null) {
      office.say(`✓ ${what}: read`)
      return true
    }
  }
  office.say(`✗ ${what}: not read within ${patienceMs / 1000} s; it stays due\n    → Is a worker running?`)
  return false
}
