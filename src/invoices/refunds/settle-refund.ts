import { settleAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, type Money, money, parseAmount } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { askedOtherwise, conflict, invalid, type Refusal } from '../../tenants/refusal'
import { addAttributions } from '../books/attribution-table'
import { type CreditedWork, readCreditedWork } from '../credits/follow-credits'
import { keepAnswer } from '../credits/keep-answer'
import { noticeOverdrawn } from '../deposits/notice-overdrawn'
import { aboutRefund, nameOf, refundCause } from './follow-refunds'
import { lockSaid } from './lock-said'
import { readCandidates, type WeighedRefund } from './read-candidates'
import { type OpenRefund, type RefundCandidate, refundName } from './refund'
import { type RefundSaid, sharesSaid } from './refund-said'
import { readOpenRefund } from './refund-table'

/**
 * A person says what a refund gives back, in one part or in several that sum to it, and whether that is billed again; no
 * part: it is for something else. Paid and open stay as QuickBooks has them; what is billed of the milestones falls by the
 * refund without its tax, and either is open again, as a claim of its own, or closed. `about` is what the question was about
 * that they answered, where they answered one. Refuses refund_gone, not_found, validation_failed, invoice_unread, and
 * version_conflict where the refund, or what it may be for, is another one by now.
 */
export async function settleRefund(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  refundId: string,
  said: readonly RefundSaid[],
  about?: string | null,
): Promise<void> {
  await lockSaid(sql, said)
  const weighed = await weighedRefund(sql, refundId)
  if (about !== undefined && aboutRefund(weighed) !== about) throw askedOtherwise()
  const story =
    said.length === 0 ? await sayNone(sql, actor, weighed) : await attribute(sql, actor, clock, weighed, said)
  await settleAttention(sql, refundCause(refundId), actor.who, said.length === 0 ? 'none' : 'attributed')
  await markDirty(
    sql,
    weighed.candidates.map(({ dealId }) => dealId),
  )
  await record(sql, actor, story)
}

async function weighedRefund(sql: Sql, refundId: string): Promise<WeighedRefund> {
  const open = await readOpenRefund(sql, refundId)
  const [weighed] = open === null ? [] : await readCandidates(sql, [open])
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
  await keep(sql, actor, refundId, [{ intentId: null, milestoneId: null, shareMinor: null }])
  const what = `Said that ${refundName(refund)} is for none of our milestones`
  return [...new Set(candidates.map(({ dealId }) => dealId))].map((dealId) => ({ what, dealId }))
}

async function keep(
  sql: Sql,
  actor: Actor,
  quickbooksId: string,
  parts: Parameters<typeof addAttributions>[2],
): Promise<void> {
  if (await addAttributions(sql, { kind: 'RefundReceipt', quickbooksId, by: actor.who }, parts)) return
  throw conflict('refund_gone', 'Somebody has just said what this refund is for. Nothing was changed.', {
    refundId: quickbooksId,
  })
}

/** A part of what was said, and what credits had taken of its milestone before; null for what is no milestone's. */
interface Part {
  readonly said: RefundSaid
  readonly chosen: RefundCandidate
  readonly shareMinor: bigint | null
  readonly before: CreditedWork | null
}

async function attribute(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { refund, candidates }: WeighedRefund,
  said: readonly RefundSaid[],
): Promise<Happening[]> {
  const { refundId } = refund
  const chosen = said.map(({ intentId, milestoneId }) => {
    const found = candidates.find((each) => each.intentId === intentId && each.milestoneId === milestoneId)
    if (found) return found
    const detail = `${capital(refundName(refund))} can’t be for that: choose one of what its customer was billed before it.`
    throw invalid([{ pointer: '/milestoneId', detail }])
  })
  const currency = chosen[0]?.billed.intent.currency ?? ''
  const total = parseAmount(refund.body.TotalAmt, currency)
  if (total === null && said.length > 1) throw unread('what is on it', refundId)
  const shares = total === null ? [] : sharesSaid(said, total)
  const parts: Part[] = []
  for (const [place, each] of said.entries()) {
    const to = chosen[place]
    if (to === undefined) continue
    parts.push({ said: each, chosen: to, shareMinor: shares[place] ?? null, before: await workOf(sql, to) })
  }
  await keep(
    sql,
    actor,
    refundId,
    parts.map((part) => ({
      intentId: part.said.intentId,
      milestoneId: part.said.milestoneId,
      shareMinor: part.shareMinor,
    })),
  )
  const story: Happening[] = []
  for (const part of parts) story.push(await follow(sql, actor, clock, refund, total, part))
  // A deposit that was given back may be drawn already.
  for (const { billed } of chosen) await noticeOverdrawn(sql, billed.intent, billed.parts)
  return story
}

/** What one part of a refund took of its milestone is open again, or closed. */
async function follow(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  refund: OpenRefund,
  total: Money | null,
  { said: { milestoneId, again }, chosen, shareMinor, before }: Part,
): Promise<Happening> {
  const { currency } = chosen.billed.intent
  const text = (minor: bigint | null) => (minor === null ? 'unknown' : formatMoney(money(minor, currency)))
  const whole = `${refundName(refund)} of ${text(total?.minor ?? null)}`
  const happening = {
    what: `Said that ${shareMinor === null ? whole : `${text(shareMinor)} of ${whole}`} gives back ${nameOf(chosen)}`,
    dealId: chosen.dealId,
    milestoneId,
  }
  // Read again for each part: another one may have left a claim on the same milestone.
  const after = await workOf(sql, chosen)
  if (before === null || after === null) return happening
  if (before.creditedMinor === null || after.creditedMinor === null || total === null)
    throw unread(`what is on ${nameOf(chosen)}`, refund.refundId)
  const amountMinor = after.creditedMinor - before.creditedMinor
  if (amountMinor > 0n)
    await keepAnswer(sql, clock, after, {
      kind: again ? 'again' : 'closed',
      amountMinor,
      refund: refund.refundId,
      by: actor.who,
    })
  return {
    ...happening,
    before: { takenBack: text(before.creditedMinor) },
    after: {
      takenBack: text(after.creditedMinor),
      [again ? 'billedAgain' : 'closed']: text(amountMinor),
    },
  }
}

const unread = (what: string, refundId: string): Refusal =>
  conflict(
    'invoice_unread',
    `A payment, or ${what}, could not be read yet. Check now, and say it then. Nothing was changed.`,
    { refundId },
  )

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
