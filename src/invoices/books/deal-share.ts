import { allocate } from '../../money/allocate'
import { formatAmount, money, sumOrUnknown } from '../../money/money'
import type { BilledIntent } from '../billing-status'
import { type Attributed, creditOn } from './attributed'
import { billedByPart, netOf } from './document'
import { netLines } from './net-lines'

/** How what settles an invoice of several deals is divided over them, and which of them one is. */
export interface Portion {
  readonly weights: readonly bigint[]
  readonly place: number
}

/**
 * One deal's part of each of these amounts, which settle an invoice one after the other: every amount's parts sum to it over
 * the deals, and a deal's to its part of their sum. All of each where the invoice bills one deal.
 */
export function portionsOf(amounts: readonly bigint[], portion: Portion | undefined): bigint[] {
  if (!portion) return [...amounts]
  const partOf = (sum: bigint) => allocateOver(sum, portion.weights)[portion.place] ?? 0n
  let before = 0n
  return amounts.map((amount) => {
    const part = partOf(before + amount) - partOf(before)
    before += amount
    return part
  })
}

/**
 * One deal's part of an invoice that bills several: its own lines, and of what belongs to none of them (tax, what a person
 * added, money that came) a share by largest remainder. Everything is worked out from totals, so the order in which
 * payments come moves no cent, and the deals' parts sum to the invoice. An invoice of one deal is all its own.
 */
export function shareOfDeal(billed: BilledIntent, scheduleId: string): BilledIntent {
  const parts = billed.parts.filter((part) => part.scheduleId === scheduleId)
  const deals = [...new Set(billed.parts.map((part) => part.scheduleId))].sort()
  const place = deals.indexOf(scheduleId)
  const { invoice, intent } = billed
  if (deals.length < 2 || invoice === null) return { ...billed, parts }
  const byPart = billedByPart(invoice, billed.parts, intent)
  const wholeCreditMinor = creditOn(billed)
  const nets = deals.map((deal) =>
    sumOrUnknown(
      billed.parts.filter((part) => part.scheduleId === deal).map((part) => byPart.get(part.partKey) ?? null),
    ),
  )
  const net = sumOrUnknown(nets)
  const whole = netOf(invoice)
  const { totalMinor, balanceMinor, taxMinor } = invoice
  const after = netLines(invoice, intent.currency)
  // A discount is on the lines already: each deal's own come to what it is billed.
  const lines = invoice.lines.flatMap((line, place) => {
    const minor = after[place] ?? null
    if (!parts.some((part) => part.lineId === line.Id)) return []
    return minor === null || invoice.discountMinor === 0n
      ? [line]
      : [{ ...line, Amount: formatAmount(money(minor, intent.currency)) }]
  })
  const isRead = after.every((minor) => minor !== null)
  // A line of this deal that nobody can find may be any of the others.
  const groupsMinor = (nets[place] ?? null) === null ? null : 0n
  const own = { lines, discountMinor: isRead ? 0n : null, groupsMinor }
  const unknown = { totalMinor: null, balanceMinor: null, taxMinor: null }
  if (net === null || whole === null || totalMinor === null || balanceMinor === null || taxMinor === null) {
    return {
      ...billed,
      parts,
      invoice: { ...invoice, ...unknown, ...own },
      paidMinor: null,
      creditedMinor: null,
      wholeCreditMinor,
      attributed: attributedHere(billed, scheduleId, () => null),
    }
  }
  const weights = nets.map((each) => (each !== null && each > 0n ? each : 0n))
  const share = (amount: bigint, by: readonly bigint[]) => allocateOver(amount, by)
  const taxes = share(taxMinor, weights)
  const extras = share(whole - net, weights)
  const totals = nets.map((each, at) => (each ?? 0n) + (taxes[at] ?? 0n) + (extras[at] ?? 0n))
  const settled = share(totalMinor - balanceMinor, totals)
  const { paidMinor, creditedMinor } = billed
  const portion: Portion = { weights: totals, place }
  // What settles it otherwise is what is left: it comes last.
  const [credited = null, paid = null] =
    creditedMinor === null || paidMinor === null ? [] : portionsOf([creditedMinor, paidMinor], portion)
  const at = (of: readonly bigint[]) => of[place] ?? 0n
  return {
    ...billed,
    parts,
    invoice: {
      ...invoice,
      totalMinor: at(totals),
      balanceMinor: at(totals) - at(settled),
      taxMinor: at(taxes),
      ...own,
    },
    paidMinor: paid,
    creditedMinor: credited,
    wholeCreditMinor,
    attributed: attributedHere(billed, scheduleId, (minor) => at(share(minor, totals))),
    portion,
  }
}

/**
 * What people said is for this deal: what gives a milestone back is its deal's, a credit memo is shared like one that is
 * applied, and a refund of no milestone is the first deal's.
 */
function attributedHere(
  { attributed, parts, intent }: BilledIntent,
  scheduleId: string,
  shareOf: (minor: bigint) => bigint | null,
): Attributed[] {
  return attributed.flatMap((each): Attributed[] => {
    if (each.milestoneId !== null) {
      const deal = parts.find(({ milestoneId }) => milestoneId === each.milestoneId)?.scheduleId
      return deal === scheduleId ? [each] : []
    }
    if (each.kind === 'RefundReceipt') return scheduleId === intent.scheduleId ? [each] : []
    const shared = (minor: bigint | null) => (minor === null ? null : shareOf(minor))
    return [{ ...each, totalMinor: shared(each.totalMinor), netMinor: shared(each.netMinor) }]
  })
}

/** Largest remainder; below zero the same the other way round, and all to the last one where nothing weighs. */
function allocateOver(amount: bigint, weights: readonly bigint[]): bigint[] {
  const by = weights.map((weight) => (weight > 0n ? weight : 0n))
  if (by.every((weight) => weight === 0n)) return by.map((_, at) => (at === by.length - 1 ? amount : 0n))
  return amount < 0n ? allocate(-amount, by).map((part) => -part) : allocate(amount, by)
}
