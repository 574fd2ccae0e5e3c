import { z } from 'zod'
import { money } from './money'

/** What a customer has paid, or was credited, and is not applied in QuickBooks. */
export const unapplied = z.array(
  z.strictObject({
    kind: z.enum(['payment', 'credit_memo']),
    quickbooksId: z.string(),
    number: z.string().nullable(),
    on: z.string().nullable(),
    customer: z.string().nullable(),
    left: money.nullable(),
    /** The invoice that a person said a credit memo is for; null where nobody did. */
    invoiceId: z.string().nullable(),
    link: z.string().nullable(),
  }),
)
export type UnappliedView = z.infer<typeof unapplied>
