import { readHead } from '../history/history-table'
import type { Sql } from '../postgres/database'
import type { Milestone, Split } from './milestone'
import type { Schedule } from './schedule'
import { type StoredScheduleDraft, scheduleToDraft } from './schedule-to-draft'

/** A milestone as it was made: what a plan doesn't say of it, and what must be the same when it comes back. */
export interface Origin {
  readonly milestoneId: string
  readonly ordinal: number
  readonly code: string | null
  readonly split: Split | null
}

/** How to take a planning step back. */
export type StepBack =
  | { readonly kind: 'plan'; readonly draft: StoredScheduleDraft; readonly origins: readonly Origin[] }
  | {
      readonly kind: 'split'
      readonly milestoneId: string
      readonly code: string | null
      readonly split: Split | null
    }

/** Back to the plan as it was before, in which whatever was removed is made again as it was. */
export const planStepBack = (schedule: Schedule, milestones: readonly Milestone[]): StepBack => ({
  kind: 'plan',
  draft: scheduleToDraft(schedule, milestones),
  origins: milestones.map(({ milestoneId, ordinal, code, split }) => ({ milestoneId, ordinal, code, split })),
})

/** The newest planning of a schedule, while nothing was written in the deal's history after it. */
export interface PlanningStep {
  readonly what: string
  readonly who: string
  readonly at: Date
  /** Null where the schedule itself came with it. */
  readonly before: StepBack | null
}

interface Row {
  what: string
  who: string
  at: Date
  before: StepBack | null
}

/** Remembers how to take back what was recorded a moment ago, in the same transaction. */
export async function keepStep(
  sql: Sql,
  step: { scheduleId: string; what: string; who: string; before: StepBack | null },
): Promise<void> {
  const { number } = await readHead(sql)
  await sql(
    `insert into planning_step (workspace_id, schedule_id, what, who, before, history_number)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5)
     on conflict (workspace_id, schedule_id) do update set what = excluded.what, who = excluded.who,
       at = excluded.at, before = excluded.before, history_number = excluded.history_number`,
    [step.scheduleId, step.what, step.who, step.before === null ? null : JSON.stringify(step.before), number],
  )
}

/**
 * The step that can be taken back now; null where there is none, or something came after it. What HubSpot says of the
 * deal is no work on the plan.
 */
export async function readStep(
  sql: Sql,
  schedule: { readonly scheduleId: string; readonly dealId: string },
): Promise<PlanningStep | null> {
  const [row] = await sql<Row>(
    `select what, who, at, before from planning_step
     where schedule_id = $1
       and history_number = (select number from history where deal_id = $2 and via <> 'HubSpot'
         order by number desc limit 1)`,
    [schedule.scheduleId, schedule.dealId],
  )
  return row ?? null
}

export async function dropStep(sql: Sql, scheduleId: string): Promise<void> {
  await sql('delete from planning_step where schedule_id = $1', [scheduleId])
}
