/** Equal as data: both come from the same places, so their fields stand in the same order. */
export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

export interface Merged<T> {
  /** Every change of either side; where both changed a field differently, mine. */
  readonly merged: T
  /** The fields that both changed, differently. */
  readonly clashes: readonly string[]
}

/** Two people's changes to the same fields, brought together: what only one of them changed is taken from them. */
export function mergeFields<T extends object>(base: T, mine: T, theirs: T): Merged<T> {
  const merged = { ...mine }
  const clashes: string[] = []
  for (const name of Object.keys(theirs)) {
    const [was, now, other]: unknown[] = [
      Reflect.get(base, name),
      Reflect.get(mine, name),
      Reflect.get(theirs, name),
    ]
    if (same(now, other) || same(was, other)) continue
    if (same(was, now)) Reflect.set(merged, name, other)
    else clashes.push(name)
  }
  return { merged, clashes }
}

/** Puts `extra` keys, each behind the one that it follows in `from`, into `order`. */
function placedAfter(
  order: readonly string[],
  from: readonly string[],
  extra: ReadonlySet<string>,
): string[] {
  const there = new Set(order)
  const placed = [...order]
  let before: string | undefined
  for (const key of from) {
    if (extra.has(key)) {
      placed.splice(before === undefined ? 0 : placed.indexOf(before) + 1, 0, key)
      there.add(key)
    }
    if (there.has(key)) before = key
  }
  return placed
}

/**
 * Two orders of the same things, brought together; `kept` are all keys that there will be. Both answers are the
 * same unless both sides moved things, differently: then a person chooses.
 */
export function mergeOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  kept: ReadonlySet<string>,
): { mine: string[]; theirs: string[]; clash: boolean } {
  const [inMine, inTheirs] = [new Set(mine), new Set(theirs)]
  const everywhere = new Set(base.filter((key) => inMine.has(key) && inTheirs.has(key)))
  const only = (keys: readonly string[]) => keys.filter((key) => everywhere.has(key))
  const iMoved = !same(only(base), only(mine))
  const theyMoved = !same(only(base), only(theirs))
  const clash = iMoved && theyMoved && !same(only(mine), only(theirs))
  const within = (keys: readonly string[]) => keys.filter((key) => kept.has(key))
  const missing = (keys: readonly string[], there: readonly string[]) => {
    const held = new Set(there)
    return new Set(keys.filter((key) => !held.has(key)))
  }
  const [myOrder, theirOrder] = [within(mine), within(theirs)]
  const byMine = placedAfter(myOrder, theirOrder, missing(theirOrder, myOrder))
  const byTheirs = placedAfter(theirOrder, myOrder, missing(myOrder, theirOrder))
  if (clash) return { mine: byMine, theirs: byTheirs, clash }
  const settled = iMoved ? byMine : byTheirs
  return { mine: settled, theirs: settled, clash }
}

/** `to` with one field taken from `from`. */
export function withField<T extends object>(to: T, from: T, name: string): T {
  const copy = { ...to }
  Reflect.set(copy, name, Reflect.get(from, name))
  return copy
}
