/** A part of a whole as a person typed it: a percentage (up to 4 decimals) or a fraction. */
export type Share = { readonly percent: string } | { readonly fraction: string }

/** An exact ratio; the denominator is positive. */
export interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

/** The exact value of a share: "33.34" % is 333400 / 1000000. Throws on text that is neither form. */
export function shareRatio(share: Share): Ratio {
  if ('percent' in share) {
    const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(share.percent)
    if (!match) throw new Error(`not a percentage: ${share.percent}`)
    return { over: BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(4, '0')), under: 1_000_000n }
  }
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(share.fraction)
  const under = BigInt(match?.[2] ?? '0')
  if (!match || under === 0n) throw new Error(`not a fraction: ${share.fraction}`)
  return { over: BigInt(match[1] ?? '0'), under }
}

/** "20 %" or "1/3", for people. */
export function shareText(share: Share): string {
  return 'percent' in share ? `${share.percent} %` : share.fraction
}

/** The exact sum of shares, in lowest terms. */
export const sumOfShares = (shares: readonly Share[]): Ratio => sumOfRatios(shares.map(shareRatio))

const sumOfRatios = (ratios: readonly Ratio[]): Ratio =>
  ratios.reduce(
    (sum, next) => reduced(sum.over * next.under + next.over * sum.under, sum.under * next.under),
    {
      over: 0n,
      under: 1n,
    },
  )

function reduced(over: bigint, under: bigint): Ratio {
  let [a, b] = [over, under]
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? { over: 0n, under: 1n } : { over: over / a, under: under / a }
}

/** Half a unit rounds up; amounts here are never negative. */
export function roundHalfUp(over: bigint, under: bigint): bigint {
  return (2n * over + under) / (2n * under)
}

/** One share to resolve. `settled` keeps an amount that may not move (billed, completed, in review). */
export interface ShareToResolve {
  readonly share: Share
  readonly settled?: bigint | undefined
}
/** The same by its exact value. */
export interface RatioToResolve {
  readonly ratio: Ratio
  readonly settled?: bigint | undefined
}

/** Turns shares of one base into minor units, together, as resolveRatios does. */
export const resolveShares = (base: bigint, shares: readonly ShareToResolve[]): bigint[] =>
  resolveRatios(
    base,
    shares.map(({ share, settled }) => ({ ratio: shareRatio(share), settled })),
  )

/**
 * Turns parts of one base into minor units, together: the whole is Σ ratios × base rounded half up, the
 * parts follow by largest remainder, ties to the one created later. The list is in creation order, which is
 * fixed for life, so that reordering a schedule never moves a cent. Settled amounts are left as they are and
 * the open parts share what is left of the whole; never below zero.
 */
export function resolveRatios(base: bigint, ratios: readonly RatioToResolve[]): bigint[] {
  if (base < 0n) throw new Error('a base is never negative')
  const total = sumOfRatios(ratios.map(({ ratio }) => ratio))
  const whole = roundHalfUp(total.over * base, total.under)
  const settled = ratios.reduce((sum, each) => sum + (each.settled ?? 0n), 0n)

  const parts = ratios.map((each, created) => {
    if (each.settled !== undefined) return { created, amount: each.settled, open: false, over: 0n, under: 1n }
    const { over, under } = each.ratio
    const exact = over * base
    return { created, amount: exact / under, open: true, over: exact % under, under }
  })
  const open = parts.filter((part) => part.open)
  const floors = open.reduce((sum, part) => sum + part.amount, 0n)
  let left = whole - settled - floors
  // With settled parts from another base or rounding the rest can leave 0..n; anything else stays at the floor.
  if (left < 0n) left = 0n
  const byRemainder = [...open].sort((a, b) => {
    const difference = b.over * a.under - a.over * b.under
    return difference === 0n ? b.created - a.created : difference > 0n ? 1 : -1
  })
  for (const part of byRemainder) {
    if (left === 0n) break
    part.amount += 1n
    left -= 1n
  }
  return parts.map((part) => part.amount)
}
