import type { Sql } from '../../postgres/database'
import { readMilestones, saveClaims } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { readPartsOfMilestone } from '../billing-part-table'
import { removeAttributionsOf, sharedRefundsOf } from '../books/attribution-table'
import { claimInKey } from '../composing/payer-part'
import { keepDivision } from '../credits/keep-division'
import { setAsidePrepared } from '../prepared/take-prepared'
import { followRefunds } from '../refunds/follow-refunds'

/**
 * What people said about credits and refunds on an invoice that bills nothing here any more goes with it: a credit that was
 * let be billed again, or closed, is none of these milestones', and a refund is asked about anew. Answers the deals that
 * may be concerned by that. Under the locks of the schedule and the intent. Refuses already_billed, and refund_split where a refund
 * is for this invoice and another one.
 */
export async function withdrawAnswers(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  intentId: string,
): Promise<string[]> {
  const [shared] = await sharedRefundsOf(sql, intentId)
  if (shared !== undefined) {
    throw conflict(
      'refund_split',
      'A refund is said to give back work on this invoice and on another one. Take back what was said about it first, on ' +
        'the refund’s page. Nothing was changed.',
      { refundId: shared },
    )
  }
  for (const { milestoneId, name, claims } of await readMilestones(sql, [schedule.scheduleId])) {
    const own = claims.filter((claim) => claim.kind !== 'progress' && claim.intentId === intentId)
    if (own.length === 0) continue
    await setAsidePrepared(sql, actor, [milestoneId], 'unlinked')
    const parts = await readPartsOfMilestone(sql, milestoneId)
    const billing = new Set(parts.filter((part) => part.live).map((part) => claimInKey(part.partKey)))
    if (own.some(({ kind, number }) => kind === 'again' && billing.has(`k${number}`))) {
      throw conflict(
        'already_billed',
        `What a credit or a refund on this invoice took of “${name}” is billed again already. Void that invoice in QuickBooks ` +
          'first, or cancel it while it has not left. Nothing was changed.',
        { milestoneId },
      )
    }
    await saveClaims(
      sql,
      milestoneId,
      claims.filter((claim) => !own.includes(claim)),
    )
  }
  await keepDivision(sql, intentId)
  const refunds = await removeAttributionsOf(sql, intentId)
  return refunds.length === 0 ? [] : followRefunds(sql, new Set(refunds))
}
