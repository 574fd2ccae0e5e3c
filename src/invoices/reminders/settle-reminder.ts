import { settleAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { record } from '../../history/history-table'
import {
  closeMessage,
  type Message,
  readMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { readIntent } from '../intent-table'
import { type Reminder, reminderCause } from './reminder'
import { lockReminder, readRemindersOf, setReminder } from './reminder-table'

/**
 * Carries out what a person decided about a reminder: look (or try) now; take it back while nothing can have left; where
 * it is unclear, that it was sent, or that it goes once more. Refuses nothing_to_cancel, reminded_today, not_found.
 */
export async function settleReminder(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  reminderId: string,
  action: string,
): Promise<Message> {
  const reminder = await lockReminder(sql, reminderId)
  const message = reminder && (await readMessageOf(sql, 'reminder.send', reminderId))
  if (!reminder || !message) throw notFound('owed work')
  const from = { reminder: reminder.state }
  const cause = reminderCause(reminderId)
  switch (action) {
    case 'retry':
    case 'remind_again':
      // Trying an unclear one only looks: sending it once more must be said.
      if (reminder.state === 'refused' || (reminder.state === 'unclear' && action === 'remind_again')) {
        await refuseSecond(sql, clock, reminder)
        await setReminder(sql, reminderId, { state: 'wanted' })
        await settleAttention(sql, cause, actor.who, action)
        await tell(sql, actor, reminder, 'Asked for a reminder once more', from, { reminder: 'on its way' })
      }
      await wakeMessage(sql, message.messageId)
      break
    case 'was_sent':
      if (reminder.state === 'unclear') {
        await setReminder(sql, reminderId, { state: 'sent', sentAt: reminder.beganAt })
        await closeMessage(sql, message.messageId, 'done', null)
        await settleAttention(sql, cause, actor.who, action)
        await tell(sql, actor, reminder, 'Said that a reminder was sent', from, { reminder: 'sent' })
      }
      break
    case 'cancel':
      if (reminder.state !== 'wanted' && reminder.state !== 'refused')
        throw conflict(
          'nothing_to_cancel',
          'It was sent, or may have been. Only what never left, or was refused, can be cancelled.',
        )
      await setReminder(sql, reminderId, { state: 'cancelled', why: `${actor.who} took it back.` })
      await closeMessage(sql, message.messageId, 'cancelled', null)
      await settleAttention(sql, cause, actor.who, action)
      await tell(sql, actor, reminder, 'Took a reminder back', from, { reminder: 'taken back' })
  }
  return (await readMessage(sql, message.messageId)) ?? message
}

/** One that was refused holds its day no longer: another one may have been asked for. */
async function refuseSecond(sql: Sql, clock: Clock, reminder: Reminder): Promise<void> {
  const { zone } = await readWorkspace(sql)
  const days = [dayIn(zone, clock.now()), reminder.askedOn]
  const others = (await readRemindersOf(sql, reminder.intentId)).filter(
    ({ reminderId, state }) =>
      reminderId !== reminder.reminderId && state !== 'refused' && state !== 'cancelled',
  )
  if (others.some(({ askedOn }) => days.includes(askedOn)))
    throw conflict(
      'reminded_today',
      'Another reminder of this invoice was asked for that day. Cancel this one.',
    )
}

async function tell(
  sql: Sql,
  actor: Actor,
  reminder: Reminder,
  what: string,
  before: object,
  after: object,
): Promise<void> {
  const intent = await readIntent(sql, reminder.intentId)
  await record(sql, actor, [
    { what, dealId: intent?.dealId ?? null, before: { ...before }, after: { ...after } },
  ])
}
