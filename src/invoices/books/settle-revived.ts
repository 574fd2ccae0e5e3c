import { endAttentions } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readSchedulesById } from '../../schedules/schedule-table'
import { readPartsOfMilestones } from '../billing-part-table'
import { askedToBill, followToBill } from '../catch-up/ask-to-bill'
import { payerParts, unbilledParts } from '../composing/payer-part'
import type { BillingPart } from '../intent'
import { freedOver } from './settle-freed'

/**
 * What is billed again of the milestones of these parts needs no answer; what other invoices billed of them, and nothing bills
 * now, does still. As many statements for many as for one, but where it is asked to bill them.
 */
export async function settleRevived(
  sql: Sql,
  parts: readonly Pick<BillingPart, 'milestoneId' | 'scheduleId'>[],
  who: string,
): Promise<void> {
  const ids = new Set(parts.flatMap(({ milestoneId }) => milestoneId ?? []))
  if (ids.size === 0) return
  const schedules = await readSchedulesById(sql, [...new Set(parts.map(({ scheduleId }) => scheduleId))])
  const milestones = (await readMilestones(sql, [...schedules.keys()])).filter(({ milestoneId }) =>
    ids.has(milestoneId),
  )
  const billed = await readPartsOfMilestones(sql, [...ids])
  const over = milestones.flatMap((milestone) => {
    const schedule = schedules.get(milestone.scheduleId)
    if (!schedule) return []
    const earlier = billed.filter(({ milestoneId }) => milestoneId === milestone.milestoneId)
    const open = new Set(
      unbilledParts(payerParts(schedule, milestone), earlier).map(({ partKey }) => partKey),
    )
    return freedOver(milestone.milestoneId, { earlier, open })
  })
  await endAttentions(sql, over, who, 'revived')
  for (const milestone of await askedToBill(sql, milestones)) {
    const schedule = schedules.get(milestone.scheduleId)
    if (schedule) await followToBill(sql, schedule, milestone, who, 'revived')
  }
}
