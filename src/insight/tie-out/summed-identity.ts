import { sumOrUnknown } from '../../money/money'
import type { Identity } from '../../reconcile/tie-out-identity'

/** A to E of a deal, or of a currency of the workspace: D and E are all credit memos and all payments together. */
export interface SummedIdentity {
  readonly id: Identity['id']
  readonly left: SummedTerm
  readonly right: readonly SummedTerm[]
  /** Left less right; null while something of it is unknown. */
  readonly difference: bigint | null
}

/** Minor units; null is unknown. */
export interface SummedTerm {
  readonly name: string
  readonly minor: bigint | null
}

const ids = ['A', 'B', 'C', 'D', 'E'] as const
const together: Readonly<Partial<Record<Identity['id'], string>>> = {
  D: 'All credit memos',
  E: 'All payments',
}
const used: Readonly<Partial<Record<Identity['id'], readonly string[]>>> = {
  D: ['Applied here', 'Applied elsewhere', 'Not applied yet'],
  E: ['Cash here', 'Cash elsewhere', 'Not applied yet'],
}

/** The five identities of a deal: where there are several of one kind, their sums. */
export const summedOf = (identities: readonly Identity[]): SummedIdentity[] =>
  ids.map((id) =>
    addIdentities(
      id,
      identities.filter((each) => each.id === id),
    ),
  )

/**
 * Identities of one kind, added up term by term: the sums of what stands in the rows, so that each total is exactly its rows.
 * Nothing sums to nothing, and an unknown part makes its sum unknown.
 */
export function addIdentities(id: Identity['id'], list: readonly SummedIdentity[]): SummedIdentity {
  const [first] = list
  const names = first ? first.right.map(({ name }) => name) : (used[id] ?? [])
  return {
    id,
    left: {
      name: together[id] ?? first?.left.name ?? '',
      minor: sumOrUnknown(list.map(({ left }) => left.minor)),
    },
    right: names.map((name, at) => ({
      name,
      minor: sumOrUnknown(list.map(({ right }) => right[at]?.minor ?? null)),
    })),
    difference: sumOrUnknown(list.map(({ difference }) => difference)),
  }
}
