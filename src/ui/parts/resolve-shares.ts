import type { ShareView } from '../../http/contract/money'

export interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

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

/** One share to resolve; `settled` (minor units) is an amount that may not move any more. */
export interface ShareToResolve {
  readonly ratio: Ratio
  readonly settled?: bigint | undefined
}

/**
 * Shares of `base` (minor units, never negative), resolved together: the whole is Σ shares × base, rounded half
 * up; the open parts take what the settled ones leave of it, by the largest remainders, and of equal remainders
 * the later one wins. The order given is the order of creation, which is why moving a milestone never moves a cent.
 */
export function resolveShares(base: bigint, shares: readonly ShareToResolve[]): bigint[] {
  const under = shares.reduce((product, { ratio }) => lcm(product, ratio.under), 1n)
  const exact = shares.map(({ ratio }) => base * ratio.over * (under / ratio.under))
  const whole = (2n * exact.reduce(sum, 0n) + under) / (2n * under)
  const parts = shares.map(({ settled }, at) => settled ?? (exact[at] ?? 0n) / under)
  const left = whole - parts.reduce(sum, 0n)
  const order = exact
    .map((part, at) => ({ at, remainder: part % under }))
    .filter(({ at }) => shares[at]?.settled === undefined)
    .sort((a, b) => (a.remainder === b.remainder ? b.at - a.at : a.remainder > b.remainder ? -1 : 1))
  for (const { at } of left > 0n ? order.slice(0, Number(left)) : []) parts[at] = (parts[at] ?? 0n) + 1n
  return parts
}

const sum = (total: bigint, part: bigint) => total + part

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}
