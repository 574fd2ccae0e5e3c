import type { Happening } from '../history/history-table'

/** A milestone that a person moved, with its place before and after, counted from 1. */
export interface Move {
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * The fewest moves that make the new order from the old one: all but a longest run of milestones that keep their order
 * among themselves. Dragging one row of a thousand is one move, though every position after it changes.
 */
export function movedBy(
  before: readonly { readonly milestoneId: string; readonly name: string }[],
  ids: readonly string[],
): Move[] {
  const placeBefore = new Map(before.map(({ milestoneId }, index) => [milestoneId, index]))
  const order = ids.map((id) => placeBefore.get(id) ?? 0)
  const stays = longestRise(order)
  return order.flatMap((from, to) =>
    stays.has(from) ? [] : [{ name: before[from]?.name ?? '', from: from + 1, to: to + 1 }],
  )
}

/** The members of a longest rising subsequence of distinct numbers, by patience: n log n, for 1,000 rows and more. */
function longestRise(numbers: readonly number[]): Set<number> {
  const tops: number[] = []
  const under = new Map<number, number | undefined>()
  for (const number of numbers) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    under.set(number, tops[low - 1])
    tops[low] = number
  }
  const members = new Set<number>()
  for (let top = tops.at(-1); top !== undefined; top = under.get(top)) members.add(top)
  return members
}

/** The moves as people will read them; nothing where nothing moved. */
export function reorderStory(dealId: string, moved: readonly Move[]): Happening[] {
  if (moved.length === 0) return []
  return [
    {
      what: 'Reordered the milestones',
      dealId,
      before: moved.map(({ name, from }) => ({ name, position: from })),
      after: moved.map(({ name, to }) => ({ name, position: to })),
    },
  ]
}
