import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { allWantNone } from '../../mail/no-reminder-table'
import { addMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import { nameOf } from '../hand-over/invoice-there'
import { lockInvoice } from '../prepared/lock-invoice'
import { readAsked } from './read-reminders'
import { occasion, type Reminder, whyNoReminder } from './reminder'
import { addReminder } from './reminder-table'

/**
 * Has QuickBooks e-mail an invoice once more, to remind of it. Asked again on the same day it is refused, whoever asks.
 * Answers the reminder; null for one that is due by itself (`afterDays`) and was made before, or goes to nobody who wants
 * reminders: a person may still write to them. Refuses what whyNoReminder refuses, and reminded_today.
 */
export async function askToRemind(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { intentId, afterDays }: { readonly intentId: string; readonly afterDays: number | null },
): Promise<Reminder | null> {
  const intent = await lockInvoice(sql, intentId)
  const asked = await readAsked(sql, clock, intent)
  const refusal = whyNoReminder(asked)
  if (refusal) throw refusal
  const { facts, today, to } = asked
  if (afterDays !== null && to !== null && (await allWantNone(sql, to))) return null
  const reminder = await addReminder(sql, {
    intentId,
    dueOn: facts?.dueOn ?? null,
    afterDays,
    askedOn: today,
    askedBy: actor.who,
  })
  if (reminder === null) {
    if (afterDays !== null) return null
    throw conflict(
      'reminded_today',
      `A reminder of ${nameOf(facts)} was asked for today already. Remind of it tomorrow at the earliest.`,
    )
  }
  await addMessage(sql, { kind: 'reminder.send', subjectId: reminder.reminderId, dealId: intent.dealId })
  const [part] = await readParts(sql, [intentId])
  await record(sql, actor, [
    {
      what: `Asked QuickBooks to remind ${to} of ${nameOf(facts)}${occasion(reminder)}`,
      dealId: intent.dealId,
      milestoneId: part?.milestoneId ?? null,
      after: { reminder: 'on its way', to },
    },
  ])
  return reminder
}
