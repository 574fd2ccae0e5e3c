import { limits } from '../../config/limits'
import type { Portal } from '../../connectors/hubspot/portal'
import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import { readOrFail } from '../inbox/read-failed'
import {
  type DirtyDeal,
  dueDirtyDeals,
  forgetWritten,
  holdDirtyDeals,
  markWritten,
  postponeDirty,
} from '../outbox/deal-mirror-table'
import { backoffMs } from '../outbox/retry'
import type { Database } from '../postgres/database'
import { readTrackers } from '../reconcile/read-trackers'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { compareAmount } from './compare-amount'
import {
  dealGroup,
  dealProperties,
  dealPropertiesVersion,
  dealPropertyDefinitions,
  stampProperty,
} from './deal-properties'

interface Pending {
  readonly deal: DirtyDeal
  readonly wanted: Readonly<Record<string, string>>
  readonly changed: Readonly<Record<string, string>>
}

/**
 * Line 9 of the story: the deal hears about it. Takes the deals whose figures may have changed, up to a
 * hundred, and writes what really did in one call; each deal answers for itself. Writing the same twice does
 * no harm, so an unclear answer is simply tried again. Answers how many deals were looked at.
 */
export async function writeDeals(
  parts: { database: Database; clock: Clock; random: () => number },
  portal: Portal,
  workspaceId: string,
): Promise<number> {
  const { database, clock } = parts
  await ensureProperties(database, portal, workspaceId)
  const { all, pending } = await database.inWorkspace(workspaceId, async (sql) => {
    const due = await dueDirtyDeals(sql, limits.hubspot.dealsPerBatch)
    await holdDirtyDeals(
      sql,
      due.map((deal) => deal.dealId),
      limits.vendorDeadlineMs * 2,
    )
    const trackers = await readTrackers(
      sql,
      clock,
      due.map((deal) => deal.dealId),
    )
    const changed: Pending[] = []
    for (const deal of due) {
      const tracker = trackers.get(deal.dealId)
      const known = await readDeal(sql, deal.dealId)
      if (tracker && known) await compareAmount(sql, known, tracker)
      const wanted = tracker && known?.archived === false ? dealProperties(tracker) : {}
      const difference = Object.entries(wanted).filter(([name, value]) => deal.written[name] !== value)
      if (difference.length === 0) await markWritten(sql, { ...deal, written: deal.written })
      else changed.push({ deal, wanted, changed: Object.fromEntries(difference) })
    }
    // By id, as everyone who marks several deals takes them: two orders could wait for each other.
    changed.sort((a, b) => (a.deal.dealId < b.deal.dealId ? -1 : 1))
    await forgetWritten(
      sql,
      changed.map((each) => ({ dealId: each.deal.dealId, names: Object.keys(each.changed) })),
    )
    return { all: due, pending: changed }
  })
  if (pending.length === 0) return all.length

  const stamp = clock.now().getTime().toString()
  const answer = await portal.updateDeals(
    pending.map((each) => ({
      id: each.deal.dealId,
      properties: { ...each.changed, [stampProperty]: stamp },
    })),
  )
  await database.inWorkspace(workspaceId, async (sql) => {
    if (answer.outcome !== 'done') {
      for (const { deal } of pending) {
        await postponeDirty(
          sql,
          [deal.dealId],
          backoffMs(deal.attempts, answer.fault, parts.random),
          answer.fault,
        )
      }
      return
    }
    const results = new Map(answer.value.map((result) => [result.id, result]))
    for (const { deal, wanted } of pending) {
      const result = results.get(deal.dealId)
      if (result?.ok) {
        await markWritten(sql, {
          dealId: deal.dealId,
          mark: deal.mark,
          written: { ...deal.written, ...wanted },
        })
      } else if (result?.missing) {
        // Deleted or merged in HubSpot: the reader finds out which, and marks it dirty again.
        await markWritten(sql, { dealId: deal.dealId, mark: deal.mark, written: {} })
      } else {
        const why = { message: result?.message ?? 'HubSpot did not answer for this deal.' }
        await postponeDirty(sql, [deal.dealId], backoffMs(deal.attempts, null, parts.random), why)
      }
    }
  })
  return all.length
}

/** Creates the group and the properties once for each portal and version of their definitions. */
async function ensureProperties(database: Database, portal: Portal, workspaceId: string): Promise<void> {
  const connection = await database.inWorkspace(workspaceId, (sql) => readConnection(sql, 'hubspot'))
  if (connection?.facts.propertiesMade === dealPropertiesVersion) return
  readOrFail('hubspot', await portal.ensureDealProperties(dealGroup, dealPropertyDefinitions))
  await database.inWorkspace(workspaceId, (sql) =>
    addConnectionFact(sql, 'hubspot', { propertiesMade: dealPropertiesVersion }),
  )
}
