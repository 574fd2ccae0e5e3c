import { settleAttentions } from '../attention/attention-table'
import { closeMessage, type Message, readMessage, wakeMessage } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { timeCause } from './create-time'
import { entryKeys } from './time-entry'
import { lockToSend, rekeyEntry, setEntryState } from './time-entry-table'

/**
 * Carries out what a person decided about hours on their way to QuickBooks: try now, or take them back, which is
 * possible only for what never left or was refused. Refused hours were certainly not made, so their key stays.
 */
export async function settleTime(
  sql: Sql,
  actor: Actor,
  message: Message,
  action: string,
): Promise<Message | null> {
  const entry = await lockToSend(sql, message.subjectId)
  if (!entry) throw notFound('owed work')
  if (action === 'retry') {
    if (entry.state === 'refused') {
      const { workspaceId } = await readWorkspace(sql)
      await rekeyEntry(sql, entry.entryId, (turn) => entryKeys(workspaceId, entry.entryId, turn).requestKey)
    }
    await settleAttentions(sql, [timeCause(entry.entryId)], actor.who, 'retry')
    await wakeMessage(sql, message.messageId)
  }
  if (action === 'cancel') {
    if (entry.state !== 'queued' && entry.state !== 'refused') {
      throw conflict(
        'nothing_to_cancel',
        'It was sent, or may have been. Only what never left, or was refused, can be cancelled.',
      )
    }
    await setEntryState(sql, entry.entryId, { state: 'cancelled' })
    await closeMessage(sql, message.messageId, 'cancelled', null)
    await settleAttentions(sql, [timeCause(entry.entryId)], actor.who, 'cancel')
  }
  return readMessage(sql, message.messageId)
}
