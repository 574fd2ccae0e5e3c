import { z } from 'zod'
import { money } from './money'

/** What settled an invoice, document by document, oldest first. */
export const settledBy = z.array(
  z.strictObject({
    kind: z.enum(['payment', 'credit_memo', 'journal', 'deposit', 'refund', 'other']),
    quickbooksId: z.string(),
    /** The number that people know it by. */
    number: z.string().nullable(),
    on: z.string().nullable(),
    /** On this invoice, and of the whole document. */
    amount: money.nullable(),
    total: money.nullable(),
    /** What of it settles nothing yet. */
    left: money.nullable(),
    /** Applied in QuickBooks; otherwise a person said that it is for this invoice. */
    applied: z.boolean(),
    link: z.string().nullable(),
  }),
)
export type SettledByView = z.infer<typeof settledBy>
