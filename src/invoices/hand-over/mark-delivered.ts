import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { invalid } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { readParts } from '../billing-part-table'
import { dealsOf } from '../intent'
import { lockInvoice } from '../prepared/lock-invoice'
import { setDelivered } from './delivery-table'
import { nameOf, whyNotThere } from './invoice-there'
import { readPosted } from './read-posted'

/**
 * An invoice was handed over on paper on this day, today unless said: QuickBooks does not know of it, so it is kept here.
 * Said again it is corrected. Refuses invoice_not_posted, invoice_not_effective, validation_failed.
 */
export async function markDelivered(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { intentId, on }: { intentId: string; on: string | null },
): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  const facts = (await readPosted(sql, intent))?.facts ?? null
  const refusal = whyNotThere(intent, facts)
  if (refusal) throw refusal
  const today = dayIn((await readWorkspace(sql)).zone, clock.now())
  const day = on ?? today
  const issuedOn = facts?.issuedOn ?? intent.issuedOn
  if (day > today) throw invalid([{ pointer: '/on', detail: `${day} is still to come.` }])
  if (day < issuedOn)
    throw invalid([{ pointer: '/on', detail: `It is dated ${issuedOn}: it was not handed over before.` }])
  const before = intent.delivered
  if (before?.on === day) return
  await setDelivered(sql, intentId, { on: day, by: actor.who })
  await markDirty(sql, dealsOf(intent))
  const [part] = await readParts(sql, [intentId])
  await record(sql, actor, [
    {
      what: `${nameOf(facts)} was handed over on paper on ${day}`,
      dealId: intent.dealId,
      milestoneId: part?.milestoneId ?? null,
      before: { deliveredOn: before?.on ?? 'not yet' },
      after: { deliveredOn: day },
    },
  ])
}
