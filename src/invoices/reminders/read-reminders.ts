import type { Clock } from '../../clock/clock'
import { dayIn, daysAfter } from '../../clock/day'
import { allWantNone } from '../../mail/no-reminder-table'
import type { Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { isCovered } from '../books/attributed'
import { readAttributed } from '../books/attribution-table'
import { readPosted } from '../hand-over/read-posted'
import { addressOf } from '../hand-over/send-later'
import type { BillingIntent } from '../intent'
import { readIntent } from '../intent-table'
import { type AskedInvoice, type Reminder, whyNoReminder } from './reminder'
import { readRemindersOf } from './reminder-table'

/** What is known of an invoice that somebody may be reminded of. */
export async function readAsked(sql: Sql, clock: Clock, intent: BillingIntent): Promise<AskedInvoice> {
  const { zone } = await readWorkspace(sql)
  const posted = await readPosted(sql, intent)
  const to = posted ? addressOf(posted.document) : null
  const facts = posted?.facts ?? null
  const said = (await readAttributed(sql, [intent])).get(intent.intentId) ?? []
  const covered = facts !== null && isCovered(facts, said)
  return { intent, facts, covered, zone, today: dayIn(zone, clock.now()), to }
}

/** An invoice's reminders, what may be asked now, and when the next one goes by itself. */
export interface RemindersPage {
  readonly reminders: readonly Reminder[]
  readonly to: string | null
  /** Why nobody can be reminded now; null when they can. */
  readonly whyNot: string | null
  readonly next: { readonly on: string; readonly afterDays: number } | null
  /** Nobody whom it goes to wants reminders: none goes by itself. */
  readonly wantsNone: boolean
}

export async function readReminders(sql: Sql, clock: Clock, intentId: string): Promise<RemindersPage> {
  const intent = await readIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  const asked = await readAsked(sql, clock, intent)
  const reminders = await readRemindersOf(sql, intentId)
  const { facts, covered, today, to } = asked
  const isAskedToday = reminders.some(
    ({ askedOn, state }) => askedOn === today && state !== 'refused' && state !== 'cancelled',
  )
  const whyNot =
    whyNoReminder(asked)?.message ?? (isAskedToday ? 'A reminder was asked for today already.' : null)
  const { settings } = await readWorkspace(sql)
  const isHeld = facts?.sent === true || intent.delivered !== null
  const open = isHeld && facts?.effective === true && facts.balanceMinor !== 0n && !covered
  const wantsNone = to !== null && (await allWantNone(sql, to))
  const goes = open && !wantsNone
  return {
    reminders,
    to,
    whyNot,
    next: goes && facts.dueOn !== null ? nextStep(settings.reminders.afterDays, facts.dueOn, today) : null,
    wantsNone: open && wantsNone,
  }
}

/** The first step whose day is still to come. */
function nextStep(afterDays: readonly number[], dueOn: string, today: string): RemindersPage['next'] {
  const steps = [...afterDays]
    .sort((a, b) => a - b)
    .map((days) => ({ on: daysAfter(dueOn, days), afterDays: days }))
  return steps.find(({ on }) => on > today) ?? null
}
