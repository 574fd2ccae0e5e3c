import { z } from 'zod'
import { billingStatus } from './billing-status'
import { money, share } from './money'

export const quickbooksRef = z.strictObject({
  quickbooksId: z.string().regex(/^\d{1,25}$/, 'a QuickBooks id'),
})

/** Several customers who each pay a share on invoices of their own; together exactly 100 %. */
export const payersInput = z.array(z.strictObject({ customer: quickbooksRef, share })).max(20)

const customer = z.strictObject({
  quickbooksId: z.string(),
  /** As QuickBooks has it; null while it was not read. */
  name: z.string().nullable(),
})

/** Who pays, where a plan says nothing else: one customer without a share, or several with theirs. */
export const dealPayer = z.strictObject({ customer, share: share.nullable() })
export type DealPayerView = z.infer<typeof dealPayer>

/** What one of several payers pays of a milestone, and how far that is billed. */
export const milestonePayer = z.strictObject({ customer, share, amount: money, billingStatus })
export type MilestonePayerView = z.infer<typeof milestonePayer>
