import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { countedLines } from '../books/counted-lines'
import { depositAccounts, wayOf } from '../deposits/deposit-account'
import type { BillingIntent, BillingPart } from '../intent'
import { releasableTo } from '../retainage/held'
import { type HeldOnSchedule, readHeldOn } from '../retainage/read-held'
import { fixedMinor, retainageOf } from '../retainage/withheld'
import { type Edit, editOf } from './edit'
import { openRestoresAmong } from './restore-table'

/** What putting a line back adds to it, signed: a draw that is taken up again is negative. */
interface Move {
  readonly part: BillingPart
  readonly customerId: string
  readonly byMinor: bigint
}

/** A plan with what its invoices bill and hold back, and which of them are being put back. */
export interface BilledPlan extends HeldOnSchedule {
  readonly schedule: Schedule
  readonly milestones: readonly Milestone[]
  readonly restoring: ReadonlySet<string>
}

/** A plan, and what putting back moves on it: this invoice, and others under way. */
interface PutBack extends BilledPlan {
  readonly own: readonly Move[]
  readonly beside: readonly Move[]
}

/** These plans with what is billed of them, by schedule: as many statements as for one. */
export async function readBilledPlans(
  sql: Sql,
  plans: readonly Pick<BilledPlan, 'schedule' | 'milestones'>[],
): Promise<ReadonlyMap<string, BilledPlan>> {
  const held = await readHeldOn(
    sql,
    plans.map(({ schedule }) => schedule),
  )
  const intentIds = [...held.values()].flatMap(({ billed }) => billed.map(({ intent }) => intent.intentId))
  const restoring = await openRestoresAmong(sql, [...new Set(intentIds)])
  return new Map(
    plans.flatMap((plan): [string, BilledPlan][] => {
      const on = held.get(plan.schedule.scheduleId)
      return on ? [[plan.schedule.scheduleId, { ...plan, ...on, restoring }]] : []
    }),
  )
}

/**
 * Why an invoice can't be put back although nothing on itself forbids it: since it was edited, what it had given up was
 * released, drawn or held back by another invoice, and both together would be more than there is. In words; null where it
 * can. What counts of others is certain only under the schedules' locks.
 */
export function whyMoreThanThere(
  intent: BillingIntent,
  edit: Edit,
  plans: ReadonlyMap<string, BilledPlan>,
): string | null {
  const moves = movesOf(intent, edit)
  for (const scheduleId of new Set(moves.map(({ part }) => part.scheduleId))) {
    const plan = plans.get(scheduleId)
    if (!plan) continue
    const own = moves.filter(({ part }) => part.scheduleId === scheduleId)
    const given: PutBack = { ...plan, own, beside: movesBeside(plan, intent.intentId) }
    const why = whyOverReleased(given) ?? whyOverdrawn(given) ?? whyOverHeld(given)
    if (why !== null) return why
  }
  return null
}

const movesOf = ({ customerId }: Pick<BillingIntent, 'customerId'>, { lines }: Edit): Move[] =>
  lines.flatMap(({ part, decidedMinor, nowMinor }) =>
    nowMinor === null || nowMinor === decidedMinor
      ? []
      : [{ part, customerId, byMinor: decidedMinor - nowMinor }],
  )

/** Other invoices of the schedule that are being put back: theirs counts from the wish on, as a release does. */
const movesBeside = ({ billed, restoring }: BilledPlan, intentId: string): Move[] =>
  billed.flatMap(({ intent, invoice, parts }) => {
    if (intent.intentId === intentId || !restoring.has(intent.intentId)) return []
    const edit = invoice?.effective ? editOf(invoice, parts, intent) : null
    return edit === null ? [] : movesOf(intent, edit)
  })

/** What moves take in all of something; what they would give to it is not there yet. */
const taken = (moves: readonly Move[], which: (move: Move) => boolean, sign: 1n | -1n): bigint => {
  const sum = moves.filter(which).reduce((all, { byMinor }) => all + sign * byMinor, 0n)
  return sum > 0n ? sum : 0n
}

