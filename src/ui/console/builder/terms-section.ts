import type { PlanChange } from './plan-change'
import type { PlanDraft } from './plan-draft'
import type { PlanHeader } from './plan-header'

/** What every group of the plan's terms is given. */
export interface TermsSectionProps {
  readonly draft: PlanDraft
  /** The error at a pointer, or below it. */
  readonly errorAt: (pointer: string) => string | null
  readonly set: (values: Partial<PlanHeader>) => void
  readonly change: (change: PlanChange) => void
}
