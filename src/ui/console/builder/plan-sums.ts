import type { ShareView } from '../../../http/contract/money'
import { minorOf, toMinor, typedDecimal } from '../../parts/minor-units'
import { ratioOf, resolveShares } from '../../parts/resolve-shares'
import type { PlanDraft, PlanRow } from './plan-draft'

/** "40", "33.34 %" or "1/3" as a share; null when it is neither. */
export function typedShare(text: string): ShareView | null {
  const plain = text.replace(/[\s%]/g, '')
  const share: ShareView = plain.includes('/') ? { fraction: plain } : { percent: plain }
  return ratioOf(share) === null ? null : share
}

export interface PlanSums {
  /** Minor units by row key; null while a row can't be read. */
  readonly amounts: ReadonlyMap<string, bigint | null>
  readonly scheduled: bigint
  /** Null while the contract value can't be read. */
  readonly contract: bigint | null
}

/** Saved milestones were created before new ones, and new ones will be in the order they stand in. */
function byCreation(rows: readonly PlanRow[]): PlanRow[] {
  const age = (row: PlanRow) => row.saved?.position ?? Number.POSITIVE_INFINITY
  return [...rows].sort((a, b) => (age(a) === age(b) ? 0 : age(a) - age(b)))
}

/** What every row comes to, and all of them, to the cent. A locked row keeps the amount it has. */
export function planSums(draft: PlanDraft): PlanSums {
  const { digits } = draft
  const typed = typedDecimal(draft.header.contractValue, digits)
  const contract = typed === null ? null : toMinor(typed, digits)
  const amounts = new Map<string, bigint | null>()
  const shared = byCreation(draft.rows).flatMap((row) => {
    const share = row.unit === 'share' && row.saved?.locked !== true ? typedShare(row.value) : null
    const ratio = share === null ? null : ratioOf(share)
    return ratio === null ? [] : [{ key: row.key, ratio }]
  })
  const parts = resolveShares(
    contract ?? 0n,
    shared.map((item) => item.ratio),
  )
  for (const row of draft.rows) {
    if (row.saved?.locked === true) amounts.set(row.key, minorOf(row.saved.amount))
    else if (row.unit === 'amount') {
      const plain = typedDecimal(row.value, digits)
      amounts.set(row.key, plain === null ? null : toMinor(plain, digits))
    } else amounts.set(row.key, null)
  }
  shared.forEach((item, at) => {
    amounts.set(item.key, contract === null ? null : (parts[at] ?? 0n))
  })
  const scheduled = [...amounts.values()].reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)
  return { amounts, scheduled, contract }
}
