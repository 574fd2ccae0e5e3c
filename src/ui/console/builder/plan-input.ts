import type { ScheduleInput } from '../../../http/contract/schedule'
import type { PlanDraft } from './plan-draft'
import { headerInput } from './plan-header'
import { milestoneInput } from './plan-row'

/** The draft as the contract takes it; cancelled milestones go back as they came, after the others. */
export function planInput({ header, currency, digits, rows, cancelled }: PlanDraft): ScheduleInput {
  return {
    ...headerInput(header, currency, digits),
    milestones: [...rows, ...cancelled].map((row) => milestoneInput(row, currency, digits)),
  }
}
