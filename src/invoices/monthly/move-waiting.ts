import { raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { dayIn, dayWords } from '../../clock/day'
import { type Happening, record } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Cadence, Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import { billingDayAfter, cadenceOf } from './billing-month'
import { readMonthlyDue, removeMonthlyDue, setMonthlyDue } from './monthly-due-table'

/**
 * A plan's cadence was changed, and some of its work waits: it waits for the new day, the next one that is still to
 * come; where the plan bills on approval now, nothing waits any more, and a person is asked to bill it: it was approved
 * under other terms, so no invoice goes by itself. Under the schedule's lock.
 */
export async function moveWaiting(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  before: Cadence | null,
  schedule: Schedule,
): Promise<void> {
  const { settings, zone } = await readWorkspace(sql)
  const was = before ?? settings.cadence
  const cadence = cadenceOf(schedule, settings)
  if (JSON.stringify(was) === JSON.stringify(cadence)) return
  const waiting = await readMonthlyDue(sql, [schedule.scheduleId])
  if (waiting.size === 0) return
  const today = dayIn(zone, clock.now())
  const story: Happening[] = []
  for (const milestone of await readMilestones(sql, [schedule.scheduleId])) {
    const dueOn = waiting.get(milestone.milestoneId)
    if (dueOn === undefined) continue
    const { milestoneId, name } = milestone
    const about = { dealId: schedule.dealId, milestoneId, before: { billsOn: dayWords(dueOn) } }
    if (cadence.on === 'approval') {
      await removeMonthlyDue(sql, [milestoneId])
      await askToBill(sql, schedule, milestone)
      story.push({ ...about, what: `“${name}” waits for no month any more; somebody bills it`, after: {} })
    } else {
      const next = nextDay(dayIn(zone, milestone.completedAt ?? clock.now()), cadence.day, today)
      await setMonthlyDue(sql, milestoneId, next)
      story.push({
        ...about,
        what: `“${name}” waits for the invoice of the month, on ${dayWords(next)}`,
        after: { billsOn: dayWords(next) },
      })
    }
  }
  await record(sql, actor, story)
}

/** A day of the past would be billed at once: nobody asked for that. */
function nextDay(completedOn: string, day: number, today: string): string {
  const own = billingDayAfter(completedOn, day)
  return own >= today ? own : billingDayAfter(today, day)
}

async function askToBill(sql: Sql, schedule: Schedule, milestone: Milestone): Promise<void> {
  await raiseAttention(sql, {
    cause: `ready_to_bill:${milestone.milestoneId}`,
    kind: 'ready_to_bill',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” is ready to bill`,
    detail: 'It waited for the invoice of the month, and its plan bills on approval now.',
    actions: [{ action: 'bill', label: 'Create invoice' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
