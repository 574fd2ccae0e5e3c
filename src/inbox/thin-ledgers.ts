import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import { thinVendorCalls } from '../tenants/vendor-call-table'
import { lookAgain, thinEvents } from './inbox-table'

const DAY_MS = 86_400_000

/**
 * What grows for ever is made thin, some rows at once: settled events, and reads in the ledger of calls, whose counts are
 * kept by the day. Beside it, what was given up a day ago is looked for once more. Safe to run at any time, by anybody.
 */
export async function thinLedgers(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  const now = parts.clock.now().getTime()
  const before = new Date(now - limits.ledgerKeptMs)
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    await thinEvents(sql, before, limits.thinnedAtOnce)
    await thinVendorCalls(sql, before, limits.thinnedAtOnce)
    await lookAgain(sql, 'quickbooks', { most: 100, givenUpBefore: new Date(now - DAY_MS) })
  })
}
