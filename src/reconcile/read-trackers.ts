import { readQuestions } from '../attention/question-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { readWorkSums, type WorkSums } from '../costs/work-sum-table'
import { type BilledIntent, deriveBilling } from '../invoices/billing-status'
import { readBilledIntents } from '../invoices/books/read-billed-intents'
import { readOpenAmounts } from '../invoices/refunds/read-open-amounts'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestones } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import { readSchedules } from '../schedules/schedule-table'
import { readWorkspace } from '../tenants/workspace-table'
import { isEdited } from './closed-difference'
import { deriveFigures, type Figures, type Tracked } from './figures'
import { type WorkFigures, workFigures } from './work-figures'
import { type WorkLeft, workLeft } from './work-left'

/** A deal's schedule with everything derived: line 8 of the story. Nothing of it is stored. */
export interface Tracker {
  readonly schedule: Schedule
  readonly milestones: readonly Tracked[]
  /** What is to be billed yet of each of them, by its id. */
  readonly left: ReadonlyMap<string, WorkLeft>
  readonly intents: readonly BilledIntent[]
  /** Milestones' names by their ids. */
  readonly names: ReadonlyMap<string, string>
  readonly figures: Figures
  readonly work: WorkFigures
  readonly today: string
}

/**
 * Trackers of these deals, by deal id; deals without a schedule are left out. Nine statements for any number,
 * and one more where an invoice was edited.
 */
export async function readTrackers(
  sql: Sql,
  clock: Clock,
  dealIds: readonly string[],
): Promise<Map<string, Tracker>> {
  const schedules = await readSchedules(sql, dealIds)
  if (schedules.length === 0) return new Map()
  const scheduleIds = schedules.map((schedule) => schedule.scheduleId)
  const [{ zone }, milestones, intents, sums] = await Promise.all([
    readWorkspace(sql),
    readMilestones(sql, scheduleIds),
    readBilledIntents(sql, schedules),
    readWorkSums(sql, scheduleIds),
  ])
  const posted = [...intents.values()].flat().filter(({ intent }) => intent.state === 'posted')
  const [refunds, leftEdits] = await Promise.all([
    readOpenAmounts(
      sql,
      posted.map(({ intent }) => intent.customerId),
    ),
    readLeftEdits(sql, posted.filter(isEdited)),
  ])
  const today = dayIn(zone, clock.now())
  const bySchedule = new Map<string, Milestone[]>()
  for (const milestone of milestones) {
    const list = bySchedule.get(milestone.scheduleId)
    if (list) list.push(milestone)
    else bySchedule.set(milestone.scheduleId, [milestone])
  }
  return new Map(
    schedules.map((schedule) => [
      schedule.dealId,
      track(
        schedule,
        bySchedule.get(schedule.scheduleId) ?? [],
        intents.get(schedule.scheduleId) ?? [],
        sums.get(schedule.scheduleId),
        today,
        refunds.get(schedule.dealId) ?? [],
        leftEdits,
      ),
    ]),
  )
}

/** Which of these invoices a person left as they are: edited on, they are asked about anew, and are not left any more. */
async function readLeftEdits(sql: Sql, edited: readonly BilledIntent[]): Promise<ReadonlySet<string>> {
  const asked = await readQuestions(
    sql,
    edited.map(({ intent }) => intent.intentId),
    ['edited'],
  )
  return new Set(asked.filter(({ answer }) => answer === 'leave').map(({ intentId }) => intentId))
}

function track(
  schedule: Schedule,
  milestones: readonly Milestone[],
  intents: readonly BilledIntent[],
  sums: WorkSums | undefined,
  today: string,
  refunds: readonly (bigint | null)[],
  leftEdits: ReadonlySet<string>,
): Tracker {
  const byMilestone = new Map<string, BilledIntent[]>()
  for (const intent of intents) {
    for (const id of new Set(intent.parts.flatMap((part) => part.milestoneId ?? []))) {
      const list = byMilestone.get(id)
      if (list) list.push(intent)
      else byMilestone.set(id, [intent])
    }
  }
  const tracked = milestones.map((milestone) => ({
    milestone,
    billing: deriveBilling(milestone, byMilestone.get(milestone.milestoneId) ?? [], schedule.currency, today),
  }))
  const figures = deriveFigures(schedule, tracked, intents, today, refunds, leftEdits)
  return {
    schedule,
    milestones: tracked,
    left: new Map(
      tracked.map((each) => [each.milestone.milestoneId, workLeft(each, leftEdits, schedule.currency)]),
    ),
    intents,
    names: new Map(milestones.map((milestone) => [milestone.milestoneId, milestone.name])),
    figures,
    work: workFigures(sums, figures.billed, intents, schedule.currency),
    today,
  }
}
