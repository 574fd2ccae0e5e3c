import { DateTime } from 'luxon'
import type { Cadence, Schedule } from '../../schedules/schedule'
import type { WorkspaceSettings } from '../../tenants/workspace-settings'

/** How a schedule bills by time: its own cadence, else the workspace's. */
export const cadenceOf = (
  schedule: Pick<Schedule, 'terms'>,
  settings: Pick<WorkspaceSettings, 'cadence'>,
): Cadence => schedule.terms.cadence ?? settings.cadence

/**
 * The day on which work that was completed on `completedOn` is billed: the next day `day` of a month after it. What is
 * completed on the very day waits a month, because that day's invoices may be made already.
 */
export function billingDayAfter(completedOn: string, day: number): string {
  const done = DateTime.fromISO(completedOn, { zone: 'utc' })
  const thisMonth = done.set({ day })
  const next = thisMonth > done ? thisMonth : thisMonth.plus({ months: 1 })
  return next.toISODate() ?? completedOn
}
