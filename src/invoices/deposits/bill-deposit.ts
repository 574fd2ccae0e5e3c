import { raiseAttention, settleAttentions, settleIntentAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import type { Happening } from '../../history/history-table'
import { formatAmount, formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { lockScheduleOfDeal } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound, Refusal } from '../../tenants/refusal'
import { readBilledIntents } from '../books/read-billed-intents'
import { decideInvoice } from '../decide-invoice'
import { withMends } from '../preflight/mend'
import type { Check } from '../preflight/preflight'
import type { AdvanceAsked } from './deposit-to-bill'
import { type DepositOutlook, lookAtDeposit } from './look-at-deposit'

export interface DepositRequest {
  readonly schedule: Schedule
  /** Null is all that is left of it. */
  readonly asked: AdvanceAsked
  /** The schedule bills by itself: what a person can mend is asked about, and nothing is refused. */
  readonly byPolicy: boolean
}

/**
 * Bills an advance, or a part of it, in the caller's transaction, under the schedule's lock: an invoice of its own for
 * each who pays, all of them or none. It takes nothing of the contract. Answers what to record.
 * Refuses: no_deposit, already_billed, over_billing, preflight_failed.
 */
export async function billDeposit(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { schedule, asked, byPolicy }: DepositRequest,
): Promise<readonly Happening[]> {
  checkIsAdvance(schedule)
  const outlook = await lookAtDeposit(sql, clock, schedule, asked)
  const { state, askedMinor, checks, invoices } = outlook
  checkIsLeft(schedule, outlook)
  const failed = checks.filter((check) => !check.ok)
  const delivery = outlook.delivery === 'prepare' && !byPolicy ? 'post' : outlook.delivery
  if (failed.length > 0 && delivery !== 'prepare') {
    if (!byPolicy) {
      throw new Refusal(409, 'preflight_failed', failed.map((check) => check.detail).join(' '), {
        checks: failed,
      })
    }
    await raiseBlocked(sql, schedule, askedMinor, failed)
    return []
  }
  const happenings: Happening[] = []
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  for (const { part, facts, head, lines, composed, generation } of invoices) {
    const { marker } = await decideInvoice(sql, actor, clock, {
      schedule,
      head,
      lines,
      facts,
      delivery,
      markOf: 'D',
      keyParts: [part.partKey],
      generation,
    })
    happenings.push({
      what: `Decided to bill a deposit of ${text(part.amountMinor)}`,
      dealId: schedule.dealId,
      before: { depositBilled: text(state.billedMinor) },
      after: {
        depositBilled: text(state.billedMinor + askedMinor),
        ofDeposit: text(state.totalMinor),
        delivery,
        customer: facts.customer?.name,
        marker,
        dueOn: composed.dueOn,
      },
    })
  }
  await settleQuestions(sql, actor, schedule)
  await markDirty(sql, [schedule.dealId])
  return happenings
}

/** Bills all that is left of a deal's deposit, as a person says who was asked about it. Refuses what `billDeposit` does. */
export async function billDepositOf(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  dealId: string,
): Promise<readonly Happening[]> {
  const schedule = await lockScheduleOfDeal(sql, dealId)
  if (!schedule) throw notFound('schedule')
  return billDeposit(sql, actor, clock, { schedule, asked: null, byPolicy: false })
}

const blockedCause = (schedule: Schedule): string => `billing_blocked:deposit:${schedule.scheduleId}`

/** Billing it answers what was asked about the deposit: that it could not be billed, and that its invoice went. */
async function settleQuestions(sql: Sql, actor: Actor, schedule: Schedule): Promise<void> {
  await settleAttentions(sql, [blockedCause(schedule)], actor.who, 'billed')
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  const gone = billed.filter(({ parts }) =>
    parts.some(({ kind, milestoneId, live }) => kind === 'deposit' && milestoneId === null && !live),
  )
  await settleIntentAttention(
    sql,
    gone.map(({ intent }) => intent.intentId),
    ['freed'],
    actor.who,
    'billed',
  )
}

/** A deposit inside the contract is a milestone, and is billed as that. */
export function checkIsAdvance({ terms }: Schedule): void {
  if (terms.deposit?.mode === 'advance') return
  throw conflict(
    'no_deposit',
    terms.deposit === null
      ? 'No deposit is agreed in this plan. Add one to the plan first; any member can.'
      : 'The deposit of this plan is its first milestone. Complete that, and its invoice is the deposit’s.',
  )
}

/** Refuses what is more than is left to bill of an advance. */
export function checkIsLeft(schedule: Schedule, outlook: DepositOutlook): void {
  const { state, askedMinor } = outlook
  if (state.leftMinor === 0n)
    throw conflict('already_billed', 'All of the deposit is billed already, or its invoice is on its way.')
  if (askedMinor <= 0n || askedMinor > state.leftMinor) throw overDeposit(schedule, outlook)
}

/** The problem that billing more than the deposit answers with: the numbers a person needs to decide. */
function overDeposit(schedule: Schedule, { state, askedMinor }: DepositOutlook): Refusal {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const plain = (minor: bigint) => formatAmount(money(minor, schedule.currency))
  return conflict(
    'over_billing',
    `${text(askedMinor)} can't be billed as a deposit: ${text(state.leftMinor)} is left to bill of ` +
      `${text(state.totalMinor)}. Ask for less, or agree on a larger deposit. Nothing was changed.`,
    { remaining: plain(state.leftMinor), attempted: plain(askedMinor), currency: schedule.currency },
  )
}

async function raiseBlocked(
  sql: Sql,
  schedule: Schedule,
  askedMinor: bigint,
  failed: readonly Check[],
): Promise<void> {
  await raiseAttention(sql, {
    cause: blockedCause(schedule),
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    title: 'The deposit is agreed but can’t be billed yet',
    detail: withMends(failed).join(' '),
    actions: [{ action: 'bill_deposit', label: 'Bill the deposit' }],
    amountMinor: askedMinor,
    currency: schedule.currency,
  })
}
