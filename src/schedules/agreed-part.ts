import type { Share } from '../money/share'

/**
 * What one of several payers pays of a milestone, or of one claim of it, since a change order accepted an invoice that was
 * edited: shares can't say it any more. All of a milestone's together are all of it.
 */
export interface AgreedPart {
  /** By whose id the payer's parts are known. */
  readonly payer: string
  /** The share as it was then: whoever plans another one plans anew. */
  readonly share: Share
  /** The number of the claim in the part's key; what claims leave has the next one. */
  readonly claim: number
  /** Minor units of the schedule's currency. */
  readonly amountMinor: bigint
}

/** As it is stored: the amount as text. */
export type StoredAgreedPart = Omit<AgreedPart, 'amountMinor'> & { readonly amountMinor: string }

export const agreedFromStored = (stored: StoredAgreedPart): AgreedPart => ({
  ...stored,
  amountMinor: BigInt(stored.amountMinor),
})

export const agreedToStored = (part: AgreedPart): StoredAgreedPart => ({
  ...part,
  amountMinor: part.amountMinor.toString(),
})
