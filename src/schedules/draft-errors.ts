import { daysAfter } from '../clock/day'
import type { FieldError } from '../tenants/refusal'
import type { ApprovalDraft, MilestoneDraft, ScheduleDraft } from './draft'

/** What can't be of a plan, beside its money: each with its place in the plan. */
export function draftErrors(draft: ScheduleDraft): FieldError[] {
  const known = new Map(
    draft.milestones.flatMap((milestone) => (milestone.id === undefined ? [] : [[milestone.id, milestone]])),
  )
  return [
    ...approvalErrors(draft.approval, '/approval'),
    ...draft.milestones.flatMap((milestone, index) => {
      const pointer = `/milestones/${index}`
      return [
        ...dateErrors(milestone, pointer),
        ...approvalErrors(milestone.approval, `${pointer}/approval`),
        ...triggerErrors(milestone, known, draft.contractDate ?? null, pointer),
      ]
    }),
  ]
}

function dateErrors({ plannedFrom, plannedOn }: MilestoneDraft, pointer: string): FieldError[] {
  if (!plannedFrom) return []
  if (!plannedOn) {
    return [
      { pointer: `${pointer}/plannedFrom`, detail: 'Say the last day too: plannedFrom begins a range.' },
    ]
  }
  // Days of one form compare as text.
  if (plannedFrom <= plannedOn) return []
  return [{ pointer: `${pointer}/plannedFrom`, detail: `It begins after its end, ${plannedOn}.` }]
}

function approvalErrors(approval: ApprovalDraft | undefined, pointer: string): FieldError[] {
  const approvers = approval?.approvers ?? []
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { email }] of approvers.entries()) {
    const address = email.toLowerCase()
    if (seen.has(address)) {
      errors.push({
        pointer: `${pointer}/approvers/${index}/email`,
        detail: `${email} is an approver already.`,
      })
    }
    seen.add(address)
  }
  if (approval?.required && approval.rule === 'all' && approvers.length === 0) {
    errors.push({ pointer: `${pointer}/approvers`, detail: 'When all must approve, name who they are.' })
  }
  return errors
}

/** A trigger has a way to come, and leads to no circle: one that waits for itself would wait for ever. */
function triggerErrors(
  milestone: MilestoneDraft,
  known: ReadonlyMap<string, MilestoneDraft>,
  contractDate: string | null,
  at: string,
): FieldError[] {
  const { trigger } = milestone
  if (trigger === undefined) return []
  const { after } = trigger
  const pointer = `${at}/trigger`
  const errors: FieldError[] = []
  if (trigger.on.length === 0 && trigger.date === undefined && after === undefined) {
    errors.push({ pointer: `${pointer}/on`, detail: 'Say when it is billed: on acceptance, or on a day.' })
  }
  if (new Set(trigger.on).size < trigger.on.length) {
    errors.push({ pointer: `${pointer}/on`, detail: 'Name each trigger once.' })
  }
  if (after && 'contractDate' in after) {
    if (contractDate === null) {
      errors.push({
        pointer: `${pointer}/after/contractDate`,
        detail: 'This schedule has no contract date to count from.',
      })
    } else if (!isDay(daysAfter(contractDate, after.days))) {
      errors.push({ pointer: `${pointer}/after/days`, detail: 'That day is after the year 9999.' })
    }
  }
  if (after && 'milestoneId' in after) {
    const problem = chainProblem(milestone, after.milestoneId, known)
    if (problem !== null) errors.push({ pointer: `${pointer}/after/milestoneId`, detail: problem })
  }
  return errors
}

/** A year of four digits, as every day is written here and kept. */
const isDay = (day: string): boolean => /^\d{4}-/.test(day)

/** Follows who waits for whom from one milestone on. */
function chainProblem(
  milestone: MilestoneDraft,
  first: string,
  known: ReadonlyMap<string, MilestoneDraft>,
): string | null {
  if (!known.has(first))
    return 'There is no such milestone in this schedule. Save a new one first, then name it.'
  if (first === milestone.id) return 'A milestone can’t wait for itself.'
  const passed = new Set<string>()
  for (let next: string | null = first; next !== null && !passed.has(next); ) {
    if (next === milestone.id) return 'These milestones wait for each other in a circle.'
    passed.add(next)
    const after: NonNullable<MilestoneDraft['trigger']>['after'] = known.get(next)?.trigger?.after
    next = after && 'milestoneId' in after ? after.milestoneId : null
  }
  return null
}
