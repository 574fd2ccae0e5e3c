import { readDealNames } from '../../deals/deal-table'
import { parentsOf } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import { milestonesBySchedule } from '../../schedules/milestones-by-schedule'
import type { Schedule } from '../../schedules/schedule'
import { readSchedulesOfCustomers } from '../../schedules/schedule-table'
import { partsBilling } from '../books/emptied'
import { readBilledIntents } from '../books/read-billed-intents'
import type { HeldInvoice } from '../catch-up/held-invoice'
import { whyNotLinkable } from '../catch-up/parts-to-link'

/** A milestone that nothing bills yet, of a deal that the invoice's customer pays. */
export interface OpenPlace {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestone: Milestone
}

/** Everything that an invoice could be linked to by a person, deal by deal, in the order of the plans. */
export async function readOpenPlaces(
  sql: Sql,
  { customerId, currency }: Pick<HeldInvoice, 'customerId' | 'currency'>,
): Promise<OpenPlace[]> {
  const parent = (await parentsOf(sql, [customerId])).get(customerId)
  const theirs = await readSchedulesOfCustomers(
    sql,
    parent === undefined ? [customerId] : [customerId, parent],
  )
  const schedules = theirs.flatMap(({ schedule, setAside }) =>
    !setAside && schedule.currency === currency ? [schedule] : [],
  )
  const billed = await readBilledIntents(sql, schedules)
  const ids = schedules.map(({ scheduleId }) => scheduleId)
  const milestones = milestonesBySchedule(await readMilestones(sql, ids))
  const names = await readDealNames(
    sql,
    schedules.map(({ dealId }) => dealId),
  )
  return schedules.flatMap((schedule) => {
    // What is prepared gives way to an invoice that there is.
    const parts = partsBilling(
      (billed.get(schedule.scheduleId) ?? []).filter(({ intent }) => intent.state !== 'prepared'),
    )
    const dealName = names.get(schedule.dealId) ?? ''
    return (milestones.get(schedule.scheduleId) ?? []).flatMap((milestone): OpenPlace[] => {
      const own = parts.filter((part) => part.milestoneId === milestone.milestoneId)
      return whyNotLinkable(schedule, { milestone, billed: own }) === null
        ? [{ schedule, dealName, milestone }]
        : []
    })
  })
}
