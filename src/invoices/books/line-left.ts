import type { BilledIntent } from '../billing-status'
import type { BillingPart } from '../intent'
import { releaseLeft } from './release-left'

/**
 * What of a line still counts, of `minor` that it says: of a release what credits and refunds left, of what is held back or drawn
 * what credit memos did not give back. Signed as the line is; null is unknown.
 */
export function lineLeft(
  billed: Pick<BilledIntent, 'invoice' | 'parts' | 'creditedMinor' | 'attributed' | 'givenBack'>,
  part: BillingPart,
  minor: bigint | null,
): bigint | null {
  if (part.kind === 'retainage_release') return releaseLeft(billed, part, minor)
  const back = billed.givenBack?.get(part.partKey)
  if (back === undefined) return minor
  return minor === null || back === null ? null : minor + back
}
