import type { ShareView } from '../../http/contract/money'

interface Ratio {
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

/**
 * Shares of `base` (minor units, never negative), resolved together: the whole is Σ shares × base, rounded half
 * up; the parts get the largest remainders, and of equal remainders the later one wins. The order given is
 * the order of creation, which is why moving a milestone never moves a cent.
 */
export function resolveShares(base: bigint, ratios: readonly Ratio[]): bigint[] {
  const under = ratios.reduce((product, ratio) => lcm(product, ratio.under), 1n)
  const exact = ratios.map((ratio) => base * ratio.over * (under / ratio.under))
  const sum = exact.reduce((total, part) => total + part, 0n)
  const whole = (2n * sum + under) / (2n * under)
  const parts = exact.map((part) => part / under)
  const left = whole - parts.reduce((total, part) => total + part, 0n)
  const order = exact
    .map((part, at) => ({ at, remainder: part % under }))
    .sort((a, b) => (a.remainder === b.remainder ? b.at - a.at : a.remainder > b.remainder ? -1 : 1))
  for (const { at } of order.slice(0, Number(left))) parts[at] = (parts[at] ?? 0n) + 1n
  return parts
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}
