import { daysAfter } from '../clock/day'
import { stillAsked } from '../invoices/books/attributed'
import { type CountedLine, countedLines } from '../invoices/books/counted-lines'
import { depositAccounts } from '../invoices/deposits/deposit-account'
import { depositMilestones } from '../invoices/deposits/work-plan'
import { billingDayAfter } from '../invoices/monthly/billing-month'
import { heldByPayer, releasable } from '../invoices/retainage/held'
import { retainageOf, withheldByPayer, withheldOf } from '../invoices/retainage/withheld'
import { allocate } from '../money/allocate'
import type { Tracker } from '../reconcile/read-trackers'
import { portionsOf } from '../schedules/payers'
import type { Cadence } from '../schedules/schedule'
import type { ExpectedCash } from './cash-by-month'
import type { TermBook } from './read-term-book'
import { workToBill } from './work-to-bill'

/** What decides when money comes, beside the deal's own schedule and invoices. */
export interface Expectations {
  readonly zone: string
  readonly cadence: Cadence
  /** Days until an invoice that is not made yet is due; what nobody can tell counts as none. */
  readonly terms: TermBook
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

function ofInvoices(tracker: Tracker, { terms, lateness }: Expectations): ExpectedCash[] | null {
  const underWay = linesUnderWay(tracker)
  const expected: ExpectedCash[] = []
  for (const { intent, invoice, attributed } of tracker.intents) {
    const { customerId } = intent
    const late = lateness.get(customerId) ?? 0
    const own = underWay.filter(({ part }) => part.intentId === intent.intentId)
    if (own.length > 0) {
      const agreed = intent.changes.terms ?? tracker.schedule.terms.terms
      const dueOn = daysAfter(
        fromThisMonth(intent.issuedOn, tracker.today),
        terms.daysFor(agreed, customerId) ?? 0,
      )
      expected.push({ minor: sumOf(own), on: daysAfter(dueOn, late) })
    }
    if (intent.state !== 'posted') continue
    if (invoice === null) return null
    if (!invoice.effective) continue
    const open = stillAsked(invoice, attributed)
    if (open === null) return null
    const dueOn = invoice.dueOn ?? invoice.issuedOn ?? intent.issuedOn
    if (open !== 0n) expected.push({ minor: open, on: daysAfter(dueOn, late) })
  }
  return expected
}

/** What one customer is to pay for some work. */
interface Share extends ExpectedCash {
  readonly customerId: string | null
}

/** Work that is to be billed yet, in the order in which it is, less what is held back of it and what it draws of an advance. */
function ofWork(tracker: Tracker, given: Expectations): ExpectedCash[] | null {
  const { schedule, milestones, figures, intents, today } = tracker
  const undrawn = undrawnByCustomer(tracker)
  const work = workToBill(tracker, given.zone, given.monthlyDue)
  if (figures.billed === null || work === null || undrawn === null) return null
  const asDeposit = depositMilestones(
    schedule,
    milestones.map(({ milestone }) => milestone),
    intents,
  )
  let grossMinor = figures.billed + figures.inFlight
  let withheldMinor = -sumOrMeant(
    countedLines(intents, schedule.currency).filter(({ part }) => part.kind === 'retainage'),
  )
  const shares: Share[] = []
  let heldLater = 0n
  for (const { milestone, minor, on, ofMonth } of work) {
    const retainage = asDeposit.has(milestone.milestoneId) ? null : retainageOf(schedule, milestone)
    const before = { contractMinor: schedule.contractMinor, grossMinor, withheldMinor }
    const held = retainage === null ? 0n : withheldOf(retainage, minor, before).minor
    grossMinor += minor
    withheldMinor += held
    heldLater += held
    const from = on === null ? null : fromThisMonth(on, today)
    const { cadence } = given
    const billedOn =
      from !== null && cadence.on === 'monthly' && !ofMonth ? billingDayAfter(from, cadence.day) : from
    const portions = portionsOf(schedule, milestone)
    const amounts = allocate(
      minor,
      portions.map(({ amountMinor }) => amountMinor),
    )
    const heldOf = withheldByPayer(held, amounts)
    for (const [place, { customerId }] of portions.entries())
      shares.push({
        customerId,
        minor: (amounts[place] ?? 0n) - (heldOf[place] ?? 0n),
        on: billedOn && dueDay(billedOn, schedule.terms.terms, customerId, given),
      })
  }
  const draw = schedule.terms.deposit?.draw ?? 'full'
  const others = shares.filter(({ customerId }) => !undrawn.has(customerId ?? ''))
  const drawing = [...undrawn].flatMap(([customerId, left]) =>
    lessDrawn(
      shares.filter((share) => (share.customerId ?? '') === customerId),
      left,
      draw,
    ),
  )
  return [...others, ...drawing, { minor: heldLater, on: null }]
}

const sumOrMeant = (lines: readonly CountedLine[]): bigint =>
  lines.reduce((sum, { part, minor }) => sum + (minor ?? part.amountMinor), 0n)

/** When a customer pays what is billed on a day. */
const dueDay = (
  billedOn: string,
  agreed: Tracker['schedule']['terms']['terms'],
  customerId: string | null,
  { terms, lateness }: Expectations,
): string =>
  daysAfter(daysAfter(billedOn, terms.daysFor(agreed, customerId) ?? 0), lateness.get(customerId ?? '') ?? 0)

/** What work brings less by advances that are billed, or on their way, and not drawn yet, by who paid them; null is unknown. */
function undrawnByCustomer({ intents, schedule }: Tracker): Map<string, bigint> | null {
  const undrawn = new Map<string, bigint>()
  for (const account of depositAccounts(intents, schedule.currency)) {
    const { customerId, way, deposits, effectiveMinor, drawnMinor, drawnUnderWayMinor } = account
    if (way !== 'advance') continue
    if (effectiveMinor === null || drawnMinor === null) return null
    const underWay = deposits.filter(({ state }) => state === 'under_way')
    const there = underWay.reduce((sum, { decidedMinor }) => sum + decidedMinor, effectiveMinor)
    const left = there - drawnMinor - drawnUnderWayMinor
    if (left > 0n) undrawn.set(customerId, left)
  }
  return undrawn
}

/** Takes off what is drawn: of each in proportion, or of the first ones all there is. Nothing comes to less than nothing. */
function lessDrawn(shares: readonly Share[], undrawn: bigint, draw: 'full' | 'proportional'): ExpectedCash[] {
  const all = shares.reduce((sum, { minor }) => sum + minor, 0n)
  const drawn = undrawn < all ? undrawn : all
  if (draw === 'proportional') {
    const parts = allocate(
      drawn,
      shares.map(({ minor }) => minor),
    )
    return shares.map(({ minor, on }, place) => ({ minor: minor - (parts[place] ?? 0n), on }))
  }
  let left = drawn
  return shares.map(({ minor, on }) => {
    const part = left < minor ? left : minor
    left -= part
    return { minor: minor - part, on }
  })
}
