import { survivorOf } from '../../masters/customer-merge-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readSchedule } from '../../schedules/schedule-table'
import type { BilledIntent } from '../billing-status'
import { countedLines } from '../books/counted-lines'
import { depositAccounts, wayOf } from '../deposits/deposit-account'
import type { BillingIntent, BillingPart } from '../intent'
import { releasableTo } from '../retainage/held'
import { readHeld } from '../retainage/read-held'
import { fixedMinor, retainageOf } from '../retainage/withheld'
import { type Edit, editOf } from './edit'
import { readOpenRestore } from './restore-table'

/** What putting a line back adds to it, signed: a draw that is taken up again is negative. */
interface Move {
  readonly part: BillingPart
  readonly customerId: string
  readonly byMinor: bigint
}

/** A schedule with what its invoices bill, and what putting back moves on it: this invoice, and others under way. */
interface PutBack {
  readonly schedule: Schedule
  readonly billed: readonly BilledIntent[]
  readonly own: readonly Move[]
  readonly beside: readonly Move[]
}

/**
 * Why an invoice can't be put back although nothing on itself forbids it: since it was edited, what it had given up was
 * released, drawn or held back by another invoice, and both together would be more than there is. In words; null where it
 * can. What counts of others is certain only under the schedules' locks.
 */
export async function whyMoreThanThere(sql: Sql, intent: BillingIntent, edit: Edit): Promise<string | null> {
  const moves = movesOf(intent, edit)
  for (const scheduleId of new Set(moves.map(({ part }) => part.scheduleId))) {
    const schedule = await readSchedule(sql, scheduleId)
    if (!schedule) continue
    const { billed, held } = await readHeld(sql, schedule)
    const own = moves.filter(({ part }) => part.scheduleId === scheduleId)
    const beside = await readMovesBeside(sql, billed, intent.intentId)
    const given: PutBack = { schedule, billed, own, beside }
    const why =
      (await whyOverReleased(sql, given, held)) ?? whyOverdrawn(given) ?? (await whyOverHeld(sql, given))
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
async function readMovesBeside(sql: Sql, billed: readonly BilledIntent[], intentId: string): Promise<Move[]> {
  const moves: Move[] = []
  for (const { intent, invoice, parts } of billed) {
    if (intent.intentId === intentId || invoice === null || !invoice.effective) continue
    const edit = editOf(invoice, parts, intent)
    if (edit === null || (await readOpenRestore(sql, intent.intentId)) === null) continue
    moves.push(...movesOf(intent, edit))
  }
  return moves
}

/** What moves take in all of something; what they would give to it is not there yet. */
const taken = (moves: readonly Move[], which: (move: Move) => boolean, sign: 1n | -1n): bigint => {
  const sum = moves.filter(which).reduce((all, { byMinor }) => all + sign * byMinor, 0n)
  return sum > 0n ? sum : 0n
}

const UNREAD =
  'Another invoice of this deal can’t be read from QuickBooks, so nobody can tell whether there is enough for it. Try again once that one can be read.'

/** More released than is held back, of the one who pays this invoice. */
async function whyOverReleased(
  sql: Sql,
  { schedule, own, beside }: PutBack,
  held: Awaited<ReturnType<typeof readHeld>>['held'],
): Promise<string | null> {
  // A release that is raised takes of what is held, and so does a line that holds back less again.
  const isOf = ({ part }: Move) => part.kind === 'retainage' || part.kind === 'retainage_release'
  const takes = taken(own, isOf, 1n)
  if (takes === 0n) return null
  const survivors = new Map<string, string>()
  for (const { customerId } of [...own, ...beside])
    survivors.set(customerId, await survivorOf(sql, customerId))
  const customerId = survivors.get(own[0]?.customerId ?? '')
  const from = held.find((each) => each.customerId === customerId)
  const left = from === undefined ? 0n : releasableTo(from)
  if (left === null) return UNREAD
  const besides = taken(beside, (move) => isOf(move) && survivors.get(move.customerId) === customerId, 1n)
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
async function whyOverHeld(sql: Sql, { schedule, billed, own, beside }: PutBack): Promise<string | null> {
  if (taken(own, ({ part }) => part.kind === 'retainage', -1n) === 0n) return null
  const agreed = new Map<string | null, bigint>()
  for (const milestone of await readMilestones(sql, [schedule.scheduleId])) {
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
