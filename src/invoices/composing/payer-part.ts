import { allocate } from '../../money/allocate'
import { type CreditClaim, claimBills, type ProgressClaim, progressOf } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { type Portion, portionsOf } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import { type BillingPart, partKey } from '../intent'

/** What one payer is billed of a milestone, with the key that only one live part may hold. */
export interface PayerPart extends Omit<Portion, 'billedAs'> {
  readonly partKey: string
  /** What it is billed by; left out for what completing the milestone bills: all of it, or what claims left. */
  readonly claim?: ProgressClaim | CreditClaim
}

/**
 * The parts in which a milestone is billed, in the order in which payers are named: one for each payer and claim, and
 * one for what claims leave. Each claim is divided by what its payers have left, so that a payer's parts sum to
 * exactly their portion; where a change order said what each pays of the claim, by that. What a credit lets be billed again
 * is beside all that.
 */
export function payerParts(schedule: Schedule, milestone: Milestone): PayerPart[] {
  const portions = portionsOf(schedule, milestone)
  const payerOf = ({ share, billedAs }: Portion) => (share === null ? 1 : payerInKey(billedAs))
  const keyOf = (portion: Portion, claim: number) =>
    partKey(milestone.milestoneId, 'work', payerOf(portion), claim)
  const claims = progressOf(milestone)
  let left = portions.map((portion) => portion.amountMinor)
  const parts: PayerPart[] = []
  for (const claim of claims) {
    const divided = agreedOf(portions, claim, left) ?? allocate(claim.amountMinor, left)
    left = left.map((minor, place) => minor - (divided[place] ?? 0n))
    for (const [place, portion] of portions.entries()) {
      const amountMinor = divided[place] ?? 0n
      if (amountMinor > 0n || isAgreed(portion, claim.number))
        parts.push({ ...portion, amountMinor, partKey: keyOf(portion, claim.number), claim })
    }
  }
  for (const [place, portion] of portions.entries()) {
    const amountMinor = left[place] ?? 0n
    if (claims.length === 0 || amountMinor > 0n || isAgreed(portion, claims.length + 1))
      parts.push({ ...portion, amountMinor, partKey: keyOf(portion, claims.length + 1) })
  }
  return [...parts, ...againParts(milestone, portions, payerOf)]
}

/** What was agreed that each payer pays of a claim; null where nothing was, or the claim is another one by now. */
function agreedOf(
  portions: readonly Portion[],
  { number, amountMinor }: ProgressClaim,
  left: readonly bigint[],
): bigint[] | null {
  const amounts = portions.map(({ agreed = [] }) =>
    agreed.reduce((sum, part) => (part.claim === number ? sum + part.amountMinor : sum), 0n),
  )
  const isAll = amounts.reduce((sum, minor) => sum + minor, 0n) === amountMinor
  return isAll && amounts.every((minor, place) => minor <= (left[place] ?? 0n)) ? amounts : null
}

/** What was agreed to be nothing is known by its key still: its invoice bills it. */
const isAgreed = ({ agreed = [] }: Portion, claim: number): boolean =>
  agreed.some((part) => part.claim === claim)

/**
 * What is one customer's of a milestone in several parts, all of it together: a person who makes its invoice by hand knows
 * neither of the shares that a merge made one customer's, nor of claims. Known by the first part's key; what credits let be
 * billed again is beside it.
 */
export function wholesOfPayers(schedule: Schedule, milestone: Milestone): PayerPart[] {
  const parts = payerParts(schedule, milestone).filter(({ claim }) => claim?.kind !== 'again')
  return [...new Set(parts.map(({ customerId }) => customerId))].flatMap((customerId) => {
    const [first, ...others] = parts.filter((part) => part.customerId === customerId)
    if (first === undefined || others.length === 0) return []
    const amountMinor = others.reduce((sum, part) => sum + part.amountMinor, first.amountMinor)
    return [{ ...first, amountMinor }]
  })
}

/** Every customer who pays some of a schedule: its own, and the payers of these milestones of it. */
export function payingCustomers(schedule: Schedule, milestones: readonly Milestone[]): ReadonlySet<string> {
  const paying = milestones.flatMap((milestone) =>
    payerParts(schedule, milestone).flatMap(({ customerId }) => customerId ?? []),
  )
  return new Set([...(schedule.terms.customerId === null ? [] : [schedule.terms.customerId]), ...paying])
}

/** What credits took and a person lets be billed again: to whom it was billed. */
function againParts(
  { milestoneId, claims }: Milestone,
  portions: readonly Portion[],
  payerOf: (portion: Portion) => 1 | `c${string}`,
): PayerPart[] {
  return claims.flatMap((claim): PayerPart[] => {
    if (claim.kind !== 'again') return []
    const portion = portions.find((each) => String(payerOf(each)) === claim.payer)
    const payer = claim.payer.startsWith('c') ? payerInKey(claim.payer.slice(1)) : 1
    return [
      {
        customerId:
          portion?.customerId ?? (payer === 1 ? (portions[0]?.customerId ?? null) : claim.payer.slice(1)),
        share: portion?.share ?? null,
        amountMinor: claimBills(claim),
        partKey: partKey(milestoneId, 'work', payer, `k${claim.number}`),
        claim,
      },
    ]
  })
}

const payerInKey = (billedAs: string | null): `c${string}` => `c${billedAs}`

/** Whether a part is one of several payers'. */
export const isOfSeveral = (part: Pick<BillingPart, 'partKey'>): boolean => /:c\d+:/.test(part.partKey)

/** Which claim of its milestone a part bills, and to whom, as they stand in its key. */
export const claimInKey = (key: string): string => key.split(':').at(-2) ?? ''
export const payerOfKey = (key: string): string => key.split(':').at(-3) ?? ''

/**
 * The parts that nothing bills now. What is billed by another division of the milestone stands for all of its claim:
 * its payers were others then, or a person linked an invoice of the whole. Of several, one that comes to nothing bills nothing.
 */
export function unbilledParts(
  parts: readonly PayerPart[],
  billed: readonly Pick<BillingPart, 'partKey' | 'live'>[],
): PayerPart[] {
  const known = new Set(parts.map((part) => part.partKey))
  const live = new Set(billed.filter((part) => part.live).map((part) => part.partKey))
  const otherwise = new Set([...live].filter((key) => !known.has(key)).map(claimInKey))
  return parts.filter(
    (part) =>
      !live.has(part.partKey) &&
      !otherwise.has(claimInKey(part.partKey)) &&
      (part.amountMinor > 0n || parts.length === 1),
  )
}

/** What may be billed of a milestone now: until it is completed, what is claimed of it. */
export const billableNow = (
  milestone: Pick<Milestone, 'workStatus'>,
  parts: readonly PayerPart[],
): PayerPart[] => parts.filter((part) => milestone.workStatus === 'completed' || part.claim !== undefined)
