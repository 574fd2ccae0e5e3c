import { approvalOf } from '../approvals/round'
import { raiseAttention, settleMilestoneAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import type { Happening } from '../history/history-table'
import { formatAmount, formatMoney, money } from '../money/money'
import { markDirty } from '../outbox/deal-mirror-table'
import { addMessage } from '../outbox/outbox-table'
import { type Sql, violates } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict, Refusal } from '../tenants/refusal'
import { type Headroom, headroom } from './cap'
import { type ComposedInvoice, composeInvoice } from './compose-invoice'
import { bodyHashOf, markerOf, partKey, requestKeyOf } from './intent'
import { addIntent, readPartsOfMilestone, wasBilled } from './intent-table'
import { type Check, preflight } from './preflight'
import { readBilledIntents } from './read-billed-intents'
import { type BillingFacts, readBillingFacts } from './read-billing-facts'

/** Everything that is known before billing a milestone, without changing anything. */
export interface BillingOutlook {
  readonly facts: BillingFacts
  readonly room: Headroom
  readonly composed: ComposedInvoice
  readonly checks: readonly Check[]
  readonly delivery: 'send' | 'post' | 'prepare'
}

export async function outlook(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  milestone: Milestone,
): Promise<BillingOutlook> {
  const facts = await readBillingFacts(sql, schedule)
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  const room = headroom(
    schedule.contractMinor,
    facts.workspace.settings.tolerancePercent,
    billed,
    schedule.currency,
  )
  const composed = composeInvoice(
    schedule,
    milestone,
    approvalOf(schedule, milestone),
    facts,
    clock.now(),
    null,
  )
  const delivery = schedule.terms.delivery ?? facts.workspace.settings.delivery
  const archived = (await readDeal(sql, schedule.dealId))?.archived ?? true
  return {
    facts,
    room,
    composed,
    delivery,
    checks: preflight(schedule, milestone, facts, room, composed, delivery, archived),
  }
}

/** The problem that past-the-cap billing answers with: the numbers a person needs to decide. */
function overBilling(schedule: Schedule, milestone: Milestone, room: Headroom): Refusal {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const remaining = room.remainingMinor ?? 0n
  const left = remaining < 0n ? 0n : remaining
  return conflict(
    'over_billing',
    `Billing ${text(milestone.amountMinor)} for “${milestone.name}” would pass the contract: ${text(left)} remains of ` +
      `${text(schedule.contractMinor)}. Lower the amount, or raise the contract by a change order. Nothing was changed.`,
    {
      remaining: formatAmount(money(left, schedule.currency)),
      attempted: formatAmount(money(milestone.amountMinor, schedule.currency)),
      currency: schedule.currency,
      milestoneId: milestone.milestoneId,
    },
  )
}

/**
 * Line 4 of the story: puts a billing intent and its message in, in the caller's transaction, under the
 * schedule's lock. Nothing is sent here. `byPolicy`: the schedule bills by itself, so what a person can
 * mend does not stop the work from being completed; it is shown as blocked instead. Answers what happened, for
 * the caller to record after everything else.
 * Refuses: over_billing, already_billed, not_completed, preflight_failed.
 */
export async function billMilestone(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  workspaceId: string,
  request: { schedule: Schedule; milestone: Milestone; again: boolean; byPolicy: boolean },
): Promise<readonly Happening[]> {
  const { schedule, milestone } = request
  if (milestone.workStatus !== 'completed') {
    throw conflict(
      'not_completed',
      `“${milestone.name}” is not completed and accepted yet; only finished work is billed.`,
    )
  }
  const earlier = await readPartsOfMilestone(sql, milestone.milestoneId)
  if (earlier.some((part) => part.live)) {
    throw conflict('already_billed', `“${milestone.name}” is billed already, or its invoice is on its way.`)
  }
  if (!request.again && (await wasBilled(sql, milestone.milestoneId))) {
    throw conflict(
      'already_billed',
      `“${milestone.name}” was billed before, and that invoice was voided or deleted. Say "again": true to bill it again.`,
    )
  }
  const { facts, room, checks, delivery } = await outlook(sql, clock, schedule, milestone)
  const overCap = room.remainingMinor !== null && milestone.amountMinor > room.remainingMinor
  if (overCap) throw overBilling(schedule, milestone, room)
  const failed = checks.filter((check) => !check.ok)
  if (failed.length > 0) {
    if (!request.byPolicy) {
      throw new Refusal(409, 'preflight_failed', failed.map((check) => check.detail).join(' '), {
        checks: failed,
      })
    }
    await raiseBlocked(sql, schedule, milestone, failed)
    return []
  }

  const key = partKey(milestone.milestoneId, 'work')
  const generation = earlier.length + 1
  const requestKey = requestKeyOf(workspaceId, [key], generation)
  const marker = markerOf(milestone.position, requestKey)
  const composed = composeInvoice(
    schedule,
    milestone,
    approvalOf(schedule, milestone),
    facts,
    clock.now(),
    marker,
  )
  const body = JSON.stringify(composed.body)
  const intentId = await addIntentOnce(sql, milestone, {
    scheduleId: schedule.scheduleId,
    dealId: schedule.dealId,
    generation,
    requestKey,
    marker,
    body,
    bodyHash: bodyHashOf(body),
    customerId: schedule.terms.customerId ?? '',
    issuedOn: composed.issuedOn,
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
    delivery: delivery === 'send' ? 'send' : 'post',
    createdBy: actor.who,
  })
  await addMessage(sql, { kind: 'invoice.create', subjectId: intentId, dealId: schedule.dealId })
  await settleMilestoneAttention(
    sql,
    milestone.milestoneId,
    ['ready_to_bill', 'billing_blocked', 'freed'],
    actor.who,
    'billed',
  )
  await markDirty(sql, [schedule.dealId])
  return [
    {
      what: `Decided to bill ${formatMoney(money(milestone.amountMinor, schedule.currency))} for “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: { customer: facts.customer?.name, delivery, marker, dueOn: composed.dueOn },
    },
  ]
}

async function addIntentOnce(
  sql: Sql,
  milestone: Milestone,
  intent: Parameters<typeof addIntent>[1],
): Promise<string> {
  try {
    return await addIntent(sql, intent, [
      {
        partKey: partKey(milestone.milestoneId, 'work'),
        milestoneId: milestone.milestoneId,
        kind: 'work',
        amountMinor: milestone.amountMinor,
      },
    ])
  } catch (error) {
    if (violates(error, 'billing_part_live')) {
      throw conflict('already_billed', `“${milestone.name}” is billed already, or its invoice is on its way.`)
    }
    throw error
  }
}

async function raiseBlocked(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  failed: readonly Check[],
): Promise<void> {
  await raiseAttention(sql, {
    cause: `billing_blocked:${milestone.milestoneId}`,
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” is completed but can't be billed yet`,
    detail: failed.map((check) => check.detail).join(' '),
    actions: [{ action: 'bill', label: 'Try again' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
