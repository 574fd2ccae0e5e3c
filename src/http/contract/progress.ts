import { z } from 'zod'
import { money } from './money'

export const progressInput = z.strictObject({
  /** Of the milestone, to date: above 0 and below 100, at most four decimals. */
  percent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,4})?$/)
    .refine((percent) => /[1-9]/.test(percent), 'A percentage above 0'),
  note: z.string().trim().max(2_000).optional(),
  /** Shows the invoice that this would make, and changes nothing. */
  dryRun: z.boolean().optional(),
})

export const claim = z.strictObject({
  /** `progress`: billed before it is completed. `again`, `closed`: what a credit took, and what was said about it. */
  kind: z.enum(['progress', 'again', 'closed']),
  number: z.number(),
  /** To date, of the milestone; null for what a credit took. */
  percent: z.string().nullable(),
  toDate: money.nullable(),
  amount: money,
  note: z.string().nullable(),
  /** What was credited; null for progress. */
  invoice: z.string().nullable(),
  /** Whether an invoice bills it now, or is about to. */
  billed: z.boolean(),
  by: z.string(),
  at: z.string(),
})
export type ClaimView = z.infer<typeof claim>
