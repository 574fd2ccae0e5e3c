import { sumOrUnknown } from '../../money/money'
import type { TieOut, TieOutState } from '../../reconcile/tie-out'
import { type Identity, less } from '../../reconcile/tie-out-identity'
import { addIdentities, type SummedIdentity, type SummedTerm } from './summed-identity'
import type { TieOutRow } from './tie-out-row'

/** One currency of the workspace: its deals added up. Minor units; null is unknown. */
export interface TieOutSection {
  readonly currency: string
  readonly deals: number
  readonly states: Readonly<Record<TieOutState, number>>
  /** Open differences in its rows, and how many of them somebody looks into. */
  readonly open: number
  readonly taken: number
  /** Since when the oldest of them is there. */
  readonly oldest: Date | null
  readonly identities: readonly SummedIdentity[]
}

/** A section that deals are added to, one after the other; none of them is kept. */
export interface OpenSection {
  add(row: TieOutRow, tieOut: TieOut): void
  sum(): TieOutSection
}

/** What a credit memo or a payment comes to, and what became of it. */
interface Used {
  readonly total: bigint | null
  readonly here: bigint | null
  /** All of it that is applied, wherever. */
  readonly applied: bigint | null
  readonly left: bigint | null
}

const nothing: Used = { total: 0n, here: 0n, applied: 0n, left: 0n }
const plus = (one: bigint | null, other: bigint | null) => sumOrUnknown([one, other])
const both = (one: Used, other: Used): Used => ({
  total: plus(one.total, other.total),
  here: plus(one.here, other.here),
  applied: plus(one.applied, other.applied),
  left: plus(one.left, other.left),
})

/**
 * Adds up the deals of one currency. A, B and C are the sums of the rows, term by term. A payment or credit memo of several
 * deals counts once: what is "here" is the sum of the rows, and "elsewhere" is none of these deals'.
 */
export function openSection(currency: string): OpenSection {
  const states = { holds: 0, differs: 0, unknown: 0 }
  const sums = new Map<Identity['id'], SummedIdentity>()
  const used = { D: nothing, E: nothing }
  // Of what somebody else used too more may come; the rest is added at once, and only its id is kept: a deal whose part of
  // it is nothing has it too.
  const whole = { D: new Set<string>(), E: new Set<string>() }
  const shared = { D: new Map<string, Used>(), E: new Map<string, Used>() }
  let open = 0
  let taken = 0
  let oldest: Date | null = null
  return {
    add(row, tieOut) {
      states[row.state] += 1
      for (const each of row.identities.filter(({ id }) => id < 'D')) {
        const held = sums.get(each.id)
        sums.set(each.id, held ? addIdentities(each.id, [held, each]) : each)
      }
      for (const { id, document, left, right } of tieOut.identities) {
        if ((id !== 'D' && id !== 'E') || document === null) continue
        const [here = null, elsewhere = null, rest = null] = right.map(({ minor }) => minor)
        const one: Used = { total: left.minor, here, applied: plus(here, elsewhere), left: rest }
        const held = shared[id].get(document.quickbooksId)
        if (whole[id].has(document.quickbooksId)) used[id] = { ...used[id], here: plus(used[id].here, here) }
        else if (held) shared[id].set(document.quickbooksId, { ...held, here: plus(held.here, here) })
        else if (elsewhere === 0n) {
          used[id] = both(used[id], one)
          whole[id].add(document.quickbooksId)
        } else shared[id].set(document.quickbooksId, one)
      }
      for (const { owner, since } of row.differences) {
        open += 1
        if (owner !== null) taken += 1
        if (since !== null && (oldest === null || since < oldest)) oldest = since
      }
    },
    sum() {
      const ofUsed = (id: 'D' | 'E'): SummedIdentity => {
        const all = [...shared[id].values()].reduce(both, used[id])
        const terms = [all.here, plus(all.applied, less(all.here)), all.left]
        const empty = addIdentities(id, [])
        const right = empty.right.map(({ name }, at): SummedTerm => ({ name, minor: terms[at] ?? null }))
        return {
          id,
          left: { name: empty.left.name, minor: all.total },
          right,
          difference: sumOrUnknown([all.total, ...right.map(({ minor }) => less(minor))]),
        }
      }
      const added = (['A', 'B', 'C'] as const).map((id) => sums.get(id) ?? addIdentities(id, []))
      const deals = states.holds + states.differs + states.unknown
      const identities = [...added, ofUsed('D'), ofUsed('E')]
      return { currency, deals, states: { ...states }, open, taken, oldest, identities }
    },
  }
}
