import { resolveShares, type Share } from '../money/share'

/** A milestone's amount as planned: fixed, or a share of the contract value. In creation order. */
export interface PlannedAmount {
  readonly fixedMinor: bigint | null
  readonly share: Share | null
  /** Set when the amount may not move: what it is now, and of which base. */
  readonly frozen: { readonly amountMinor: bigint; readonly baseMinor: bigint | null } | null
}

export interface ResolvedAmount {
  readonly amountMinor: bigint
  readonly shareBaseMinor: bigint | null
}

/**
 * The amounts of a whole schedule. Open shares are resolved together with the frozen ones of the same base,
 * so that together they still sum to the whole; frozen amounts and fixed amounts never move.
 */
export function resolveAmounts(contractMinor: bigint, planned: readonly PlannedAmount[]): ResolvedAmount[] {
  const together = planned
    .map((amount, index) => ({ amount, index }))
    .filter(
      ({ amount }) =>
        amount.share !== null && (amount.frozen === null || amount.frozen.baseMinor === contractMinor),
    )
  const amounts = resolveShares(
    contractMinor,
    together.map(({ amount }) => ({
      share: amount.share ?? { percent: '0' },
      ...(amount.frozen === null ? {} : { settled: amount.frozen.amountMinor }),
    })),
  )
  const resolved = new Map(together.map(({ index }, place) => [index, amounts[place] ?? 0n]))
  return planned.map((amount, index) => {
    if (amount.frozen !== null) {
      return { amountMinor: amount.frozen.amountMinor, shareBaseMinor: amount.frozen.baseMinor }
    }
    if (amount.share === null) return { amountMinor: amount.fixedMinor ?? 0n, shareBaseMinor: null }
    return { amountMinor: resolved.get(index) ?? 0n, shareBaseMinor: contractMinor }
  })
}
