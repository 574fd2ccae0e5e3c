import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../postgres/database'
import { type Creation, isOnItsWay } from './customer-creation'
import { readCreation } from './customer-creation-table'
import { SOMEBODY_WAITS_MS } from './put-off-customer'

const LOOK_EVERY_MS = 100

/**
 * Waits until a creation has come to its end, or to nothing clear, for as long as a person would: a worker carries it
 * out, and goes on when nobody waits any more. Answers it as it is then.
 */
export async function waitForCreation(
  parts: { readonly database: Database },
  workspaceId: string,
  creationId: string,
): Promise<Creation | null> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const creation = await parts.database.inWorkspace(workspaceId, (sql) => readCreation(sql, creationId))
    const open = creation !== null && isOnItsWay(creation) && creation.state !== 'unclear'
    if (!open || waited >= SOMEBODY_WAITS_MS) return creation
    await pause(LOOK_EVERY_MS)
  }
}
