import { z } from 'zod'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 20:00')

/** How Milepost writes e-mails of its own for a workspace. */
export const mailSettings = z.strictObject({
  /** The sender's name; null is the workspace's. */
  fromName: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\r\n<>"]*$/, 'a name without < > and "')
    .nullable(),
  /** Where answers go; null leaves it to the sender's address. */
  replyTo: z.email().max(200).nullable(),
  /** Who in the company is told what was answered, and what silence did. */
  team: z.array(z.email().max(200)).max(10),
  /** Approvers get their own answer by e-mail. */
  receipts: z.boolean(),
  /** Nobody is reminded between these times of the workspace's zone; the same twice for never quiet. */
  quiet: z.strictObject({ from: time, to: time }),
})

/** Whose days off don't count, where business days are counted; null knows Saturdays and Sundays alone. */
export const calendar = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'a country such as “DE”')
    .nullable(),
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,5}$/, 'a region such as “BE”')
    .nullable(),
})

/** An e-mail to an approver, and what became of it. */
export const mailDelivery = z.strictObject({
  id: z.string(),
  kind: z.enum([
    'review_asked',
    'review_reminder',
    'order_asked',
    'answer_receipt',
    'team_receipt',
    'silence_notice',
    'order_receipt',
    'taken_back',
  ]),
  approverId: z.string().nullable(),
  to: z.string(),
  subject: z.string().nullable(),
  /** `delivered`: a mail server took it. `unclear`: it may have. `bounced`: it took it, and it came back. */
  state: z.enum(['waiting', 'sending', 'unclear', 'delivered', 'refused', 'cancelled', 'bounced']),
  why: z.string().nullable(),
  promisedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Until when this approver may answer, where this e-mail began their time. */
  answerBy: z.string().nullable(),
})
export type MailDeliveryView = z.infer<typeof mailDelivery>

/** Somebody who wants no reminders by e-mail. */
export const noReminder = z.strictObject({
  /** In small letters. */
  email: z.string(),
  since: z.string(),
  /** Themselves, or the colleague who wrote it down. */
  saidBy: z.string(),
})

/** The days off of a calendar in a year, to be looked at before it is chosen. */
export const daysOff = z.strictObject({
  /** Monday 1 to Sunday 7. */
  weekend: z.array(z.int()),
  items: z.array(z.strictObject({ day: z.string(), name: z.string() })),
  countries: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      regions: z.array(z.strictObject({ code: z.string(), name: z.string() })),
    }),
  ),
  next: z.null(),
})
