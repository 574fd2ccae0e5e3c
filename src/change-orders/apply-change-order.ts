import type { Sql } from '../postgres/database'
import { detailsOf, type MilestoneDraft } from '../schedules/draft'
import type { Milestone } from '../schedules/milestone'
import {
  addMilestones,
  type MilestoneContent,
  saveMilestones,
  setWorkStatus,
} from '../schedules/milestone-table'
import { refreshTriggers } from '../schedules/refresh-triggers'
import type { Schedule } from '../schedules/schedule'
import { saveSchedule } from '../schedules/schedule-table'
import { milestoneToDraft } from '../schedules/schedule-to-draft'
import { survivorsAmong } from '../schedules/take-survivors'
import { type ChangeOrder, netEffect } from './change-order'
import { patched } from './patched'

/**
 * All lines take effect, under the schedule's lock. Added milestones come last; removed ones are cancelled, and stay
 * to be seen; a changed amount is fixed. No amount moves that no line names, and control is formal from then on, so
 * that none can.
 */
export async function applyChangeOrder(
  sql: Sql,
  order: ChangeOrder,
  schedule: Schedule,
  milestones: readonly Milestone[],
): Promise<void> {
  const byId = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone]))
  // Whom it names may have been merged into another since it was sent.
  const now = await survivorsAmong(
    sql,
    order.lines.flatMap(({ given }) => given ?? []),
  )
  const last = (of: 'ordinal' | 'position') => milestones.reduce((most, each) => Math.max(most, each[of]), 0)
  let ordinal = last('ordinal')
  let position = last('position')
  const changed: MilestoneContent[] = []
  const added: MilestoneContent[] = []
  for (const line of order.lines) {
    const milestone = byId.get(line.milestoneId)
    if (line.op === 'add') {
      ordinal += 1
      position += 1
      added.push({
        milestoneId: line.milestoneId,
        ordinal,
        position,
        ...wordsOf(now.paying(line.given)),
        share: null,
        shareBaseMinor: null,
        amountMinor: line.amountMinor,
      })
    } else if (line.op === 'change' && milestone) {
      const moved = line.amountMinor !== milestone.amountMinor
      changed.push({
        milestoneId: milestone.milestoneId,
        ordinal: milestone.ordinal,
        position: milestone.position,
        ...wordsOf(patched(milestoneToDraft(milestone, schedule.currency), now.paying(line.given))),
        share: moved ? null : milestone.share,
        shareBaseMinor: moved ? null : milestone.shareBaseMinor,
        amountMinor: line.amountMinor,
      })
    } else {
      await setWorkStatus(sql, line.milestoneId, {
        workStatus: 'cancelled',
        changesRequested: false,
        completed: null,
      })
    }
  }
  await saveMilestones(sql, schedule.scheduleId, changed)
  await addMilestones(sql, schedule.scheduleId, added)
  const changedSchedule: Schedule = {
    ...schedule,
    contractMinor: schedule.contractMinor + netEffect(order.lines),
    changedByOrder: true,
  }
  await saveSchedule(sql, changedSchedule)
  await refreshTriggers(sql, changedSchedule)
}

const wordsOf = (draft: MilestoneDraft) => ({
  name: draft.name,
  details: detailsOf(draft),
  plannedOn: draft.plannedOn ?? null,
})
