import type { Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import { readSchedule } from '../../schedules/schedule-table'
import { readPartsOfMilestone } from '../billing-part-table'
import { followToBill } from '../catch-up/ask-to-bill'
import { payerParts, unbilledParts } from '../composing/payer-part'
import { settleFreed } from './settle-freed'

/** What is billed again of a milestone needs no answer; what other invoices billed of it, and nothing bills now, does still. */
export async function settleRevived(sql: Sql, milestoneId: string, who: string): Promise<void> {
  const milestone = await readMilestone(sql, milestoneId)
  const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
  if (!milestone || !schedule) return
  const earlier = await readPartsOfMilestone(sql, milestoneId)
  const open = new Set(unbilledParts(payerParts(schedule, milestone), earlier).map(({ partKey }) => partKey))
  await settleFreed(sql, milestoneId, { earlier, open }, who, 'revived')
  await followToBill(sql, schedule, milestone, who, 'revived')
}
