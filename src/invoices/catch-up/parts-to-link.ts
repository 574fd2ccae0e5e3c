import { lockReason, type Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { conflict } from '../../tenants/refusal'
import { payerOfKey, payerParts, unbilledParts } from '../composing/payer-part'
import { type BillingPart, partKey } from '../intent'
import { assign, type Edge } from './assignment'
import type { HeldInvoice } from './held-invoice'
import { likeness } from './same-words'

/** A milestone with everything that was ever to be billed of it. */
export interface BilledMilestone {
  readonly milestone: Milestone
  readonly billed: readonly BillingPart[]
}

/** One part that an invoice may bill: its milestone, its key, and what it is worth by the schedule, in minor units. */
export interface OpenPart {
  readonly milestone: Milestone
  readonly partKey: string
  readonly amountMinor: bigint
}

/** One customer seldom pays more than two shares of a milestone: of more, all of them or one. */
const MOST_SHARES_COMBINED = 4
/** So many different sums are kept on the way to an invoice's amount. */
const MOST_SUMS = 5_000

/**
 * The parts that an invoice bills of these milestones, at least one of each. A milestone's part is its customer's, where
 * several pay; otherwise all of it. One customer may pay two shares of each since a merge, or a share that is claimed by
 * progress: then those pieces that come to the invoice's amount, over all of its milestones together, or all that have a line of their own; the first of each, where
 * nothing fits. `taken` are keys of parts that other invoices take in the same step. Refuses already_billed,
 * milestone_locked, wrong_status.
 */
export function partsToLink(
  schedule: Schedule,
  wanted: readonly BilledMilestone[],
  invoice: HeldInvoice,
  taken: ReadonlySet<string>,
): readonly OpenPart[] {
  const open = wanted.map((each) => openOf(schedule, each, invoice, taken))
  const [only] = open
  if (open.length === 1 && only?.fits) return [only.fits]
  const each = open.map(({ shares }) => shares)
  const all = each.flat()
  const likeliest = [all, ...sharesOfOne(each)].find((parts) => worth(parts) === invoice.netMinor)
  if (likeliest) return likeliest
  return sumOfEach(each, invoice.netMinor) ?? (hasLines(invoice, all) ? all : open.map(({ first }) => first))
}

/** For each of the payers who became one customer: what was theirs of every milestone. */
function sharesOfOne(each: readonly (readonly OpenPart[])[]): readonly (readonly OpenPart[])[] {
  const payers = new Set(each.flatMap((shares) => shares.map(({ partKey: key }) => payerOfKey(key))))
  return [...payers].flatMap((payer) => {
    const theirs = each.map((shares) =>
      shares.length === 1 ? shares : shares.filter(({ partKey: key }) => payerOfKey(key) === payer),
    )
    return theirs.every((shares) => shares.length > 0) ? [theirs.flat()] : []
  })
}

/** What an invoice may bill of one milestone; refused where that is nothing. */
function openOf(
  schedule: Schedule,
  given: BilledMilestone,
  invoice: HeldInvoice,
  taken: ReadonlySet<string>,
): { readonly first: OpenPart; readonly fits: OpenPart | null; readonly shares: readonly OpenPart[] } {
  const { milestone, billed } = given
  const parts = payerParts(schedule, milestone)
  const theirs = parts.filter((part) => part.customerId === invoice.customerId)
  const open = unbilledParts(theirs, billed).filter(({ partKey }) => !taken.has(partKey))
  const fits = open.find(({ amountMinor }) => amountMinor === invoice.netMinor)
  const own = parts.length === 1 ? parts[0] : (fits ?? open[0] ?? theirs[0])
  const free = own
    ? unbilledParts(parts, billed).some((part) => part.partKey === own.partKey)
    : !billed.some((part) => part.live)
  if (!free) {
    throw conflict(
      'already_billed',
      `“${milestone.name}” is billed already, or its invoice is on its way. Nothing was linked.`,
      { milestoneId: milestone.milestoneId },
    )
  }
  const reason = whyNotLinkable(schedule, given)
  if (reason !== null) {
    throw conflict(
      milestone.workStatus === 'cancelled' ? 'wrong_status' : 'milestone_locked',
      `“${milestone.name}” takes no invoice now. ${reason} Nothing was linked.`,
      { milestoneId: milestone.milestoneId },
    )
  }
  const partOf = (part: { partKey: string; amountMinor: bigint }): OpenPart => ({
    milestone,
    partKey: part.partKey,
    amountMinor: part.amountMinor,
  })
  const first =
    own === undefined
      ? {
          milestone,
          partKey: partKey(milestone.milestoneId, 'work'),
          amountMinor: milestone.amountMinor,
        }
      : partOf(own)
  // What a credit lets be billed again is beside the milestone; whatever else is open is a piece of it.
  const shares = open.filter(({ claim }) => claim?.kind !== 'again').map(partOf)
  return {
    first,
    fits: fits && parts.length > 1 ? partOf(fits) : null,
    shares: parts.length > 1 && shares.length > 0 ? shares : [first],
  }
}

/**
 * Of each milestone some shares that come to the amount all together; null where none do. Of several ways the one with
 * the most of the earlier milestones.
 */
function sumOfEach(each: readonly (readonly OpenPart[])[], minor: bigint | null): readonly OpenPart[] | null {
  if (minor === null) return null
  let reached = new Map<bigint, readonly OpenPart[]>([[0n, []]])
  for (const shares of each) {
    const next = new Map<bigint, readonly OpenPart[]>()
    for (const [before, chosen] of reached)
      for (const some of waysToTake(shares)) {
        const after = before + worth(some)
        if (after <= minor && !next.has(after) && next.size < MOST_SUMS) next.set(after, [...chosen, ...some])
      }
    reached = next
  }
  return reached.get(minor) ?? null
}

const worth = (parts: readonly OpenPart[]): bigint =>
  parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)

