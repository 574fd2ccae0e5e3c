import { dayIn, daysAfter } from '../clock/day'
import { isCovered } from '../invoices/books/attributed'
import { type CountedLine, countedLines } from '../invoices/books/counted-lines'
import { depositAccounts } from '../invoices/deposits/deposit-account'
import { depositMilestones } from '../invoices/deposits/work-plan'
import { billingDayAfter } from '../invoices/monthly/billing-month'
import { heldByPayer, releasable } from '../invoices/retainage/held'
import { retainageOf, withheldOf } from '../invoices/retainage/withheld'
import { allocate } from '../money/allocate'
import { sumOrUnknown } from '../money/money'
import type { Tracker } from '../reconcile/read-trackers'
import type { Milestone } from '../schedules/milestone'
import { payersOf } from '../schedules/payers'
import type { Cadence } from '../schedules/schedule'
import type { ExpectedCash } from './cash-by-month'

/** What decides when money comes, beside the deal's own schedule and invoices. */
export interface Expectations {
  readonly zone: string
  readonly cadence: Cadence
  /** Days until an invoice that is not made yet is due; null is not known, and counts as none. */
  readonly termDays: number | null
  /** By how many days after the due date a customer of QuickBooks usually pays. */
  readonly lateness: ReadonlyMap<string, number>
  /** The day on which the invoice of the month bills a milestone that waits for one. */
  readonly monthlyDue: ReadonlyMap<string, string>
}

/**
 * The cash that a deal is to bring, piece by piece: what is open on invoices, with tax; invoices on their way and work that
 * is to be billed yet, net, because QuickBooks alone knows their tax; what is held back, undated. Null while some of it is
 * unknown. A deposit that nobody decided to bill yet is no piece of its own: it is a part of the work.
 */
export function expectedCash(tracker: Tracker, given: Expectations): readonly ExpectedCash[] | null {
  const invoices = ofInvoices(tracker, given)
  const work = ofWork(tracker, given)
  const { currency } = tracker.schedule
  const held = releasable(heldByPayer(tracker.intents, currency))
  if (invoices === null || work === null || held === null) return null
  const withheldUnderWay = sumOf(linesUnderWay(tracker).filter(({ part }) => part.kind === 'retainage'))
  return [...invoices, ...work, { minor: held - withheldUnderWay, on: null }]
}

/** An invoice or work of before this month is looked at as of its first day: what it brings stays in one month all month long. */
const fromThisMonth = (day: string, today: string): string => {
  const first = `${today.slice(0, 7)}-01`
  return day < first ? first : day
}

const linesUnderWay = ({ intents, schedule }: Tracker): CountedLine[] =>
  countedLines(intents, schedule.currency).filter(({ inFlight }) => inFlight)
const sumOf = (lines: readonly CountedLine[]): bigint =>
  lines.reduce((sum, { part }) => sum + part.amountMinor, 0n)

function ofInvoices(tracker: Tracker, { termDays, lateness }: Expectations): ExpectedCash[] | null {
  const underWay = linesUnderWay(tracker)
  const expected: ExpectedCash[] = []
  for (const { intent, invoice, attributed } of tracker.intents) {
    const late = lateness.get(intent.customerId) ?? 0
    const own = underWay.filter(({ part }) => part.intentId === intent.intentId)
    if (own.length > 0) {
      const dueOn = daysAfter(fromThisMonth(intent.issuedOn, tracker.today), termDays ?? 0)
      expected.push({ minor: sumOf(own), on: daysAfter(dueOn, late) })
    }
    if (intent.state !== 'posted') continue
    if (invoice === null) return null
    if (!invoice.effective) continue
    if (invoice.balanceMinor === null) return null
    if (invoice.balanceMinor === 0n || isCovered(invoice, attributed)) continue
    const dueOn = invoice.dueOn ?? invoice.issuedOn ?? intent.issuedOn
    expected.push({ minor: invoice.balanceMinor, on: daysAfter(dueOn, late) })
  }
  return expected
}

