import { settleAttentions } from '../attention/attention-table'
import { record } from '../history/history-table'
import { addMessage, closeMessage, type Message, readMessageOf, wakeMessage } from '../outbox/outbox-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { lockDeal } from './choose-customer'
import { creationCauses, creationKey } from './customer-creation'
import {
  addCreation,
  endCreation,
  generationsOf,
  lockCreation,
  readCreation,
} from './customer-creation-table'

/**
 * What a person decided about a customer that is owed to QuickBooks. A refused one is tried again as a new decision,
 * because its cause was mended; one that is unclear is only looked for sooner.
 * Refuses: not_found, nothing_to_cancel, customer_being_created.
 */
export async function settleCreation(
  sql: Sql,
  actor: Actor,
  workspaceId: string,
  creationId: string,
  action: 'retry' | 'cancel',
): Promise<Message> {
  const found = await readCreation(sql, creationId)
  if (!found) throw notFound('owed work')
  await lockDeal(sql, found.dealId)
  const creation = await lockCreation(sql, creationId)
  const message = await readMessageOf(sql, 'customer.create', creationId)
  if (!creation || !message) throw notFound('owed work')
  const isOver = creation.state === 'refused'
  if (action === 'retry' && !isOver) {
    await wakeMessage(sql, message.messageId)
    return (await readMessageOf(sql, 'customer.create', creationId)) ?? message
  }
  if (action === 'cancel' && !isOver && !(creation.state === 'waiting' && creation.firstSentAt === null)) {
    throw conflict(
      'nothing_to_cancel',
      'It was sent, or may have been. Only what never left, or was refused, can be cancelled.',
    )
  }
  await endCreation(sql, creationId, { state: 'cancelled' })
  await closeMessage(sql, message.messageId, 'cancelled', message.fault)
  await settleAttentions(sql, creationCauses(creationId), actor.who, action)
  await announceDeals(sql, [creation.dealId])
  if (action === 'retry') {
    const { dealId, displayName, body, bodyHash } = creation
    const generation = (await generationsOf(sql, bodyHash)) + 1
    const requestKey = creationKey(workspaceId, bodyHash, generation)
    const again = { dealId, displayName, body, bodyHash, generation, requestKey, createdBy: actor }
    const next = await addCreation(sql, again)
    if (!next)
      throw conflict(
        'customer_being_created',
        `“${displayName}” is being created already. Wait for that one.`,
      )
    await addMessage(sql, { kind: 'customer.create', subjectId: next.creationId, dealId })
  }
  await record(sql, actor, [
    {
      what:
        action === 'retry'
          ? `Asked QuickBooks again for the new customer “${creation.displayName}”`
          : `Gave up the new customer “${creation.displayName}”`,
      dealId: creation.dealId,
    },
  ])
  return (await readMessageOf(sql, 'customer.create', creationId)) ?? message
}
