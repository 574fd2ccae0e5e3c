import type { MilestoneView } from '../../../http/contract/milestone'
import { wholeDays } from './approval-draft'

type Trigger = MilestoneView['trigger']

/** What makes a milestone billable, while it is chosen: whichever comes first. */
export interface TriggerDraft {
  readonly acceptance: boolean
  readonly signature: boolean
  /** `YYYY-MM-DD`, or empty. */
  readonly date: string
  /** Days after which: another milestone's id, the contract date, or nothing. */
  readonly after: { readonly of: 'contract' } | { readonly of: 'milestone'; readonly id: string } | null
  /** As typed. */
  readonly days: string
}

export const whenDone: TriggerDraft = {
  acceptance: true,
  signature: false,
  date: '',
  after: null,
  days: '',
}

export function triggerOf(said: Trigger | undefined): TriggerDraft {
  if (said === undefined) return whenDone
  const { on, date, after } = said
  return {
    acceptance: on.includes('acceptance'),
    signature: on.includes('signature'),
    date: date ?? '',
    after:
      after === undefined
        ? null
        : 'milestoneId' in after
          ? { of: 'milestone', id: after.milestoneId }
          : { of: 'contract' },
    days: after === undefined ? '' : String(after.days),
  }
}

const mostDays = 3650

export function triggerInput({ acceptance, signature, date, after, days }: TriggerDraft): Trigger {
  const on: Trigger['on'] = []
  if (acceptance) on.push('acceptance')
  if (signature) on.push('signature')
  const count = wholeDays(days, 0, mostDays)
  return {
    on,
    ...(date === '' ? {} : { date }),
    ...(after === null || count === null
      ? {}
      : {
          after:
            after.of === 'contract'
              ? { contractDate: true, days: count }
              : { milestoneId: after.id, days: count },
        }),
  }
}

/** What is wrong with it, by the field's name in the contract; null when nothing is. */
export function triggerError(trigger: TriggerDraft): { field: string; detail: string } | null {
  const { acceptance, signature, date, after, days } = trigger
  if (after !== null && wholeDays(days, 0, mostDays) === null) {
    return { field: 'trigger/after/days', detail: 'A number of days, 0 to 3650' }
  }
  if (after?.of === 'milestone' && after.id === '') {
    return { field: 'trigger/after/milestoneId', detail: 'After which milestone?' }
  }
  if (!acceptance && !signature && date === '' && after === null) {
    return { field: 'trigger/on', detail: 'Choose at least one way in which it becomes billable' }
  }
  return null
}