const UNREAD =
  'Another invoice of this deal can’t be read from QuickBooks, so nobody can tell whether there is enough for it. Try again once that one can be read.'

/** More released than is held back, of the one who pays this invoice. */
function whyOverReleased({ schedule, held, standsFor, own, beside }: PutBack): string | null {
  // A release that is raised takes of what is held, and so does a line that holds back less again.
  const isOf = ({ part }: Move) => part.kind === 'retainage' || part.kind === 'retainage_release'
  const takes = taken(own, isOf, 1n)
  if (takes === 0n) return null
  const survivor = (id: string) => standsFor.get(id) ?? id
  const customerId = survivor(own[0]?.customerId ?? '')
  const from = held.find((each) => each.customerId === customerId)
  const left = from === undefined ? 0n : releasableTo(from)
  if (left === null) return UNREAD
  const besides = taken(beside, (move) => isOf(move) && survivor(move.customerId) === customerId, 1n)
  if (takes + besides <= left) return null
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  return (
    `That takes ${text(takes)} more of the retainage, and ${text(atLeastZero(left - besides))} is left to release: it was released otherwise since. ` +
    'Void or credit the other release in QuickBooks first, or leave this invoice as it is.'
  )
}

/** More of a deposit drawn than counts of it. */
function whyOverdrawn({ schedule, billed, own, beside }: PutBack): string | null {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  for (const account of depositAccounts(billed, schedule.currency)) {
    const { customerId, way, effectiveMinor, drawnMinor, drawnUnderWayMinor } = account
    const isOf = ({ part, ...move }: Move) =>
      (part.kind === 'draw' || part.kind === 'deposit') &&
      move.customerId === customerId &&
      wayOf(part) === way
    // A draw is negative, so one that grows takes; a deposit that was raised, and falls again, takes as well.
    const takes = taken(own, isOf, -1n)
    if (takes === 0n) continue
    if (effectiveMinor === null || drawnMinor === null) return UNREAD
    const left = effectiveMinor - drawnMinor - drawnUnderWayMinor - taken(beside, isOf, -1n)
    if (takes > left)
      return (
        `That takes ${text(takes)} more of the deposit, and ${text(atLeastZero(left))} of it is left: another invoice drew it since, or the deposit was ` +
        'voided, credited or lowered. Take that draw off in QuickBooks or bill the deposit again first, or leave this invoice as it is.'
      )
  }
  return null
}

/** More held back over the job than the amount that is agreed. */
function whyOverHeld({ schedule, milestones, billed, own, beside }: PutBack): string | null {
  if (taken(own, ({ part }) => part.kind === 'retainage', -1n) === 0n) return null
  const agreed = new Map<string | null, bigint>()
  for (const milestone of milestones) {
    const retainage = retainageOf(schedule, milestone)
    if (retainage !== null && 'fixed' in retainage)
      agreed.set(milestone.milestoneId, fixedMinor(retainage.fixed))
  }
  const counted = countedLines(billed, schedule.currency).filter(({ part }) => part.kind === 'retainage')
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  for (const whole of new Set(agreed.values())) {
    // Percentages of other milestones hold back for themselves.
    const isOf = ({ part }: Pick<Move, 'part'>) =>
      part.kind === 'retainage' && agreed.get(part.milestoneId) === whole
    const takes = taken(own, isOf, -1n)
    if (takes === 0n) continue
    const held = counted
      .filter(isOf)
      .reduce((sum, { part, minor }) => sum - (minor ?? part.amountMinor), taken(beside, isOf, -1n))
    if (held + takes > whole)
      return (
        `That holds back ${text(takes)} more, and ${text(held)} of the ${text(whole)} agreed is held back already: another invoice ` +
        'did since. Take the retainage off that one in QuickBooks first, or leave this invoice as it is.'
      )
  }
  return null
}

const atLeastZero = (minor: bigint): bigint => (minor > 0n ? minor : 0n)
