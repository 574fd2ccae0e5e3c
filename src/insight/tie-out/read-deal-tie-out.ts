import type { Clock } from '../../clock/clock'
import { readDeal } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import { readTieOut } from '../../reconcile/read-tie-out'
import { readTakenDifferences } from '../../reconcile/taken-difference-table'
import type { TieOut } from '../../reconcile/tie-out'
import { notFound } from '../../tenants/refusal'
import { type OwnedDifference, ownedDifferences } from './tie-out-row'

/** A deal's tie-out as its page, its paper and its table show it. */
export interface DealTieOut {
  readonly deal: { readonly dealId: string; readonly name: string; readonly company: string | null }
  readonly tieOut: TieOut
  readonly differences: readonly OwnedDifference[]
}

/** A tie-out that was read before, with who looks into what now. */
export async function withOwnersNow(sql: Sql, { tieOut }: DealTieOut): Promise<OwnedDifference[]> {
  return ownedDifferences(tieOut, await readTakenDifferences(sql, [tieOut.scheduleId]))
}

/** A deal's tie-out with who looks into what; an id that was merged away finds the survivor. Refuses not_found. */
export async function readDealTieOut(sql: Sql, clock: Clock, dealId: string): Promise<DealTieOut> {
  const deal = await readDeal(sql, dealId)
  const id = deal?.dealId ?? dealId
  const tieOut = await readTieOut(sql, clock, id)
  if (!tieOut) throw notFound('schedule')
  const taken = await readTakenDifferences(sql, [tieOut.scheduleId])
  return {
    deal: { dealId: id, name: deal?.name ?? 'Unnamed deal', company: deal?.company ?? null },
    tieOut,
    differences: ownedDifferences(tieOut, taken),
  }
}
