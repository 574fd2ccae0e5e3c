import type { RemindersPage } from '../../invoices/reminders/read-reminders'
import type { RemindersView } from '../contract/reminder'

export const remindersView = ({ reminders, to, whyNot, next, wantsNone }: RemindersPage): RemindersView => ({
  items: reminders.map((reminder) => ({
    id: reminder.reminderId,
    state: reminder.state,
    askedAt: reminder.askedAt.toISOString(),
    askedBy: reminder.askedBy,
    afterDays: reminder.afterDays,
    sentAt: reminder.sentAt?.toISOString() ?? null,
    to: reminder.sentTo,
    why: reminder.why,
  })),
  to,
  whyNot,
  next,
  wantsNone,
})
