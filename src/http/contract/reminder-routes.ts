import * as reminder from './reminder'
import type { Route } from './route'

export const reminderRoutes = {
  readReminders: {
    method: 'GET',
    path: '/invoices/{id}/reminders',
    summary: 'Who was reminded of an invoice, and when it happens next',
    role: 'viewer',
    answer: reminder.reminders,
  },
  remindOfInvoice: {
    method: 'POST',
    path: '/invoices/{id}/remind',
    summary: 'Have QuickBooks e-mail an open invoice once more; dryRun says what would happen',
    role: 'bookkeeper',
    bookkeeping: true,
    body: reminder.remindInput,
    answer: reminder.reminders,
  },
} as const satisfies Record<string, Route>