/** Work that is to be billed yet, in the order of the plan, less what is held back of it and what it draws of an advance. */
function ofWork(tracker: Tracker, given: Expectations): ExpectedCash[] | null {
  const { schedule, figures, intents } = tracker
  const milestones = tracker.milestones.map(({ milestone }) => milestone)
  const asDeposit = depositMilestones(schedule, milestones, intents)
  const undrawn = undrawnOf(tracker)
  if (figures.billed === null || undrawn === null) return null
  let grossMinor = figures.billed + figures.inFlight
  let withheldMinor = -sumOrZero(
    countedLines(intents, schedule.currency).filter(({ part }) => part.kind === 'retainage'),
  )
  const expected: ExpectedCash[] = []
  let heldLater = 0n
  for (const milestone of [...milestones].sort((a, b) => a.position - b.position)) {
    const left = tracker.left.get(milestone.milestoneId)?.allMinor ?? null
    if (left === null) return null
    if (left === 0n) continue
    const retainage = asDeposit.has(milestone.milestoneId) ? null : retainageOf(schedule, milestone)
    const before = { contractMinor: schedule.contractMinor, grossMinor, withheldMinor }
    const held = retainage === null ? 0n : withheldOf(retainage, left, before).minor
    grossMinor += left
    withheldMinor += held
    heldLater += held
    expected.push({ minor: left - held, on: dayOf(tracker, milestone, given) })
  }
  const drawn = lessDrawn(expected, undrawn, schedule.terms.deposit?.draw ?? 'full')
  return [...drawn, { minor: heldLater, on: null }]
}

const sumOrZero = (lines: readonly CountedLine[]): bigint =>
  lines.reduce((sum, { part, minor }) => sum + (minor ?? part.amountMinor), 0n)

/** When the money for work comes: the day it was done, or is planned for, its invoice's terms, and how late its payers are. */
function dayOf({ schedule, today }: Tracker, milestone: Milestone, given: Expectations): string | null {
  const { zone, cadence, termDays, lateness, monthlyDue } = given
  const doneOn = milestone.completedAt && dayIn(zone, milestone.completedAt)
  const day = doneOn ?? milestone.plannedOn ?? milestone.triggerOn
  if (day === null) return null
  const from = fromThisMonth(day, today)
  const billedOn =
    monthlyDue.get(milestone.milestoneId) ??
    (cadence.on === 'monthly' ? billingDayAfter(from, cadence.day) : from)
  // Of several who pay, the slowest: until then a part of it is open.
  const late = payersIn(schedule, milestone).map((customerId) => lateness.get(customerId) ?? 0)
  return daysAfter(daysAfter(billedOn, termDays ?? 0), late.length === 0 ? 0 : Math.max(...late))
}

function payersIn(schedule: Tracker['schedule'], milestone: Milestone): string[] {
  const several = payersOf(schedule, milestone).map(({ customer }) => customer.quickbooksId)
  return several.length > 0 ? several : schedule.terms.customerId === null ? [] : [schedule.terms.customerId]
}

/** What work brings less by advances that are billed, or on their way, and not drawn yet; null is unknown. */
function undrawnOf({ intents, schedule }: Tracker): bigint | null {
  const advances = depositAccounts(intents, schedule.currency).filter(({ way }) => way === 'advance')
  return sumOrUnknown(
    advances.map(({ deposits, effectiveMinor, drawnMinor, drawnUnderWayMinor }) => {
      if (effectiveMinor === null || drawnMinor === null) return null
      const underWay = deposits.filter(({ state }) => state === 'under_way')
      const there = underWay.reduce((sum, { decidedMinor }) => sum + decidedMinor, effectiveMinor)
      const left = there - drawnMinor - drawnUnderWayMinor
      return left > 0n ? left : 0n
    }),
  )
}

/** Takes off what is drawn: of each in proportion, or of the first ones all there is. Nothing comes to less than nothing. */
function lessDrawn(
  expected: readonly ExpectedCash[],
  undrawn: bigint,
  draw: 'full' | 'proportional',
): ExpectedCash[] {
  const all = expected.reduce((sum, { minor }) => sum + minor, 0n)
  const drawn = undrawn < all ? undrawn : all
  if (draw === 'proportional') {
    const shares = allocate(
      drawn,
      expected.map(({ minor }) => minor),
    )
    return expected.map(({ minor, on }, place) => ({ minor: minor - (shares[place] ?? 0n), on }))
  }
  let left = drawn
  return expected.map(({ minor, on }) => {
    const share = left < minor ? left : minor
    left -= share
    return { minor: minor - share, on }
  })
}
