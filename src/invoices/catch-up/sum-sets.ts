/** A thing that may be a part of a sum; the amount is in minor units and positive. */
export interface Summand {
  readonly id: string
  readonly amountMinor: bigint
}

/** Beyond this many milestones only neighbours are added up: every pair and triple would be too many to look at. */
const MOST_TO_COMBINE = 24
const MOST_FOUND = 5

/**
 * Sets of two or more that add up to exactly `wanted`: first runs of neighbours (in the given order), the shortest
 * first, then any two or three. At most a handful: more than one means that the sum alone tells nothing.
 */
export function setsThatSum<T extends Summand>(items: readonly T[], wanted: bigint): T[][] {
  const found = new Map<string, T[]>()
  const keep = (set: T[]) => {
    if (found.size < MOST_FOUND) found.set(keyOf(set), set)
  }
  for (const run of runsThatSum(items, wanted)) keep(run)
  if (items.length <= MOST_TO_COMBINE) for (const set of pairsAndTriples(items, wanted)) keep(set)
  return [...found.values()]
}

const keyOf = (set: readonly Summand[]): string =>
  set
    .map((each) => each.id)
    .sort()
    .join(' ')

/** Amounts are positive, so the sum of a run grows with its end and shrinks with its beginning. */
function runsThatSum<T extends Summand>(items: readonly T[], wanted: bigint): T[][] {
  const runs: T[][] = []
  let from = 0
  let sum = 0n
  for (const [to, item] of items.entries()) {
    sum += item.amountMinor
    while (sum > wanted && from <= to) {
      sum -= items[from]?.amountMinor ?? 0n
      from += 1
    }
    if (sum === wanted && to > from) runs.push(items.slice(from, to + 1))
  }
  return runs.sort((a, b) => a.length - b.length)
}

function pairsAndTriples<T extends Summand>(items: readonly T[], wanted: bigint): T[][] {
  const sets: T[][] = []
  for (const [i, first] of items.entries()) {
    for (const [j, second] of items.entries()) {
      if (j <= i) continue
      const rest = wanted - first.amountMinor - second.amountMinor
      if (rest === 0n) sets.push([first, second])
      else if (rest > 0n)
        for (const third of items.slice(j + 1))
          if (third.amountMinor === rest) sets.push([first, second, third])
    }
  }
  return sets
}
