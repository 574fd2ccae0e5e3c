import { settleIntentAttention, settleMilestoneAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { progressOf } from '../../schedules/claim'
import { saveClaims } from '../../schedules/milestone-table'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { readPartsOfMilestone } from '../billing-part-table'
import { settleFreed } from '../books/settle-freed'
import { followToBill } from '../catch-up/ask-to-bill'
import { readMilestoneParts } from '../composing/look-ahead'
import { billableNow, claimInKey } from '../composing/payer-part'
import { removeMonthlyDue } from '../monthly/monthly-due-table'
import { setAsidePrepared } from '../prepared/take-prepared'

/**
 * Takes the newest claim of a milestone back, while nothing bills it: it was said by mistake, or its invoice was voided.
 * Refuses not_found, no_claim, wrong_status, already_billed.
 */
export async function withdrawClaim(sql: Sql, actor: Actor, milestoneId: string): Promise<void> {
  const { schedule, milestone } = await lockFor(sql, milestoneId)
  const name = `“${milestone.name}”`
  const claims = progressOf(milestone)
  const last = claims.at(-1)
  if (!last) throw conflict('no_claim', `Nothing of ${name} is claimed by progress.`, { milestoneId })
  if (milestone.workStatus === 'completed') {
    throw conflict('wrong_status', `${name} is completed. Reopen it to take its last claim back.`, {
      milestoneId,
    })
  }
  const all = await readPartsOfMilestone(sql, milestoneId)
  const own = all.filter((part) => claimInKey(part.partKey) === String(last.number))
  if (own.some((part) => part.live)) {
    throw conflict(
      'already_billed',
      `The last claim of ${name} is billed, or its invoice is on its way. Void that invoice in QuickBooks first, or ` +
        'cancel it while it has not left. Nothing was changed.',
      { milestoneId },
    )
  }
  await setAsidePrepared(sql, actor, [milestoneId], 'claim taken back')
  const left = { ...milestone, claims: milestone.claims.filter((claim) => claim !== last) }
  await saveClaims(sql, milestoneId, left.claims)
  const intents = own.map((part) => part.intentId)
  const { unbilled } = await readMilestoneParts(sql, schedule, left)
  const open = billableNow(left, unbilled)
  // An invoice of it may have billed an earlier claim too, which is open still.
  const earlier = all.filter(({ intentId }) => intents.includes(intentId))
  const keys = new Set(open.map(({ partKey }) => partKey))
  await settleFreed(sql, milestoneId, { earlier, open: keys }, actor.who, 'claim taken back')
  await settleIntentAttention(sql, intents, ['ready_to_bill'], actor.who, 'claim taken back')
  await followToBill(sql, schedule, left, actor.who, 'claim taken back')
  if (open.length === 0) {
    await removeMonthlyDue(sql, [milestoneId])
    await settleMilestoneAttention(sql, milestoneId, ['billing_blocked'], actor.who, 'claim taken back')
  }
  await markDirty(sql, [schedule.dealId])
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const before = claims.at(-2)
  await record(sql, actor, [
    {
      what: `Took the claim of ${last.percent} % of ${name} back`,
      dealId: schedule.dealId,
      milestoneId,
      before: { percent: last.percent, claimed: text(last.toDateMinor) },
      after: { percent: before?.percent ?? '0', claimed: text(before?.toDateMinor ?? 0n) },
    },
  ])
}
