import type { Sql } from '../postgres/database'
import type { ScheduleDraft } from '../schedules/draft'
import { readMilestones } from '../schedules/milestone-table'
import { planSchedule } from '../schedules/plan-schedule'
import type { Schedule } from '../schedules/schedule'
import { readScheduleOfDeal } from '../schedules/schedule-table'
import { scheduleToDraft } from '../schedules/schedule-to-draft'
import type { Actor } from '../tenants/actor'
import { conflict, Refusal } from '../tenants/refusal'
import type { StagedSchedule } from './staged-schedule'

/**
 * Plans what was staged, when nothing is left to ask. A plan that has a header but no milestones keeps of it what the
 * source doesn't say. `draft` is the staged one, checked to be what planning takes.
 * Refuses: validation_failed (with every question and row), wrong_status (milestones are there already), and as planning.
 */
export async function planStaged(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; staged: StagedSchedule; draft: ScheduleDraft | null },
): Promise<Schedule> {
  const { dealId, staged, draft } = request
  const held = await readScheduleOfDeal(sql, dealId)
  const before = held ? await readMilestones(sql, [held.scheduleId]) : []
  if (before.length > 0) {
    throw conflict(
      'wrong_status',
      'This deal has a plan already. Edit it, or remove its milestones first. Nothing was changed.',
    )
  }
  if (draft === null || staged.questions.length > 0 || staged.rowErrors.length > 0) throw notYet(staged)
  return planSchedule(sql, actor, {
    dealId,
    // What came since somebody looked is not overwritten.
    ifVersion: held?.version ?? 0,
    draft: held ? { ...scheduleToDraft(held, []), ...draft } : draft,
  })
}

const SHOWN = 3

/** Everything that must be mended or said first, at once. */
function notYet({ questions, rowErrors }: StagedSchedule): Refusal {
  const errors = [
    ...rowErrors.map(({ pointer, detail }) => ({ pointer, detail })),
    ...questions.map(({ pointer, question }) => ({ pointer, detail: question })),
  ]
  const more = errors.length > SHOWN ? ` And ${errors.length - SHOWN} more.` : ''
  const said = errors.slice(0, SHOWN).map(({ detail }) => detail)
  return new Refusal(422, 'validation_failed', `${said.join(' ')}${more} Nothing was changed.`, {
    errors,
    questions,
    rowErrors,
  })
}
