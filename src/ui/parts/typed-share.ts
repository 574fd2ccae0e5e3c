import type { ShareView } from '../../http/contract/money'
import type { Ratio } from '../../http/contract/ratios'
import { ratioOf } from './share-ratio'

/** A share as it would be typed: "40" for percent, "1/3". */
export const shareTyped = (share: ShareView): string => ('percent' in share ? share.percent : share.fraction)

/** "40", "33.34 %" or "1/3" as a share above nothing and at most the whole; null when it is none. */
export function shareInput(typed: string): ShareView | null {
  const plain = typed.replace(/[\s%]/g, '')
  const share: ShareView = plain.includes('/') ? { fraction: plain } : { percent: plain }
  const ratio = ratioOf(share)
  return ratio === null || ratio.over === 0n || ratio.over > ratio.under ? null : share
}

/** Why a typed share is none, in words. */
export function shareError(typed: string): string {
  const plain = typed.replace(/[\s%]/g, '')
  if (/^\d+\.\d{5,}$/.test(plain)) return 'At most four decimals; or a fraction, such as 1/3'
  const ratio = ratioOf(plain.includes('/') ? { fraction: plain } : { percent: plain })
  if (ratio !== null && ratio.over > ratio.under) return 'At most 100 %'
  if (ratio?.over === 0n) return 'More than 0 %'
  return 'A share, such as 40 or 1/3'
}

function lowest({ over, under }: Ratio): Ratio {
  let [a, b] = [over < 0n ? -over : over, under]
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? { over: 0n, under: 1n } : { over: over / a, under: under / a }
}

/** What these shares leave of the whole, exactly; below zero when they are more. */
export function leftOfWhole(shares: readonly ShareView[]): Ratio {
  return shares.reduce<Ratio>(
    (left, share) => {
      const ratio = ratioOf(share) ?? { over: 0n, under: 1n }
      return lowest({
        over: left.over * ratio.under - ratio.over * left.under,
        under: left.under * ratio.under,
      })
    },
    { over: 1n, under: 1n },
  )
}

/** A ratio in words: "12.5 %" where four decimals say it exactly, otherwise "1/3". The sign is left out. */
export function ratioText({ over, under }: Ratio): string {
  const size = over < 0n ? -over : over
  if ((size * 1_000_000n) % under !== 0n) return `${size}/${under}`
  const tenThousandths = ((size * 1_000_000n) / under).toString().padStart(5, '0')
  const decimals = tenThousandths.slice(-4).replace(/0+$/, '')
  return `${tenThousandths.slice(0, -4)}${decimals === '' ? '' : `.${decimals}`}\u00a0%`
}
