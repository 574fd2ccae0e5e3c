import type { ShareView } from '../../http/contract/money'
import type { Ratio } from '../../http/contract/ratios'

/** "33.34" % → 3334/10000, "1/3" → 1/3. Null when it is neither. */
export function ratioOf(share: ShareView): Ratio | null {
  if ('fraction' in share) {
    const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(share.fraction)
    return match === null ? null : { over: BigInt(match[1] ?? '0'), under: BigInt(match[2] ?? '1') }
  }
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(share.percent)
  if (match === null) return null
  return { over: BigInt((match[1] ?? '0') + (match[2] ?? '').padEnd(4, '0')), under: 1_000_000n }
}
