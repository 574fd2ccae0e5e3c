import { type Ratio, resolveRatios } from '../../../http/contract/ratios'
import { minorOf, toMinor, typedDecimal } from '../../parts/minor-units'
import { ratioOf } from '../../parts/share-ratio'
import { shareInput } from '../../parts/typed-share'
import type { PlanDraft } from './plan-draft'
import { isFrozen } from './plan-lock'
import type { PlanRow } from './plan-row'

export interface PlanSums {
  /** Minor units by row key; null while a row can't be read. */
  readonly amounts: ReadonlyMap<string, bigint | null>
  readonly scheduled: bigint
  /** The contract sum: the contract value and approved change orders. Null while it can't be read. */
  readonly contract: bigint | null
}

/** Saved milestones were created before new ones, and new ones will be in the order they stand in. */
function byCreation(rows: readonly PlanRow[]): PlanRow[] {
  const age = (row: PlanRow) => row.saved?.ordinal ?? Number.POSITIVE_INFINITY
  return [...rows].sort((a, b) => (age(a) === age(b) ? 0 : age(a) - age(b)))
}

/** The contract value as typed, in minor units; null while it can't be read. */
function contractTyped({ header, digits }: PlanDraft): bigint | null {
  const typed = typedDecimal(header.contractValue, digits)
  return typed === null ? null : toMinor(typed, digits)
}

interface OneShare {
  readonly key: string
  readonly ratio: Ratio
  readonly settled: bigint | undefined
}

/** A share that is worked out with the others; a frozen one counts with what it has, where its base is the same. */
function shareIn(row: PlanRow, draft: PlanDraft, base: bigint): OneShare[] {
  const { saved } = row
  if (saved !== null && isFrozen(row, draft.formal)) {
    const same = saved.shareBase !== null && minorOf(saved.shareBase) === base
    const ratio = saved.share === null || !same ? null : ratioOf(saved.share)
    return ratio === null ? [] : [{ key: row.key, ratio, settled: minorOf(saved.amount) }]
  }
  const share = row.unit === 'share' ? shareInput(row.value) : null
  const ratio = share === null ? null : ratioOf(share)
  return ratio === null ? [] : [{ key: row.key, ratio, settled: undefined }]
}

function ownAmount(row: PlanRow, { digits, formal }: PlanDraft): bigint | null {
  if (row.saved !== null && isFrozen(row, formal)) return minorOf(row.saved.amount)
  const plain = row.unit === 'amount' ? typedDecimal(row.value, digits) : null
  return plain === null ? null : toMinor(plain, digits)
}

/** What every row comes to, and all of them, to the cent. A frozen row keeps the amount it has. */
export function planSums(draft: PlanDraft): PlanSums {
  const base = contractTyped(draft)
  const amounts = new Map(draft.rows.map((row) => [row.key, ownAmount(row, draft)]))
  if (base !== null) {
    const shares = byCreation([...draft.rows, ...draft.cancelled]).flatMap((row) => shareIn(row, draft, base))
    const parts = resolveRatios(base, shares)
    shares.forEach((share, at) => {
      if (amounts.has(share.key)) amounts.set(share.key, parts[at] ?? 0n)
    })
  }
  const scheduled = [...amounts.values()].reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)
  const changeOrders = toMinor(draft.changeOrders, draft.digits) ?? 0n
  return {
    amounts,
    scheduled,
    contract: base === null ? null : base + changeOrders,
  }
}
