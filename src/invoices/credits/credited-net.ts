import { allocate } from '../../money/allocate'
import { sumOrUnknown } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BilledIntent } from '../billing-status'
import { type Attributed, creditOn, refundsIn } from '../books/attributed'
import { portionsOf } from '../books/deal-share'
import { billedByPart, type InvoiceFacts, netOf } from '../books/document'
import type { GivenBack } from '../books/memo-lines'
import { billsMilestone } from '../composing/invoice-line'
import type { BillingIntent, BillingPart } from '../intent'
import { type CreditDivision, dividedOf } from './credit-division'

/**
 * What of the milestones' lines credits took back, net: a full credit all of them, a part of one its part, tax and all. What
 * is held back on the invoice, or drawn there, stays as it is, so none of the credit is its part: on 100,000.00 less 10,000.00
 * held back, a credit of 45,000.00 takes 45,000.00 of the work; one of 50,000.00 less 5,000.00 of what is held counts as 50,000.00
 * in `creditedMinor`. Minor units, `lessMinor` with its tax; null is unknown.
 */
export function creditedNet(
  { gone, totalMinor }: Pick<InvoiceFacts, 'gone' | 'totalMinor'>,
  creditedMinor: bigint | null,
  milestoneMinor: bigint | null,
  lessMinor: bigint | null,
): bigint | null {
  if (creditedMinor === null || milestoneMinor === null) return null
  if (gone === 'credited') return milestoneMinor
  if (totalMinor === null || lessMinor === null) return null
  if (creditedMinor <= 0n || totalMinor <= 0n || milestoneMinor <= 0n) return 0n
  return roundHalfUp(milestoneMinor * creditedMinor, totalMinor - lessMinor)
}

/**
 * What lines make an invoice less than its work, with their tax: zero or below; null is unknown. Where a liability becomes
 * income they come to nothing. QuickBooks tells the tax of the whole: a line with the work's own code bears its part.
 */
function lessOn(
  invoice: Pick<InvoiceFacts, 'totalMinor' | 'taxMinor'>,
  parts: readonly BillingPart[],
  byPart: ReadonlyMap<string, bigint | null>,
  /** Of these lines as much as this; all of them where nothing else is said. */
  of: ReadonlyMap<string, bigint | null> = byPart,
): bigint | null {
  const codes = new Set(parts.filter(billsMilestone).map(({ reads }) => reads.taxCode))
  const beside = parts.filter(({ kind }) => ['retainage', 'draw', 'deposit_income'].includes(kind))
  const sumWhere = (isTaxed: boolean, minors: ReadonlyMap<string, bigint | null>) =>
    sumOrUnknown(
      beside
        .filter(({ reads }) => codes.has(reads.taxCode) === isTaxed)
        .map(({ partKey }) => minors.get(partKey) ?? null),
    )
  const [taxed, plain, bare] = [sumWhere(true, of), sumWhere(false, of), sumWhere(false, byPart)]
  const netMinor = netOf(invoice)
  if (taxed === null || plain === null || bare === null) return null
  if (taxed === 0n) return plain < 0n ? plain : 0n
  if (netMinor === null || invoice.totalMinor === null) return null
  // The tax of the whole is on all but what bears none.
  const base = netMinor - bare
  if (base <= 0n) return taxed + plain < 0n ? taxed + plain : 0n
  const less = -roundHalfUp(-taxed * (invoice.totalMinor - bare), base) + plain
  return less < 0n ? less : 0n
}

/** What credit memos give back of such lines, with its tax; what is not named gives nothing back. */
function backOn(
  invoice: Pick<InvoiceFacts, 'totalMinor' | 'taxMinor'>,
  parts: readonly BillingPart[],
  byPart: ReadonlyMap<string, bigint | null>,
  givenBack: GivenBack | undefined,
): bigint | null {
  if (givenBack === undefined || !parts.some(({ partKey }) => givenBack.has(partKey))) return 0n
  const given = parts.map(({ partKey }): [string, bigint | null] => {
    const back = givenBack.get(partKey)
    return [partKey, back === undefined ? 0n : back === null ? null : -back]
  })
  const less = lessOn(invoice, parts, byPart, new Map(given))
  return less === null ? null : -less
}

type Taken = Pick<
  BilledIntent,
  'invoice' | 'parts' | 'creditedMinor' | 'attributed' | 'portion' | 'wholeCreditMinor' | 'givenBack'
> & {
  readonly intent: Pick<BillingIntent, 'origin' | 'divisions'>
}

/** What was taken of one part. Minor units, net; null is unknown. */
interface TakenOfPart {
  readonly byCredit: bigint | null
  readonly byRefund: bigint | null
}

const UNKNOWN: TakenOfPart = { byCredit: null, byRefund: null }

/**
 * What credits and refunds took of each part that bills a milestone, net. A credit memo does not say which line of an
 * invoice it is for, so each line bears its part by amount, largest remainder: the parts sum to `creditedNet`. Once somebody
 * answered about one of them they stay as they are, and what is credited beyond that is divided by what is left of each
 * line. A refund takes of the milestone that a person said, and never more than is billed of it there. What a memo gives
 * back of what is held back or drawn, by lines of its own, is so much more work that it takes. Null amounts are unknown.
 */
export function creditedByPart(taken: Taken, currency: string): Map<string, bigint | null> {
  const sums = [...takenByPart(taken, currency)].map(
    ([key, { byCredit, byRefund }]) => [key, sumOrUnknown([byCredit, byRefund])] as const,
  )
  return new Map(sums)
}

