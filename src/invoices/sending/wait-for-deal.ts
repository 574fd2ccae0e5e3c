import { limits } from '../../../config/limits'
import { archivedAmong } from '../../deals/deal-table'
import { holdMessage, type Message } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import { type BillingIntent, dealsOf } from '../intent'
import { readStopped } from '../retainage/read-stopped'

/**
 * An invoice that never left is held back while its deal, or one of its deals, is deleted in HubSpot: true then. It says
 * why, can be cancelled, and goes on when the deal is restored. One that may have been sent is carried to its end, and one that
 * releases what a plan held back before a merge set it aside goes on.
 */
export async function waitForDeal(sql: Sql, intent: BillingIntent, message: Message): Promise<boolean> {
  if (intent.state !== 'queued') return false
  const [gone] = await archivedAmong(sql, dealsOf(intent))
  if (!gone) return false
  const parts = await readParts(sql, [intent.intentId])
  if (!(await readStopped(sql, gone.dealId, parts)).archived) return false
  const why = gone.mergedInto === null ? 'was deleted' : 'was merged into another deal'
  const then = gone.mergedInto === null ? ' until it is restored there' : ''
  await holdMessage(sql, message.messageId, {
    inMs: limits.retryLongestMs,
    fault: {
      kind: 'closed',
      status: null,
      code: 'deal_archived',
      message: `The deal “${gone.name}” ${why} in HubSpot: nothing of it is billed${then}.`,
      trace: null,
      retryAfterMs: null,
    },
  })
  return true
}
