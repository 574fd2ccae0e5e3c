import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import type { Happening } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { readMilestone } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { notFound, Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { billMilestone } from './bill-milestone'
import { readParts } from './billing-part-table'
import { headOf } from './composing/invoice-head'
import { billsMilestone } from './composing/invoice-line'
import { readBillingFacts } from './composing/read-billing-facts'
import { decideInvoice } from './decide-invoice'
import { checkKeptDeposits } from './deposits/check-kept-deposits'
import { isExtra } from './extras/extra-line'
import { readExtraRoom } from './extras/look-at-extras'
import type { BillingIntent, BillingPart, MarkOf } from './intent'
import { addMonthlyDue } from './monthly/monthly-due-table'
import { withChangedMemo, withChangedTerms } from './prepared/invoice-changes'
import { refuseOverRelease } from './retainage/release-retainage'

/**
 * Decides once more on an invoice that QuickBooks refused, after its cause was mended: the same parts, with what is
 * known now. The refused intent is cancelled and its parts are free when this is called, under the schedule's lock.
 * Answers what to record. Refuses what billing refuses.
 */
export async function decideAgain(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  refused: BillingIntent,
): Promise<readonly Happening[]> {
  const parts = await readParts(sql, [refused.intentId])
  const milestoneIds = [...new Set(parts.filter(billsMilestone).flatMap((part) => part.milestoneId ?? []))]
  const [milestoneId = null] = milestoneIds
  if (milestoneIds.length > 1) return waitAgain(sql, clock, schedule, parts)
  if (milestoneId !== null) {
    const milestone = await readMilestone(sql, milestoneId)
    if (!milestone) throw notFound('milestone')
    const onlyParts = parts.map((part) => part.partKey)
    const { changes, delivery, generated } = refused
    // What a person chose stays; what went by itself goes as the schedule says now.
    const asBefore = { onlyParts, changes, ...(generated && { delivery }) }
    return billMilestone(sql, actor, clock, {
      schedule,
      milestone,
      again: true,
      byPolicy: false,
      ...asBefore,
    })
  }
  await refuseOverRelease(sql, schedule, refused.customerId, parts)
  const { changes } = refused
  const [facts] = await readBillingFacts(sql, withChangedTerms(schedule, changes), [refused.customerId])
  if (!facts) throw notFound('customer')
  const { amountMinor, customerId, currency } = refused
  await decideInvoice(sql, actor, clock, {
    schedule,
    head: withChangedMemo(headOf(schedule, facts, { customerId, amountMinor }), changes),
    lines: parts,
    facts,
    delivery: refused.delivery,
    markOf: markOf(refused.marker),
    keyParts: parts.map((part) => part.partKey),
    generation: refused.generation + 1,
    changes,
  })
  await refuseBeyondAgreed(sql, schedule, parts)
  return [
    {
      what: `Decided once more to bill ${formatMoney(money(amountMinor, currency))}`,
      dealId: schedule.dealId,
    },
  ]
}

/** What was agreed may be less than when this was decided first: judged with it in place, because all of it is undone then. */
async function refuseBeyondAgreed(
  sql: Sql,
  schedule: Schedule,
  parts: readonly BillingPart[],
): Promise<void> {
  const failed = await checkKeptDeposits(sql, parts)
  const left = parts.some(isExtra) ? ((await readExtraRoom(sql, schedule))?.remainingMinor ?? 0n) : 0n
  if (left < 0n) {
    const over = formatMoney(money(-left, schedule.currency))
    failed.push({
      check: 'headroom',
      ok: false,
      detail: `Hours and costs would come to ${over} more than the limit that is agreed now.`,
      mend: { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` },
    })
  }
  if (failed.length === 0) return
  throw new Refusal(409, 'preflight_failed', failed.map(({ detail }) => detail).join(' '), { checks: failed })
}

/** What several milestones were to be billed with waits for the next run, which is today's: it bills what it still may. */
async function waitAgain(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  parts: readonly BillingPart[],
): Promise<readonly Happening[]> {
  const { zone } = await readWorkspace(sql)
  const dueOn = dayIn(zone, clock.now())
  for (const { milestoneId, scheduleId } of parts.filter(billsMilestone))
    if (milestoneId !== null) await addMonthlyDue(sql, { milestoneId, scheduleId, dueOn })
  return [{ what: 'Its work is billed with the next invoices of the month, today', dealId: schedule.dealId }]
}

/** What an invoice without milestones is of, from its mark. */
function markOf(marker: string): MarkOf {
  const letter = /^Milepost ([DHRS])-/.exec(marker)?.[1]
  return letter === 'D' || letter === 'H' || letter === 'R' ? letter : 'S'
}
