import { z } from 'zod'

export const remindInput = z.strictObject({
  /** Answers what would happen; nobody is written to. */
  dryRun: z.boolean().optional(),
})

/** Who was reminded of an invoice, whether it can be done now, and when it happens by itself. */
export const reminders = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      state: z.enum(['wanted', 'sending', 'unclear', 'sent', 'refused', 'cancelled']),
      askedAt: z.string(),
      askedBy: z.string(),
      /** Days after the due date, for one that went by itself; null when a person asked. */
      afterDays: z.int().nullable(),
      sentAt: z.string().nullable(),
      to: z.string().nullable(),
      /** Why it was not sent. */
      why: z.string().nullable(),
    }),
  ),
  /** Where QuickBooks would send it. */
  to: z.string().nullable(),
  /** Why nobody can be reminded now; null when they can. */
  whyNot: z.string().nullable(),
  /** When the next one goes by itself, while it is open. */
  next: z.strictObject({ on: z.string(), afterDays: z.int() }).nullable(),
  /** It is open, and nobody whom it goes to wants reminders: none goes by itself, but a person may remind them. */
  wantsNone: z.boolean(),
})
export type RemindersView = z.infer<typeof reminders>
