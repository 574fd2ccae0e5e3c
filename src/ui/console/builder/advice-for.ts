import type { AdviceView } from '../../../http/contract/schedule'
import type { PlanDraft } from './plan-draft'

/** Advice by what it is about. */
export interface AdviceFor {
  /** Sentences by row key. */
  readonly byRow: ReadonlyMap<string, readonly string[]>
  readonly ofPlan: readonly AdviceView[]
}

/** The advice on the plan as it was saved, as far as it still holds: none for what was edited since. */
export function adviceFor(advice: readonly AdviceView[], saved: PlanDraft, draft: PlanDraft): AdviceFor {
  const before = new Map(saved.rows.map((row) => [row.key, row]))
  const untouched = new Set(draft.rows.filter((row) => before.get(row.key) === row).map(({ key }) => key))
  const byRow = new Map<string, string[]>()
  for (const { milestoneId, detail } of advice) {
    if (milestoneId === null || !untouched.has(milestoneId)) continue
    byRow.set(milestoneId, [...(byRow.get(milestoneId) ?? []), detail])
  }
  const asSaved =
    untouched.size === draft.rows.length &&
    untouched.size === saved.rows.length &&
    saved.header.contractValue === draft.header.contractValue
  return { byRow, ofPlan: asSaved ? advice.filter(({ milestoneId }) => milestoneId === null) : [] }
}
