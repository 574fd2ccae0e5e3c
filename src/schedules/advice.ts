import { daysBetween } from '../clock/day'
import { formatMoney, money } from '../money/money'
import { roundHalfUp, shareRatio, shareText } from '../money/share'
import type { Milestone } from './milestone'
import type { Schedule } from './schedule'

export type AdviceCode =
  | 'over_contract'
  | 'under_contract'
  | 'too_few'
  | 'too_many'
  | 'effort_based_name'
  | 'vague_name'
  | 'missing_criteria'
  | 'front_loaded'
  | 'small_start'
  | 'large_finish'
  | 'small_finish'
  | 'cadence_against_terms'
  | 'deposit_differs'

/** Something a careful colleague would say while planning. Never a refusal. */
export interface Advice {
  readonly code: AdviceCode
  readonly detail: string
  readonly milestoneId: string | null
}

const FEWEST = 3
const MOST = 7
/** Of the contract, in percent: what the first and the last payment usually lie within. */
const FIRST = { least: 10n, most: 50n }
const LAST = { least: 5n, most: 40n }

/** Words that say how much was worked on, not what was delivered. */
const EFFORT =
  /\b\d{1,3}\s*%\s*(done|complete|completed|ready|finished)?(?![\w])|\b(half|halfway|partly|mostly|almost|nearly)\s+(done|complete|completed|finished)\b|\bphase\s+done\b/i
/** Words that name a stretch of work, or its end, but nothing that could be looked at. */
const VAGUE =
  /\b(phase|stage)\s*([\divx]+)?\s*$|^\s*(phase|stage|milestone|step)\s*[\divx]*\s*$|\b(done|complete|completed|finished|ongoing|underway)\s*$/i

/** Advice on a plan, in no order of weight. `netDays`: how long its invoices may be paid, where that is known. */
export function adviceOn(
  schedule: Schedule,
  milestones: readonly Milestone[],
  netDays: number | null = null,
): Advice[] {
  const live = milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  if (live.length === 0) return []
  return [
    ...onTotal(schedule, live),
    ...onCount(live.length),
    ...live.flatMap(onWords),
    ...onEnds(schedule, live),
    ...onDeposit(schedule, live),
    ...onCadence(live, netDays),
  ]
}

const say = (code: AdviceCode, detail: string, milestoneId: string | null = null): Advice => ({
  code,
  detail,
  milestoneId,
})

function onTotal(schedule: Schedule, live: readonly Milestone[]): Advice[] {
  const scheduled = live.reduce((sum, milestone) => sum + milestone.amountMinor, 0n)
  const difference = scheduled - schedule.contractMinor
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  if (difference > 0n) {
    return [
      say(
        'over_contract',
        `The milestones are ${text(difference)} over the contract; that part can't be billed.`,
      ),
    ]
  }
  if (difference === 0n) return []
  return [say('under_contract', `${text(-difference)} of the contract is not scheduled yet.`)]
}

function onCount(count: number): Advice[] {
  if (count < FEWEST) {
    return [say('too_few', `With fewer than ${FEWEST} milestones you finance the job yourself for long.`)]
  }
  return count > MOST ? [say('too_many', `More than ${MOST} milestones invite a discussion about each.`)] : []
}

function onWords({ milestoneId, name, details, workStatus }: Milestone): Advice[] {
  // Words that can't be changed any more need no advice.
  if (workStatus !== 'pending' && workStatus !== 'in_progress') return []
  const advice: Advice[] = []
  if (EFFORT.test(name)) {
    advice.push(
      say('effort_based_name', `“${name}” says how far work is. Name what is handed over.`, milestoneId),
    )
  } else if (VAGUE.test(name) && details.deliverable === null) {
    advice.push(
      say(
        'vague_name',
        `“${name}” can mean many things. Name what the client can look at, or give it a deliverable.`,
        milestoneId,
      ),
    )
  }
  if (details.criteria.length === 0 && workStatus === 'pending') {
    advice.push(say('missing_criteria', `“${name}” has no acceptance criteria yet.`, milestoneId))
  }
  return advice
}

/** How much is billed first and last, against the contract. */
function onEnds({ contractMinor }: Schedule, live: readonly Milestone[]): Advice[] {
  const [first, last] = [live[0], live.at(-1)]
  if (!first || !last || live.length < FEWEST || contractMinor === 0n) return []
  const advice: Advice[] = []
  const isOver = ({ amountMinor }: Milestone, percent: bigint) => amountMinor * 100n > contractMinor * percent
  const isUnder = ({ amountMinor }: Milestone, percent: bigint) =>
    amountMinor * 100n < contractMinor * percent
  if (isOver(first, FIRST.most)) {
    advice.push(
      say(
        'front_loaded',
        'More than half is billed first; clients often ask for a smaller start.',
        first.milestoneId,
      ),
    )
  }
  if (isUnder(first, FIRST.least)) {
    advice.push(
      say(
        'small_start',
        `Less than ${FIRST.least} % is billed first. It should cover what you buy before work begins, and your margin.`,
        first.milestoneId,
      ),
    )
  }
  if (isOver(last, LAST.most)) {
    advice.push(
      say(
        'large_finish',
        `More than ${LAST.most} % is billed last: if the end is disputed, much of your money waits for it.`,
        last.milestoneId,
      ),
    )
  }
  if (isUnder(last, LAST.least)) {
    advice.push(
      say(
        'small_finish',
        `Less than ${LAST.least} % is billed last, which gives little reason to close the job.`,
        last.milestoneId,
      ),
    )
  }
  return advice
}

/** A deposit that is a milestone is billed at that milestone's amount, whatever share was agreed. */
function onDeposit(
  { terms: { deposit }, contractMinor, currency }: Schedule,
  live: readonly Milestone[],
): Advice[] {
  const [first] = live
  if (!first || deposit === null || deposit.mode === 'advance') return []
  const { over, under } = shareRatio(deposit.share)
  const agreed = roundHalfUp(over * contractMinor, under)
  if (agreed === first.amountMinor) return []
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const detail =
    `The deposit is ${shareText(deposit.share)} of the contract, ${text(agreed)}, and “${first.name}”, which is it, ` +
    `comes to ${text(first.amountMinor)}: that is what is billed.`
  return [say('deposit_differs', detail, first.milestoneId)]
}

/** Work that ends before the invoice of the work before it is due goes on unpaid. Said once, of the first such pair. */
function onCadence(live: readonly Milestone[], netDays: number | null): Advice[] {
  if (netDays === null) return []
  const dated = live.flatMap(({ plannedOn, name, milestoneId }) =>
    plannedOn === null ? [] : [{ plannedOn, name, milestoneId }],
  )
  for (const [index, next] of dated.entries()) {
    const previous = dated[index - 1]
    if (!previous) continue
    const gap = daysBetween(previous.plannedOn, next.plannedOn)
    // What is planned for the same day is one delivery, or the parts of one.
    if (gap <= 0 || gap >= netDays) continue
    const days = gap === 1 ? '1 day' : `${gap} days`
    return [
      say(
        'cadence_against_terms',
        `“${next.name}” is planned ${days} after “${previous.name}”, whose invoice is due after ${netDays} days: ` +
          'you would finish it before the one before is paid. Plan further apart, or agree on shorter terms.',
        next.milestoneId,
      ),
    ]
  }
  return []
}
