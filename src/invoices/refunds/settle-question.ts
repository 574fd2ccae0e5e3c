import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { invalid } from '../../tenants/refusal'
import { refundOfCause } from './follow-refunds'
import { settleRefund } from './settle-refund'

/**
 * Carries out what a person answered to the question about a refund; false where it is another question. Refuses what
 * `settleRefund` refuses, and validation_failed where the answer needs to say which milestone.
 */
export async function settleQuestion(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  item: {
    readonly cause: string
    readonly milestoneId: string | null
    readonly intentId: string | null
    readonly about: string | null
  },
  action: string,
): Promise<boolean> {
  const refundId = refundOfCause(item.cause)
  if (refundId === null) return false
  const { intentId, milestoneId, about } = item
  if (action === 'refund_none') await settleRefund(sql, actor, clock, refundId, [], about)
  else if (intentId !== null && action !== 'refund_choose')
    await settleRefund(
      sql,
      actor,
      clock,
      refundId,
      [{ intentId, milestoneId, again: action === 'refund_again' }],
      about,
    )
  else {
    const detail = `Say which milestone it gives back, and whether that is billed again, by POST /refunds/${refundId}/settle.`
    throw invalid([{ pointer: '/action', detail }])
  }
  return true
}
