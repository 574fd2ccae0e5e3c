import { daysBetween } from '../../clock/day'

/** How long money is open past its day, the youngest first: the columns of what is outstanding. */
export const ages = ['notDue', 'days1to30', 'days31to60', 'days61to90', 'over90'] as const
export type Age = (typeof ages)[number]

/** The last day of each, in days past the due date. */
const LAST: readonly (readonly [Age, number])[] = [
  ['notDue', 0],
  ['days1to30', 30],
  ['days31to60', 60],
  ['days61to90', 90],
]

/** How old what was due on a day is, as of another, both `YYYY-MM-DD`; what has no day is not due. */
export function ageOf(dueOn: string | null, today: string): Age {
  if (dueOn === null) return 'notDue'
  const late = daysBetween(dueOn, today)
  return LAST.find(([, last]) => late <= last)?.[0] ?? 'over90'
}
