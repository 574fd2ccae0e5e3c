import type { BilledIntent } from '../billing-status'
import { headroom } from '../cap'

/** Work that waits for its month, as far as it is known without looking at what QuickBooks would refuse. */
export interface WaitingWork {
  readonly milestoneId: string
  readonly dueOn: string
  readonly position: number
  /** What nothing bills yet; null where that can't be told. */
  readonly openMinor: bigint | null
  /** A person is asked what stands in the way of billing it. */
  readonly blocked: boolean
}

/**
 * Of what waits, by id, what its month brings: nothing that is left out, and nothing past the contract. What comes first
 * takes its room first, as the month does.
 */
export function promisedOfMonth(
  contract: { readonly contractMinor: bigint; readonly currency: string; readonly tolerancePercent: string },
  intents: readonly BilledIntent[],
  waiting: readonly WaitingWork[],
): ReadonlySet<string> {
  const { contractMinor, tolerancePercent, currency } = contract
  const room = headroom(contractMinor, tolerancePercent, intents, currency)
  let left = room.remainingMinor
  const promised = new Set<string>()
  const inOrder = [...waiting].sort((a, b) =>
    a.dueOn === b.dueOn ? a.position - b.position : a.dueOn < b.dueOn ? -1 : 1,
  )
  for (const { milestoneId, openMinor, blocked } of inOrder) {
    if (blocked || left === null || openMinor === null || openMinor > left) continue
    left -= openMinor
    promised.add(milestoneId)
  }
  return promised
}
