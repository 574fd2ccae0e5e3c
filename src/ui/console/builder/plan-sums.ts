import type { ShareView } from '../../../http/contract/money'
import { minorOf, toMinor, typedDecimal } from '../../parts/minor-units'
import { type Ratio, ratioOf, resolveShares } from '../../parts/resolve-shares'
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

function contractOf({ header, digits }: PlanDraft): bigint | null {
  const typed = typedDecimal(header.contractValue, digits)
  return typed === null ? null : toMinor(typed, digits)
}

/** The shares that are worked out together; a locked one counts with what it has, while the contract is the same. */
function sharesOf(
  draft: PlanDraft,
  contract: bigint,
): { key: string; ratio: Ratio; settled: bigint | undefined }[] {
  const same = draft.savedContract !== null && toMinor(draft.savedContract, draft.digits) === contract
  return byCreation(draft.rows).flatMap((row) => {
    const locked = row.saved?.locked === true
    const share = locked ? (row.saved?.share ?? null) : row.unit === 'share' ? typedShare(row.value) : null
    const ratio = share === null ? null : ratioOf(share)
    if (ratio === null || (locked && !same)) return []
    return [{ key: row.key, ratio, settled: locked && row.saved ? minorOf(row.saved.amount) : undefined }]
  })
}

function ownAmount(row: PlanRow, digits: number): bigint | null {
  if (row.saved?.locked === true) return minorOf(row.saved.amount)
  const plain = row.unit === 'amount' ? typedDecimal(row.value, digits) : null
  return plain === null ? null : toMinor(plain, digits)
}

/** What every row comes to, and all of them, to the cent. A locked row keeps the amount it has. */
export function planSums(draft: PlanDraft): PlanSums {
  const contract = contractOf(draft)
  const amounts = new Map(draft.rows.map((row) => [row.key, ownAmount(row, draft.digits)]))
  if (contract !== null) {
    const shares = sharesOf(draft, contract)
    const parts = resolveShares(contract, shares)
    shares.forEach((share, at) => {
      amounts.set(share.key, parts[at] ?? 0n)
    })
  }
  const scheduled = [...amounts.values()].reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)
  return { amounts, scheduled, contract }
}
