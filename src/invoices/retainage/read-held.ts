import { survivorOf } from '../../masters/customer-merge-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import { type HeldFrom, heldByPayer } from './held'

/** What a schedule's invoices hold back, and the invoices. */
export interface HeldOnSchedule {
  readonly billed: readonly BilledIntent[]
  readonly held: readonly HeldFrom[]
}

/** Who holds back from whom, as of what is stored. Customers who were merged are one. */
export async function readHeld(
  sql: Sql,
  schedule: Pick<Schedule, 'scheduleId' | 'currency'>,
): Promise<HeldOnSchedule> {
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  const standsFor = new Map<string, string>()
  for (const customerId of new Set(billed.map(({ intent }) => intent.customerId))) {
    standsFor.set(customerId, await survivorOf(sql, customerId))
  }
  return { billed, held: heldByPayer(billed, schedule.currency, standsFor) }
}