/** All of them first, then fewer, then each alone. */
function waysToTake(shares: readonly OpenPart[]): readonly (readonly OpenPart[])[] {
  if (shares.length > MOST_SHARES_COMBINED) return [shares, ...shares.map((share) => [share])]
  const ways: (readonly OpenPart[])[] = [[]]
  for (const share of shares) ways.push(...ways.map((some) => [...some, share]))
  return ways.filter((some) => some.length > 0).sort((a, b) => b.length - a.length)
}

/** Why a milestone takes no invoice now, in words; null when it does. */
export function whyNotLinkable(schedule: Schedule, { milestone, billed }: BilledMilestone): string | null {
  if (unbilledParts(payerParts(schedule, milestone), billed).length === 0) return 'It is billed already.'
  if (milestone.workStatus === 'cancelled' || milestone.workStatus === 'in_review')
    return lockReason({ ...milestone, billed: false })
  return null
}

const hasLines = (invoice: HeldInvoice, parts: readonly OpenPart[]): boolean =>
  linesFor(invoice, parts).every((lineId) => lineId !== null)

/** For each part its line, when every part has one of its amount; otherwise none, and the whole is shared. */
export function linesFor(invoice: HeldInvoice, parts: readonly OpenPart[]): readonly (string | null)[] {
  const whole = parts.map(() => null)
  const [only] = parts
  if (parts.length === 1 && only?.amountMinor === invoice.netMinor) return whole
  const edges = parts.flatMap((part, row) =>
    invoice.lines.flatMap((line, column): Edge[] => {
      if (line.id === null || line.amountMinor !== part.amountMinor || part.amountMinor === 0n) return []
      const words = likeness(part.milestone.name, line.text)
      const order = 1 / (2 + Math.abs(row - column))
      return [{ row, column, weight: 1 + order + (words === 'all' ? 4 : words === 'part' ? 2 : 0) }]
    }),
  )
  const pairs = assign(edges)
  if (pairs.length < parts.length) return whole
  const byRow = new Map(pairs.map(({ row, column }) => [row, invoice.lines[column]?.id ?? null]))
  return parts.map((_, row) => byRow.get(row) ?? null)
}
