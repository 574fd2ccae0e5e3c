import { raiseAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readPartsOfMilestone } from '../billing-part-table'
import { billableNow, payerParts, unbilledParts } from '../composing/payer-part'
import { wasFreed } from '../earlier-billing-table'

/**
 * Asks to bill what can be billed now of a milestone and is not: what is left of it once it is completed, until then what
 * was claimed. Nothing where there is none.
 */
export async function askToBill(
  sql: Sql,
  schedule: Schedule,
  { milestoneId }: Pick<Milestone, 'milestoneId'>,
  detail: string,
): Promise<void> {
  const milestone = await readMilestone(sql, milestoneId)
  if (milestone === null || milestone.workStatus === 'cancelled') return
  const unbilled = unbilledParts(
    payerParts(schedule, milestone),
    await readPartsOfMilestone(sql, milestoneId),
  )
  const open = billableNow(milestone, unbilled)
  if (open.length === 0) return
  const again = await wasFreed(sql, milestoneId)
  await raiseAttention(sql, {
    cause: `ready_to_bill:${milestoneId}`,
    kind: 'ready_to_bill',
    dealId: schedule.dealId,
    milestoneId,
    title: `“${milestone.name}” is ready to bill`,
    detail,
    actions: [
      again ? { action: 'bill_again', label: 'Bill again' } : { action: 'bill', label: 'Create invoice' },
    ],
    amountMinor: open.reduce((sum, part) => sum + part.amountMinor, 0n),
    currency: schedule.currency,
  })
}
