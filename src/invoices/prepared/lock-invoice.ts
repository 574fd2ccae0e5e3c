import type { Sql } from '../../postgres/database'
import { lockSchedule } from '../../schedules/schedule-table'
import { notFound } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import type { BillingIntent } from '../intent'
import { lockIntent, readIntent } from '../intent-table'

/** An invoice's intent for a change: its schedules first, in the order of their ids, as everyone locks them. */
export async function lockInvoice(sql: Sql, intentId: string): Promise<BillingIntent> {
  const seen = await readIntent(sql, intentId)
  if (!seen) throw notFound('invoice')
  const parts = await readParts(sql, [intentId])
  const scheduleIds = new Set([seen.scheduleId, ...parts.map((part) => part.scheduleId)])
  for (const scheduleId of [...scheduleIds].sort()) await lockSchedule(sql, scheduleId)
  const intent = await lockIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  return intent
}
