import { limits } from '../../../config/limits'
import { settleAttentions } from '../../attention/attention-table'
import { costPartKey } from '../../costs/cost-line'
import { listCosts, readCost, setRelease } from '../../costs/cost-line-table'
import { closeMessage, type Message, readMessage, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { notFound } from '../../tenants/refusal'
import { readIntent } from '../intent-table'
import { keysOfKind } from './extra-part-table'
import { costCause, promiseRelease } from './release-cost'

/** A person has one cost set not billable now, or lets it be. */
export async function settleRelease(
  sql: Sql,
  actor: Actor,
  message: Message,
  action: 'retry' | 'cancel',
): Promise<Message | null> {
  const cost = await readCost(sql, message.subjectId)
  if (!cost) throw notFound('owed work')
  await setRelease(sql, [cost.costId], action === 'retry' ? 'wanted' : null)
  await settleAttentions(sql, [costCause(cost.costId)], actor.who, action)
  if (action === 'retry') await wakeMessage(sql, message.messageId)
  else await closeMessage(sql, message.messageId, 'cancelled', null)
  return readMessage(sql, message.messageId)
}

/** A person has all costs of an invoice set not billable after all. */
export async function releaseCostsOf(sql: Sql, intentId: string): Promise<void> {
  const intent = await readIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  const keys = new Set(await keysOfKind(sql, intentId, 'cost'))
  const costs = await listCosts(sql, intent.scheduleId, limits.workEntriesRead)
  await promiseRelease(
    sql,
    intent.dealId,
    costs.filter((cost) => keys.has(costPartKey(cost)) && cost.billable === 'billable'),
  )
}
