import { roundHalfUp, shareRatio } from '../money/share'

/** Work of a milestone that was done by a day, as a percentage of it: billed as the difference to what was claimed before. */
export interface ProgressClaim {
  readonly kind: 'progress'
  /** 1 for the first one; the number is in the key of what it bills. */
  readonly number: number
  /** Of the milestone, to date: decimal text above 0 and below 100. */
  readonly percent: string
  /** Minor units: what the percentage comes to, and what of it this claim bills. */
  readonly toDateMinor: bigint
  readonly amountMinor: bigint
  readonly note: string | null
  readonly by: string
  readonly at: Date
}

/** What a credit or a refund took of an invoice, and what a person decided about it. */
export interface CreditClaim {
  /** `again`: it is billed once more, by a claim of its own. `closed`: nothing will bill it. */
  readonly kind: 'again' | 'closed'
  readonly number: number
  readonly amountMinor: bigint
  /** `again`: by how much a change order moved what it bills, after its own invoice was edited; left out: it did not. */
  readonly movedMinor?: bigint
  /** The intent whose invoice was credited, and how people call that invoice. */
  readonly intentId: string
  readonly invoice: string
  /** Who paid: the payer as it stands in the key of the part that was credited. */
  readonly payer: string
  /** QuickBooks' id of the refund that took it; left out where a credit did. */
  readonly refund?: string
  readonly by: string
  readonly at: Date
}

export type Claim = ProgressClaim | CreditClaim

/** A claim as it is stored: amounts and the moment as text. */
export type StoredClaim =
  | (Omit<ProgressClaim, 'toDateMinor' | 'amountMinor' | 'at'> & {
      readonly toDateMinor: string
      readonly amountMinor: string
      readonly at: string
    })
  | (Omit<CreditClaim, 'amountMinor' | 'movedMinor' | 'at'> & {
      readonly amountMinor: string
      readonly movedMinor?: string
      readonly at: string
    })

export const claimFromStored = (stored: StoredClaim): Claim => {
  const at = new Date(stored.at)
  const amountMinor = BigInt(stored.amountMinor)
  if (stored.kind === 'progress')
    return { ...stored, toDateMinor: BigInt(stored.toDateMinor), amountMinor, at }
  const { movedMinor, ...said } = stored
  return { ...said, amountMinor, at, ...(movedMinor !== undefined && { movedMinor: BigInt(movedMinor) }) }
}

export const claimToStored = (claim: Claim): StoredClaim => {
  const at = claim.at.toISOString()
  const amountMinor = claim.amountMinor.toString()
  if (claim.kind === 'progress')
    return { ...claim, toDateMinor: claim.toDateMinor.toString(), amountMinor, at }
  const { movedMinor, ...said } = claim
  return { ...said, amountMinor, at, ...(movedMinor !== undefined && { movedMinor: movedMinor.toString() }) }
}

export const progressOf = ({ claims }: { readonly claims: readonly Claim[] }): ProgressClaim[] =>
  claims.filter((claim) => claim.kind === 'progress')

/** What is claimed of a milestone by percent so far, in minor units. */
export const claimedMinor = (milestone: { readonly claims: readonly Claim[] }): bigint =>
  progressOf(milestone).reduce((sum, claim) => sum + claim.amountMinor, 0n)

/** What credits took and people decided so, of one invoice or of all, in minor units. */
export const decidedOfCredits = (
  { claims }: { readonly claims: readonly Claim[] },
  kind: CreditClaim['kind'],
  intentId?: string,
): bigint =>
  claims
    .filter((claim) => claim.kind === kind && (intentId === undefined || claim.intentId === intentId))
    .reduce((sum, claim) => sum + claim.amountMinor, 0n)

/** What one refund took of a milestone and people decided so, in minor units. */
export const decidedOfRefund = (
  { claims }: { readonly claims: readonly Claim[] },
  kind: CreditClaim['kind'],
  refund: string,
  intentId: string,
): bigint =>
  claims
    .filter((claim) => claim.kind === kind && claim.refund === refund && claim.intentId === intentId)
    .reduce((sum, claim) => sum + claim.amountMinor, 0n)

/** What was earned by now: all of it once the work is completed, until then what is claimed. Minor units. */
export const earnedMinor = (milestone: {
  readonly workStatus: string
  readonly amountMinor: bigint
  readonly claims: readonly Claim[]
}): bigint => (milestone.workStatus === 'completed' ? milestone.amountMinor : claimedMinor(milestone))

/** What a percentage of an amount comes to, in minor units, half a unit rounded up. */
export function toDateOf(amountMinor: bigint, percent: string): bigint {
  const { over, under } = shareRatio({ percent })
  return roundHalfUp(amountMinor * over, under)
}

/** What a claim bills: of what a credit took, what its own invoice was agreed to bill of it. Never below nothing. */
export function claimBills(claim: Claim): bigint {
  const minor = claim.amountMinor + (claim.kind === 'progress' ? 0n : (claim.movedMinor ?? 0n))
  return minor < 0n ? 0n : minor
}

/** The next number of a kind of claim: kept claims keep theirs. */
export const nextNumber = (claims: readonly Claim[], isProgress: boolean): number =>
  1 +
  claims
    .filter((claim) => (claim.kind === 'progress') === isProgress)
    .reduce((most, { number }) => (number > most ? number : most), 0)

/** Whether one percentage is above another one. Both are decimal text. */
export function isAbove(percent: string, other: string): boolean {
  const [one, two] = [shareRatio({ percent }), shareRatio({ percent: other })]
  return one.over * two.under > two.over * one.under
}
