import { dayIn, daysBetween, dayWords } from '../../clock/day'
import { conflict, type Refusal } from '../../tenants/refusal'
import type { InvoiceFacts } from '../books/document'
import { nameOf, whyNotThere } from '../hand-over/invoice-there'
import type { IntentSummary } from '../intent'

/**
 *   wanted ──► sending ──► sent                 QuickBooks e-mailed it
 *     ▲          │  └────► refused              QuickBooks said no; nobody was written to
 *     │          └───────► unclear ──► sent     it may have: looked for every day, and a person may say
 *     └─────────────────────  └─────► wanted    a person says that it did not go
 *   wanted ──► cancelled                        it was paid or voided before, or a person took it back
 */
export type ReminderState = 'wanted' | 'sending' | 'unclear' | 'sent' | 'refused' | 'cancelled'

/** One e-mail that reminds a client of an invoice. */
export interface Reminder {
  readonly reminderId: string
  readonly intentId: string
  /** The invoice's due date when this was asked for, `YYYY-MM-DD`. */
  readonly dueOn: string | null
  /** Days after the due date, for one that was due by itself; null when a person asked. */
  readonly afterDays: number | null
  /** The day in the workspace's zone. */
  readonly askedOn: string
  readonly askedBy: string
  readonly askedAt: Date
  readonly state: ReminderState
  /** When QuickBooks had e-mailed the invoice last before this one, in its words. */
  readonly emailedBefore: string | null
  readonly beganAt: Date | null
  readonly sentAt: Date | null
  readonly sentTo: string | null
  /** Why it was not sent. */
  readonly why: string | null
}

/** What a person is asked about a reminder on its way, by the reminder: the settling of it finds it here. */
export const reminderCause = (reminderId: string): string => `reminder:${reminderId}`

/** How long after its day a reminder still goes by itself: over a long weekend without the program, not after months. */
export const CATCH_UP_DAYS = 3

/**
 * The reminder that is due by itself: the latest step whose day has come, unless that is too long ago. Null when none is.
 */
export function stepDue(afterDays: readonly number[], dueOn: string, today: string): number | null {
  const late = daysBetween(dueOn, today)
  const step = Math.max(0, ...afterDays.filter((days) => days <= late))
  return step > 0 && late - step <= CATCH_UP_DAYS ? step : null
}

/** What is known of an invoice when somebody would be reminded of it. */
export interface AskedInvoice {
  readonly intent: Pick<IntentSummary, 'state' | 'sendState'> & { readonly delivered: object | null }
  readonly facts: InvoiceFacts | null
  /** Credit memos that people said are for it take all that is open. */
  readonly covered: boolean
  readonly zone: string
  readonly today: string
  /** Where QuickBooks would send it. */
  readonly to: string | null
}

/** Why nobody is reminded of an invoice now; null when they may be. */
export function whyNoReminder({ intent, facts, covered, zone, today, to }: AskedInvoice): Refusal | null {
  const refusal = whyNotThere(intent, facts)
  if (refusal || facts === null) return refusal
  const name = nameOf(facts)
  if (facts.balanceMinor === 0n)
    return conflict('nothing_to_remind', `${name} is paid: there is nothing to remind of.`)
  if (facts.balanceMinor === null)
    return conflict(
      'nothing_to_remind',
      `What is open of ${name} can’t be read from QuickBooks. Check now, then try again.`,
    )
  if (covered)
    return conflict(
      'nothing_to_remind',
      `A credit memo that is said to be for ${name} takes all that is open of it. Apply it in QuickBooks, or take back what it is for.`,
    )
  if (intent.sendState === 'wanted' || intent.sendState === 'sending')
    return conflict('not_sent_yet', `${name} is on its way to be e-mailed. Remind of it later.`)
  if (intent.sendState === 'unclear')
    return conflict(
      'send_unclear',
      `Whether ${name} was e-mailed is unclear. Look in QuickBooks, and say which it is in what needs you.`,
    )
  if (!facts.sent && intent.delivered === null)
    return conflict(
      'not_sent_yet',
      `${name} was not sent to anybody yet. Send it first, or mark it as handed over on paper.`,
    )
  if (facts.sentOn !== null && dayIn(zone, new Date(facts.sentOn)) === today)
    return conflict(
      'reminded_today',
      `${name} was e-mailed today already. Remind of it tomorrow at the earliest.`,
    )
  if (to === null)
    return conflict(
      'no_email',
      `${name} has no e-mail address in QuickBooks. Enter one on the invoice there, then remind of it.`,
    )
  return null
}

/** "as it is 10 days late" for one that went by itself; nothing for a person's. */
export const occasion = ({ afterDays, dueOn }: Pick<Reminder, 'afterDays' | 'dueOn'>): string =>
  afterDays === null || dueOn === null
    ? ''
    : `, ${afterDays === 1 ? 'a day' : `${afterDays} days`} after it was due on ${dayWords(dueOn)}`
