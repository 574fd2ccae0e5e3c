import type { Sql } from '../../postgres/database'
import type { Claim } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { saveClaims } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { settleFreed } from '../books/settle-freed'
import { followToBill } from '../catch-up/ask-to-bill'
import { readMilestoneParts } from '../composing/look-ahead'
import { billableNow, claimInKey } from '../composing/payer-part'

/**
 * Keeps what is left of a milestone's claims after an answer about a credit or a refund was taken back, and ends what was
 * asked about billing the rest: that it is to be billed, and that an invoice of it does not count any more. Under the
 * schedule's lock.
 */
export async function takeBackClaims(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  milestone: Milestone,
  claims: readonly Claim[],
): Promise<void> {
  const { milestoneId } = milestone
  const left = { ...milestone, claims }
  await saveClaims(sql, milestoneId, claims)
  await followToBill(sql, schedule, left, actor.who, 'answer taken back')
  const kept = new Set(claims.map(({ kind, number }) => `${kind} ${number}`))
  const gone = new Set(
    milestone.claims
      .filter(({ kind, number }) => !kept.has(`${kind} ${number}`))
      .map(({ number }) => `k${number}`),
  )
  const { unbilled, earlier } = await readMilestoneParts(sql, schedule, left)
  const open = new Set(billableNow(left, unbilled).map(({ partKey }) => partKey))
  const intents = new Set(
    earlier.filter(({ partKey }) => gone.has(claimInKey(partKey))).map(({ intentId }) => intentId),
  )
  const over = { earlier: earlier.filter(({ intentId }) => intents.has(intentId)), open }
  await settleFreed(sql, milestoneId, over, actor.who, 'answer taken back')
}
