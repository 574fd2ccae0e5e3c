import { survivorsOf } from '../../masters/customer-merge-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import { type HeldFrom, heldByPayer } from './held'

/** What a schedule's invoices hold back, and the invoices. */
export interface HeldOnSchedule {
  readonly billed: readonly BilledIntent[]
  readonly held: readonly HeldFrom[]
  /** Who stands for each customer of these invoices since customers were merged. */
  readonly standsFor: ReadonlyMap<string, string>
}

/** Who holds back from whom, as of what is stored. Customers who were merged are one. */
export async function readHeld(
  sql: Sql,
  schedule: Pick<Schedule, 'scheduleId' | 'currency'>,
): Promise<HeldOnSchedule> {
  const found = (await readHeldOn(sql, [schedule])).get(schedule.scheduleId)
  return found ?? { billed: [], held: [], standsFor: new Map() }
}

/** The same for several schedules, by schedule: as many statements as for one. */
export async function readHeldOn(
  sql: Sql,
  schedules: readonly Pick<Schedule, 'scheduleId' | 'currency'>[],
): Promise<ReadonlyMap<string, HeldOnSchedule>> {
  if (schedules.length === 0) return new Map()
  const bySchedule = await readBilledIntents(sql, schedules)
  const standsFor = await survivorsOf(
    sql,
    [...bySchedule.values()].flat().map(({ intent }) => intent.customerId),
  )
  return new Map(
    schedules.map(({ scheduleId, currency }) => {
      const billed = bySchedule.get(scheduleId) ?? []
      return [scheduleId, { billed, held: heldByPayer(billed, currency, standsFor), standsFor }]
    }),
  )
}
