import type { StagedScheduleView } from '../../../http/contract/staged'
import type { TemplateView } from '../../../http/contract/template'
import type { KnownSchedule } from '../builder/plan-draft'

/** Where a new plan starts: what is known of it, and what is still to be settled by the person. */
export interface Start {
  readonly known: KnownSchedule | null
  readonly questions: readonly string[]
}

export const blankStart: Start = { known: null, questions: [] }

/** A template's milestones and terms as the start of a plan; dates count from the contract date, which is typed later. */
export function startOfTemplate({
  milestones,
  defaults,
}: Pick<TemplateView, 'milestones'> & Partial<Pick<TemplateView, 'defaults'>>): Start {
  return {
    known: {
      ...defaults,
      milestones: milestones.map((milestone) => ({
        name: milestone.name,
        share: milestone.share,
        criteria: milestone.criteria,
        evidenceRequired: milestone.evidenceRequired,
        ...(milestone.description === null ? {} : { description: milestone.description }),
        ...(milestone.deliverable === null ? {} : { deliverable: milestone.deliverable }),
        ...(milestone.approval === null ? {} : { approval: milestone.approval }),
      })),
    },
    questions: [],
  }
}

/** What was read from a sentence, a table or a vendor, as the start of a plan. */
export function startOfStaged(staged: StagedScheduleView): Start {
  return { known: staged.draft, questions: staged.questions.map(({ question }) => question) }
}
