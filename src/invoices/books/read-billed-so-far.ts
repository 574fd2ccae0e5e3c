import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { headroom } from '../cap'
import { readBilledIntents } from './read-billed-intents'

/** What is billed of a schedule and on its way, net, in minor units; billed is null when a document is unread. */
export async function readBilledSoFar(
  sql: Sql,
  schedule: Schedule,
): Promise<{ billedMinor: bigint | null; inFlightMinor: bigint }> {
  const intents = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  return headroom(schedule.contractMinor, '0', intents, schedule.currency)
}
