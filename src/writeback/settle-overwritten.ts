import { settleAttention } from '../attention/attention-table'
import { forgetWritten, markDirty } from '../outbox/deal-mirror-table'
import { overwrittenOfCause } from '../outbox/overwritten'
import { forgetOverwritten } from '../outbox/overwritten-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'

/**
 * What a person says of a property that is changed in HubSpot again and again: `write_again` writes ours, and counts anew;
 * anything else leaves it as it is there. False where the cause is another one.
 */
export async function settleOverwritten(
  sql: Sql,
  actor: Actor,
  cause: string,
  action: string,
): Promise<boolean> {
  const of = overwrittenOfCause(cause)
  if (of === null) return false
  if (action !== 'write_again') return true
  await forgetOverwritten(sql, [of])
  await settleAttention(sql, cause, actor.who, action)
  await forgetWritten(sql, [{ dealId: of.dealId, names: [of.property] }])
  await markDirty(sql, [of.dealId])
  return true
}
