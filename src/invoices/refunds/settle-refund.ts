import { settleAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money, parseAmount } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, notFound } from '../../tenants/refusal'
import { addAttribution } from '../books/attribution-table'
import { type CreditedWork, readCreditedWork } from '../credits/follow-credits'
import { keepAnswer } from '../credits/keep-answer'
import { lockIntent, readIntent } from '../intent-table'
import { nameOf, refundCause } from './follow-refunds'
import { readCandidates, type WeighedRefund } from './read-candidates'
import { type RefundCandidate, refundName } from './refund'
import { readOpenRefunds } from './refund-table'

/** What a person says that a refund gives back. */
export interface RefundSaid {
  readonly intentId: string
  /** Null for what else the invoice bills: a deposit, hours, costs. */
  readonly milestoneId: string | null
  /** Whether what it took of the milestone is billed again; otherwise it is closed by name. */
  readonly again: boolean
}

/**
 * A person says what a refund gives back, and whether that is billed again; null: it is for something else. Paid and open
 * stay as QuickBooks has them; what is billed of the milestone falls by the refund without its tax, and either is open
 * again, as a claim of its own, or closed. Refuses refund_gone, not_found, validation_failed, invoice_unread.
 */
export async function settleRefund(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  refundId: string,
  said: RefundSaid | null,
): Promise<void> {
  if (said) await lockSubject(sql, said)
  const weighed = await weighedRefund(sql, refundId)
  const story =
    said === null ? await sayNone(sql, actor, weighed) : await attribute(sql, actor, clock, weighed, said)
  await settleAttention(sql, refundCause(refundId), actor.who, said === null ? 'none' : 'attributed')
  await markDirty(
    sql,
    weighed.candidates.map(({ dealId }) => dealId),
  )
  await record(sql, actor, story)
}

/** In the order of everybody's locks: the schedule, then the intent. */
async function lockSubject(sql: Sql, { intentId, milestoneId }: RefundSaid): Promise<void> {
  const intent = await readIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  if (milestoneId === null) await lockSchedule(sql, intent.scheduleId)
  else await lockFor(sql, milestoneId)
  await lockIntent(sql, intentId)
}

async function weighedRefund(sql: Sql, refundId: string): Promise<WeighedRefund> {
  const open = (await readOpenRefunds(sql)).filter((refund) => refund.refundId === refundId)
  const [weighed] = await readCandidates(sql, open)
  if (weighed === undefined || weighed.candidates.length === 0) {
    throw conflict(
      'refund_gone',
      'There is nothing to say about this refund any more: it was voided or deleted in QuickBooks, or somebody said what it ' +
        'is for. Nothing was changed.',
      { refundId },
    )
  }
  return weighed
}

async function sayNone(sql: Sql, actor: Actor, { refund, candidates }: WeighedRefund): Promise<Happening[]> {
  const { refundId } = refund
  await keep(sql, actor, refundId, { intentId: null, milestoneId: null })
  const what = `Said that ${refundName(refund)} is for none of our milestones`
  return [...new Set(candidates.map(({ dealId }) => dealId))].map((dealId) => ({ what, dealId }))
}

async function keep(
  sql: Sql,
  actor: Actor,
  quickbooksId: string,
  where: { readonly intentId: string | null; readonly milestoneId: string | null },
): Promise<void> {
  if (await addAttribution(sql, { kind: 'RefundReceipt', quickbooksId, ...where, by: actor.who })) return
  throw conflict('refund_gone', 'Somebody has just said what this refund is for. Nothing was changed.', {
    refundId: quickbooksId,
  })
}

async function attribute(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { refund, candidates }: WeighedRefund,
  { intentId, milestoneId, again }: RefundSaid,
): Promise<Happening[]> {
  const chosen = candidates.find((each) => each.intentId === intentId && each.milestoneId === milestoneId)
  if (!chosen) {
    const detail = `${capital(refundName(refund))} can’t be for that: choose one of what its customer was billed before it.`
    throw invalid([{ pointer: '/milestoneId', detail }])
  }
  const { refundId } = refund
  const before = await workOf(sql, chosen)
  await keep(sql, actor, refundId, { intentId, milestoneId })
  const after = await workOf(sql, chosen)
  const { currency } = chosen.billed.intent
  const text = (minor: bigint | null) => (minor === null ? 'unknown' : formatMoney(money(minor, currency)))
  const total = parseAmount(refund.body.TotalAmt, currency)?.minor ?? null
  const happening = {
    what: `Said that ${refundName(refund)} of ${text(total)} gives back ${nameOf(chosen)}`,
    dealId: chosen.dealId,
    milestoneId,
  }
  if (before === null || after === null) return [happening]
  if (before.creditedMinor === null || after.creditedMinor === null || total === null) {
    throw conflict(
      'invoice_unread',
      `A payment, or what is on ${nameOf(chosen)}, could not be read yet. Check now, and say it then. Nothing was changed.`,
      { refundId },
    )
  }
  const amountMinor = after.creditedMinor - before.creditedMinor
  if (amountMinor > 0n)
    await keepAnswer(sql, clock, after, {
      kind: again ? 'again' : 'closed',
      amountMinor,
      refund: refundId,
      by: actor.who,
    })
  return [
    {
      ...happening,
      before: { takenBack: text(before.creditedMinor) },
      after: {
        takenBack: text(after.creditedMinor),
        [again ? 'billedAgain' : 'closed']: text(amountMinor),
      },
    },
  ]
}

/** Null for what is no milestone's. */
async function workOf(
  sql: Sql,
  { intentId, milestoneId }: Pick<RefundCandidate, 'intentId' | 'milestoneId'>,
): Promise<CreditedWork | null> {
  if (milestoneId === null) return null
  const work = await readCreditedWork(sql, [intentId])
  return work.find((each) => each.milestone.milestoneId === milestoneId) ?? null
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