/** What credits alone took of each part, beside refunds. Null amounts are unknown. */
export function creditByPart(taken: Taken, currency: string): Map<string, bigint | null> {
  return new Map([...takenByPart(taken, currency)].map(([key, { byCredit }]) => [key, byCredit]))
}

/**
 * What credits come to on an invoice before what is held back or drawn there, tax included: what they take of it, and what memos
 * give back of that by lines of their own. Null is unknown.
 */
export function creditOfWork(given: Taken, currency: string): bigint | null {
  const { intent, invoice, parts, givenBack } = given
  const credit = creditOn(given)
  if (invoice === null || givenBack === undefined) return credit
  const byPart = billedByPart(invoice, parts, { origin: intent.origin, currency })
  return sumOrUnknown([credit, backOn(invoice, parts, byPart, givenBack)])
}

function takenByPart(given: Taken, currency: string): Map<string, TakenOfPart> {
  const { intent, invoice, attributed } = given
  // In one order, however they were read: an equal cent never moves from one part to another.
  const own = given.parts.filter(billsMilestone).sort((a, b) => (a.partKey < b.partKey ? -1 : 1))
  const all = (of: TakenOfPart) => new Map(own.map(({ partKey }) => [partKey, of]))
  if (invoice === null) return all(UNKNOWN)
  const { before, fresh } = creditHere(given, creditOfWork(given, currency))
  const divided = own.map(({ partKey }) => before.byPart.get(partKey) ?? 0n)
  const refunds = refundsIn(attributed)
  if (fresh === 0n && refunds.length === 0 && divided.every((minor) => minor === 0n))
    return all({ byCredit: 0n, byRefund: 0n })
  const byPart = billedByPart(invoice, given.parts, { origin: intent.origin, currency })
  const billed = own.map(({ partKey }) => byPart.get(partKey) ?? null)
  const left = billed.map((minor, place) => atLeastNothing((minor ?? 0n) - (divided[place] ?? 0n)))
  const most = new Map(own.map(({ partKey }, place) => [partKey, left[place] ?? 0n]))
  const taken = new Map<string, bigint | null>(own.map((part) => [part.partKey, 0n]))
  // A refund says what it is for; a credit is for what is left.
  for (const refund of refunds) takeRefund(taken, most, own, refund)
  const refunded = own.map(({ partKey }) => taken.get(partKey) ?? null)
  const less = lessOn(invoice, given.parts, byPart)
  const net = creditedNet(
    {
      gone: invoice.effective ? null : invoice.gone,
      // Before what is held back or drawn: with what was given back of that, credits come to as much at most.
      totalMinor: sumOrUnknown([invoice.totalMinor, -before.creditMinor, less === null ? null : -less]),
    },
    fresh,
    sumOrUnknown([...billed, ...divided.map((minor) => -minor)]),
    0n,
  )
  if (net === null || refunded.some((minor) => minor === null)) return all(UNKNOWN)
  const rooms = left.map((minor, place) => minor - (refunded[place] ?? 0n))
  const room = rooms.reduce((sum, minor) => sum + minor, 0n)
  const shares = allocate(net < room ? net : room, rooms)
  return new Map(
    own.map(({ partKey }, place) => [
      partKey,
      { byCredit: (divided[place] ?? 0n) + (shares[place] ?? 0n), byRefund: refunded[place] ?? 0n },
    ]),
  )
}

/**
 * What of the credit on an invoice, or on a deal's part of it, is divided already, and what is to be divided yet. What was
 * answered is of the whole invoice, and so is the credit that it is held against.
 */
function creditHere(
  { intent: { divisions }, invoice, portion, wholeCreditMinor }: Taken,
  creditMinor: bigint | null,
): { readonly before: CreditDivision; readonly fresh: bigint | null } {
  const whole = wholeCreditMinor === undefined ? creditMinor : wholeCreditMinor
  // One that is void bills nothing that a credit could take.
  if (divisions.length === 0 || whole === null || invoice?.effective !== true)
    return { before: { creditMinor: 0n, byPart: new Map() }, fresh: creditMinor }
  const before = dividedOf(divisions, whole)
  const [here = 0n, fresh = 0n] = portionsOf([before.creditMinor, whole - before.creditMinor], portion)
  return { before: { creditMinor: here, byPart: before.byPart }, fresh }
}

const atLeastNothing = (minor: bigint): bigint => (minor > 0n ? minor : 0n)

/** A refund over the parts of its milestone, by what is left of them. */
function takeRefund(
  taken: Map<string, bigint | null>,
  most: ReadonlyMap<string, bigint>,
  own: readonly BillingPart[],
  { milestoneId, netMinor }: Attributed,
): void {
  const keys = own.filter((part) => part.milestoneId === milestoneId).map(({ partKey }) => partKey)
  const left = keys.map((key) => {
    const minor = (most.get(key) ?? 0n) - (taken.get(key) ?? 0n)
    return minor > 0n ? minor : 0n
  })
  const room = left.reduce((sum, minor) => sum + minor, 0n)
  const parts = netMinor === null ? null : allocate(netMinor < room ? netMinor : room, left)
  for (const [place, key] of keys.entries()) {
    const before = taken.get(key) ?? null
    taken.set(key, before === null || parts === null ? null : before + (parts[place] ?? 0n))
  }
}

/** What credits and refunds took of one milestone on an invoice, net. Null is unknown. */
export function creditedOf(billed: Taken, milestoneId: string, currency: string): bigint | null {
  const byPart = creditedByPart(billed, currency)
  return sumOrUnknown(
    billed.parts
      .filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
      .map((part) => byPart.get(part.partKey) ?? null),
  )
}
