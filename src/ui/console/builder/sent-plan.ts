import { same } from '../../parts/three-way'
import type { PlanDraft } from './plan-draft'
import { planInput } from './plan-input'

/** What a plan says, whatever its milestones' ids are. */
function saidBy(draft: PlanDraft) {
  const { milestones, ...header } = planInput(draft)
  return { ...header, milestones: milestones.map(({ id: _, ...said }) => said) }
}

/** Whether a plan that was sent without an answer is the one that is there. */
export const isThere = (sent: PlanDraft, found: PlanDraft): boolean => same(saidBy(sent), saidBy(found))

/**
 * A draft whose new milestones are those that were saved of `sent`, which is `found` now. Without their ids they would be
 * new once more, beside themselves.
 */
export function withIds(draft: PlanDraft, sent: PlanDraft, found: PlanDraft): PlanDraft {
  const saved = new Map(
    sent.rows.flatMap((row, at) => {
      const there = found.rows[at]
      return row.saved === null && there !== undefined ? [[row.key, there] as const] : []
    }),
  )
  const rows = draft.rows.map((row) => {
    const there = saved.get(row.key)
    return there === undefined ? row : { ...row, key: there.key, saved: there.saved }
  })
  return { ...draft, rows }
}
