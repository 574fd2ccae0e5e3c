import type { PlanChange } from './plan-change'
import type { PlanDraft } from './plan-draft'
import type { PlanHeader } from './plan-header'

/** The plan without its rows: typing in a long grid draws none of the terms again. */
export interface TermsDraft extends Pick<PlanDraft, 'header' | 'currency' | 'digits' | 'formal'> {
  readonly withMilestones: boolean
  /** Work is completed or billed in this currency. */
  readonly judged: boolean
  /** What a change of the contract value does to the milestones, in words; empty where nothing. */
  readonly moves: string
}

/** What every group of the plan's terms is given. */
export interface TermsSectionProps {
  readonly draft: TermsDraft
  /** The error at a pointer, or below it. */
  readonly errorAt: (pointer: string) => string | null
  readonly set: (values: Partial<PlanHeader>) => void
  readonly change: (change: PlanChange) => void
}
