import type { Portal } from '../../connectors/hubspot/portal'
import type { Clock } from '../clock/clock'
import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { hasOwners, renameOwners } from './owner-table'

/** How old owners' names may become. */
const ASK_AGAIN_MS = 24 * 60 * 60_000

/**
 * Owners by id. A portal that shows none leaves deals without an owner's name, and holds nothing up. Throws ReadFailed when
 * HubSpot can't be asked now.
 */
export async function askOwners(portal: Portal): Promise<ReadonlyMap<string, string>> {
  const answer = await portal.owners()
  if (answer.outcome === 'refused' && answer.fault.kind === 'forbidden') return new Map()
  return new Map(
    readOrFail('hubspot', answer).flatMap(({ id, firstName, lastName, email }): [string, string][] => {
      const name = [firstName, lastName].filter((part) => part).join(' ') || email
      return name ? [[id, name]] : []
    }),
  )
}

/** Once a day, has deals say their owners' names as HubSpot has them now: nothing tells of an owner who was renamed. */
export async function keepOwners(
  parts: { readonly database: Database; readonly clock: Clock },
  portal: Portal,
  workspaceId: string,
): Promise<void> {
  const now = parts.clock.now()
  const asks = await parts.database.inWorkspace(workspaceId, async (sql) => {
    const askedAt = (await readConnection(sql, 'hubspot'))?.facts.ownersAskedAt
    const age = askedAt === undefined ? null : Math.abs(now.getTime() - Date.parse(askedAt))
    return (age === null || age >= ASK_AGAIN_MS) && (await hasOwners(sql))
  })
  if (!asks) return
  const owners = await askOwners(portal)
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    await renameOwners(sql, owners)
    await addConnectionFact(sql, 'hubspot', { ownersAskedAt: now.toISOString() })
  })
}
