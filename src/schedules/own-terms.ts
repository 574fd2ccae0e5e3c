import type { Milestone } from './milestone'
import type { Schedule } from './schedule'

/** The schedule as one milestone sees it: what it names itself goes before what the schedule says. */
export function withOwnTerms(schedule: Schedule, { details }: Pick<Milestone, 'details'>): Schedule {
  const { terms } = schedule
  return {
    ...schedule,
    terms: {
      ...terms,
      itemId: details.itemId ?? terms.itemId,
      taxCode: details.taxCode ?? terms.taxCode,
    },
  }
}
