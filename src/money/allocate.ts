/** Shares `amount` over weights by largest remainder, ties to the later one; the parts sum to it exactly. */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight, index) => ({
    index,
    part: (amount * weight) / total,
    rest: (amount * weight) % total,
  }))
  let left = amount - parts.reduce((sum, each) => sum + each.part, 0n)
  for (const each of [...parts].sort((a, b) =>
    a.rest === b.rest ? b.index - a.index : a.rest < b.rest ? 1 : -1,
  )) {
    if (left === 0n) break
    each.part += 1n
    left -= 1n
  }
  return parts.map((each) => each.part)
}
