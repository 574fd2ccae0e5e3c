import type { Clock } from '../../clock/clock'
import { dayIn, dayWords } from '../../clock/day'
import type { Happening } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { readParts } from '../billing-part-table'
import { billsMilestone } from '../composing/invoice-line'
import { billingDayAfter } from './billing-month'
import { addMonthlyDue } from './monthly-due-table'

/** Completed work of a schedule that bills once a month waits for its day. Answers what to record: nothing where it waits already. */
export async function waitForMonth(
  sql: Sql,
  clock: Clock,
  zone: string,
  schedule: Schedule,
  milestone: Milestone,
  day: number,
): Promise<readonly Happening[]> {
  const { scheduleId, dealId } = schedule
  const { milestoneId, name } = milestone
  const dueOn = billingDayAfter(dayIn(zone, milestone.completedAt ?? clock.now()), day)
  const isNew = await addMonthlyDue(sql, { milestoneId, scheduleId, dueOn })
  if (!isNew) return []
  return [
    { what: `“${name}” waits for the invoice of the month, on ${dayWords(dueOn)}`, dealId, milestoneId },
  ]
}

/**
 * An invoice of several milestones came to nothing because of these: the others' work waits again, for the next run, as
 * it did before. `dueOn` is a day that has come. Nothing for an invoice of one milestone.
 */
export async function waitAgainBeside(
  sql: Sql,
  invoice: { readonly intentId: string; readonly dueOn: string },
  milestoneIds: readonly string[],
): Promise<void> {
  const others = (await readParts(sql, [invoice.intentId])).filter(
    (part) => billsMilestone(part) && part.milestoneId !== null && !milestoneIds.includes(part.milestoneId),
  )
  for (const { milestoneId, scheduleId } of others)
    if (milestoneId !== null) await addMonthlyDue(sql, { milestoneId, scheduleId, dueOn: invoice.dueOn })
  const deals = await readDealsOfSchedules(sql, [...new Set(others.map((part) => part.scheduleId))])
  await markDirty(sql, [...deals.values()])
}
