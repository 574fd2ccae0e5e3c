import { z } from 'zod'
import { daysOff, mailDelivery, noReminder } from './mail'
import { list, type Route } from './route'

export const mailRoutes = {
  listRoundMails: {
    method: 'GET',
    path: '/rounds/{id}/mails',
    summary: 'What was e-mailed about a round, and what became of each',
    role: 'viewer',
    answer: list(mailDelivery),
  },
  sendRoundMail: {
    method: 'POST',
    path: '/rounds/{id}/mails',
    summary: 'Ask an approver once more by e-mail, with a new link',
    role: 'member',
    body: z.strictObject({ approverId: z.string().min(1).max(100) }),
    answer: list(mailDelivery),
  },
  changeApproverAddress: {
    method: 'POST',
    path: '/rounds/{id}/address',
    summary:
      'Ask an approver who has not answered at another address: the old links end, and a new one is e-mailed',
    role: 'member',
    body: z.strictObject({
      approverId: z.string().min(1).max(100),
      email: z.email().max(254),
    }),
    answer: list(mailDelivery),
  },
  takeBounce: {
    method: 'POST',
    path: '/mails/{id}/bounced',
    summary: 'Say that an e-mail came back: the time to answer that hangs on it stops',
    role: 'member',
    body: z.strictObject({
      /** What the mail that came back says. */
      why: z.string().trim().min(1).max(500).optional(),
    }),
    answer: mailDelivery,
  },
  listNoReminders: {
    method: 'GET',
    path: '/no-reminders',
    summary: 'Who wants no reminders by e-mail',
    role: 'viewer',
    answer: list(noReminder),
  },
  setNoReminders: {
    method: 'POST',
    path: '/no-reminders',
    summary: 'Send somebody no reminders, or send them again; what asks for an answer is sent all the same',
    role: 'member',
    body: z.strictObject({ email: z.email().max(200), reminders: z.boolean() }),
    answer: list(noReminder),
  },
  readDaysOff: {
    method: 'GET',
    path: '/days-off',
    summary: 'The days off of a country and region in a year, and the countries that are known',
    role: 'viewer',
    query: z.strictObject({
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional(),
      region: z
        .string()
        .regex(/^[A-Z0-9]{1,5}$/)
        .optional(),
      year: z.coerce.number().int().min(2000).max(2100).optional(),
    }),
    answer: daysOff,
  },
} as const satisfies Record<string, Route>
