import { settleIntentAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import type { Happening } from '../../history/history-table'
import { formatAmount, formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import { type Sql, violates } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, Refusal } from '../../tenants/refusal'
import { decideInvoice } from '../decide-invoice'
import { freedIntents, timesDecided } from './extra-part-table'
import type { ExtrasOutlook } from './look-at-extras'

/**
 * Puts the invoices of hours or costs in, in the caller's transaction, under the schedule's lock: all of them, or none.
 * They are invoices of their own: never on one with milestones, so that a client tells the two apart. Answers the
 * intents and what to record. Refuses over_billing past the not-to-exceed, already_billed, preflight_failed.
 */
export async function billExtras(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  outlook: ExtrasOutlook,
): Promise<{ readonly intentIds: readonly string[]; readonly happenings: readonly Happening[] }> {
  const { kind, room, askedMinor, delivery } = outlook
  const left = room?.remainingMinor ?? null
  if (left !== null && askedMinor > left) throw overLimit(schedule, outlook, left)
  const failed = outlook.checks.filter((check) => !check.ok)
  if (failed.length > 0) {
    throw new Refusal(409, 'preflight_failed', failed.map((check) => check.detail).join(' '), {
      checks: failed,
    })
  }
  const intentIds: string[] = []
  const happenings: Happening[] = []
  for (const { part, facts, head, lines, composed } of outlook.invoices) {
    const keyParts = lines.map((line) => line.partKey)
    const decision = {
      schedule,
      head,
      lines,
      facts,
      delivery,
      markOf: 'H' as const,
      keyParts,
      generation: (await timesDecided(sql, keyParts)) + 1,
    }
    const { intentId, marker } = await once(() => decideInvoice(sql, actor, clock, decision))
    intentIds.push(intentId)
    const amount = formatMoney(money(part.amountMinor, schedule.currency))
    const what = kind === 'hours' ? 'hours' : lines.length === 1 ? 'cost' : 'costs'
    happenings.push({
      what: `Decided to bill ${amount} for ${lines.length === 1 ? '1 line' : `${lines.length} lines`} of ${what}`,
      dealId: schedule.dealId,
      after: { delivery, customer: facts.customer?.name, marker, dueOn: composed.dueOn },
    })
  }
  // Billing answers what was asked when an earlier invoice of the same hours or costs went.
  const keys = outlook.invoices.flatMap(({ lines }) => lines.map((line) => line.partKey))
  await settleIntentAttention(sql, await freedIntents(sql, keys), ['freed'], actor.who, 'billed')
  await markDirty(sql, [schedule.dealId])
  return { intentIds, happenings }
}

async function once<T>(decide: () => Promise<T>): Promise<T> {
  try {
    return await decide()
  } catch (error) {
    if (violates(error, 'billing_part_live')) throw billedAlready()
    throw error
  }
}

export const billedAlready = (): Refusal =>
  conflict('already_billed', 'Some of this is on an invoice already, or its invoice is on its way.')

/** The problem that billing past the not-to-exceed answers with: the numbers a person needs to decide. */
function overLimit(schedule: Schedule, outlook: ExtrasOutlook, remaining: bigint): Refusal {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const plain = (minor: bigint) => formatAmount(money(minor, schedule.currency))
  const left = remaining < 0n ? 0n : remaining
  return conflict(
    'over_billing',
    `Billing ${text(outlook.askedMinor)} of ${outlook.kind === 'hours' ? 'hours' : 'costs'} would pass what was agreed ` +
      `as the most: ${text(left)} remains of ${text(outlook.limitMinor ?? 0n)}. Bill less, or raise the limit in the ` +
      'plan. Nothing was changed.',
    { remaining: plain(left), attempted: plain(outlook.askedMinor), currency: schedule.currency },
  )
}
