import type { Clock } from '../../clock/clock'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import type { Claim, CreditClaim } from '../../schedules/claim'
import type { Actor } from '../../tenants/actor'
import { askedOtherwise, conflict } from '../../tenants/refusal'
import { readPartsOfMilestone } from '../billing-part-table'
import { claimInKey } from '../composing/payer-part'
import { lockIntent } from '../intent-table'
import { aboutCredit, type CreditedWork, readCreditedWork } from './follow-credits'
import { keepAnswer } from './keep-answer'
import { keepDivision } from './keep-division'
import { readRebillers } from './read-rebillers'
import { takeBackClaims } from './take-back-claims'

const creditAnswers = ['rebill', 'close_difference', 'take_answer_back'] as const
export type CreditAnswer = (typeof creditAnswers)[number]

/** Carries out what a person answered about a credit, and records it; false where the action is another one. */
export async function answerCredit(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  {
    milestoneId,
    intentId,
    about,
  }: {
    readonly milestoneId: string | null
    readonly intentId: string | null
    readonly about: string | null
  },
  action: string,
): Promise<boolean> {
  const answer = creditAnswers.find((each) => each === action)
  if (answer === undefined || milestoneId === null || intentId === null) return false
  await record(sql, actor, await settleCredit(sql, actor, clock, { milestoneId, intentId, about, answer }))
  return true
}

/**
 * A person says whether what a credit took of a milestone is billed again: `rebill` opens it as a claim of its own,
 * which is billed like completed work; `close_difference` closes it by name; `take_answer_back` follows a credit that is
 * gone. Under the schedule's lock, for the amount that was asked `about`. Answers what to record. Refuses credit_gone,
 * version_conflict where it is another amount by now, already_billed.
 */
export async function settleCredit(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  asked: {
    readonly milestoneId: string
    readonly intentId: string
    /** What the question was about; left out where somebody answers without one. */
    readonly about?: string | null
    readonly answer: CreditAnswer
  },
): Promise<readonly Happening[]> {
  const { milestoneId, intentId, answer } = asked
  const { schedule, milestone } = await lockFor(sql, milestoneId)
  await lockIntent(sql, intentId)
  const work = (await readCreditedWork(sql, [intentId])).find(
    (each) => each.milestone.milestoneId === milestoneId,
  )
  const leftMinor = work ? leftOf(work) : null
  if (!work || leftMinor === null || (answer === 'take_answer_back' ? leftMinor >= 0n : leftMinor <= 0n)) {
    throw conflict(
      'credit_gone',
      `The credit on “${milestone.name}” is another one by now. Check now, and look at what is asked. Nothing was changed.`,
      { milestoneId },
    )
  }
  if (asked.about !== undefined && aboutCredit(leftMinor) !== asked.about) throw askedOtherwise()
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const where = { dealId: schedule.dealId, milestoneId }
  const sums = ({ againMinor, closedMinor }: Pick<CreditedWork, 'againMinor' | 'closedMinor'>) => ({
    credited: text(work.creditedMinor ?? 0n),
    billedAgain: text(againMinor),
    closed: text(closedMinor),
  })
  await markDirty(sql, [schedule.dealId])
  if (answer === 'take_answer_back') {
    const kept = await withoutAnswers(sql, work, -leftMinor)
    await takeBackClaims(sql, actor, schedule, milestone, kept)
    await keepDivision(sql, intentId)
    return [
      {
        what: `Took back what was said about ${work.by} on ${work.invoice} that is gone: “${milestone.name}”, ${text(-leftMinor)}`,
        ...where,
        before: sums(work),
        after: sums({
          againMinor: sumOf(kept, 'again', intentId),
          closedMinor: sumOf(kept, 'closed', intentId),
        }),
      },
    ]
  }
  const kind = answer === 'rebill' ? 'again' : 'closed'
  await keepAnswer(sql, clock, work, { kind, amountMinor: leftMinor, by: actor.who })
  return [
    {
      what:
        kind === 'again'
          ? `${text(leftMinor)} of “${milestone.name}” that ${work.by} took on ${work.invoice} is to be billed again`
          : `${text(leftMinor)} of “${milestone.name}” that ${work.by} took on ${work.invoice} is closed`,
      ...where,
      before: sums(work),
      after: sums({
        againMinor: work.againMinor + (kind === 'again' ? leftMinor : 0n),
        closedMinor: work.closedMinor + (kind === 'closed' ? leftMinor : 0n),
      }),
    },
  ]
}

const leftOf = ({ creditedMinor, againMinor, closedMinor }: CreditedWork): bigint | null =>
  creditedMinor === null ? null : creditedMinor - againMinor - closedMinor

const sumOf = (claims: readonly Claim[], kind: CreditClaim['kind'], intentId: string): bigint =>
  claims
    .filter((claim) => claim.kind === kind && claim.intentId === intentId)
    .reduce((sum, claim) => sum + claim.amountMinor, 0n)

/**
 * The claims without so much of what was answered about this invoice: what is closed goes first, then what is not billed
 * yet, the newest first. Refuses already_billed where an invoice bills it.
 */
async function withoutAnswers(
  sql: Sql,
  { milestone, billed }: CreditedWork,
  goneMinor: bigint,
): Promise<readonly Claim[]> {
  const { milestoneId, claims, name } = milestone
  const parts = await readPartsOfMilestone(sql, milestoneId)
  const live = new Set(parts.filter((part) => part.live).map((part) => claimInKey(part.partKey)))
  const own = claims.filter((claim) => claim.kind !== 'progress' && claim.intentId === billed.intent.intentId)
  const newestFirst = [
    ...own.filter(({ kind }) => kind === 'closed').reverse(),
    ...own.filter(({ kind, number }) => kind === 'again' && !live.has(`k${number}`)).reverse(),
  ]
  let left = goneMinor
  const kept = new Map<Claim, Claim | null>()
  for (const claim of newestFirst) {
    if (left === 0n) break
    const taken = claim.amountMinor < left ? claim.amountMinor : left
    left -= taken
    kept.set(claim, taken === claim.amountMinor ? null : { ...claim, amountMinor: claim.amountMinor - taken })
  }
  if (left > 0n) {
    const by = await readRebillers(
      sql,
      milestoneId,
      own.filter(({ kind }) => kind === 'again'),
    )
    throw conflict(
      'already_billed',
      `“${name}” is billed again already, and the credit is gone. ${by?.first ?? 'Void what bills it first'}, or apply the ` +
        'credit again there. Nothing was changed.',
      { milestoneId, invoices: by?.numbers ?? [] },
    )
  }
  return claims.flatMap((claim) => {
    const now = kept.get(claim)
    return now === undefined ? [claim] : now === null ? [] : [now]
  })
}
