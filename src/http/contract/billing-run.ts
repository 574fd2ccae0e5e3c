import { z } from 'zod'
import { date, money } from './money'

/** Everything that waits for the invoices of a month and was completed, or last claimed, by `through`, that day included. */
export const billingRunInput = z.strictObject({ through: date, dryRun: z.boolean().optional() })

/** Completed or claimed work that waits for the invoice of its month; `amount` is what of it waits. */
export const waitingWork = z.strictObject({
  dealId: z.string(),
  dealName: z.string(),
  milestoneId: z.string(),
  name: z.string(),
  amount: money,
  completedOn: z.string().nullable(),
  /** The day on which it is billed by itself. */
  billsOn: date,
  /** Who pays it; empty where nobody is chosen. */
  customers: z.array(z.string()),
})
export type WaitingWorkView = z.infer<typeof waitingWork>

export const monthlyInvoice = z.strictObject({
  /** The invoice that was decided on; null when it is only looked at. */
  id: z.string().nullable(),
  customer: z.string(),
  email: z.string().nullable(),
  delivery: z.enum(['send', 'post', 'prepare']),
  issuedOn: z.string(),
  dueOn: z.string().nullable(),
  lines: z.int(),
  /** Net of tax, with what is held back or drawn taken off. */
  subtotal: money,
  deals: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      milestones: z.array(z.strictObject({ id: z.string(), name: z.string(), amount: money })),
    }),
  ),
  /** The exact JSON that would be sent to QuickBooks. */
  body: z.unknown(),
})

export const billingRun = z.strictObject({
  through: date,
  invoices: z.array(monthlyInvoice),
  /** Work that is due and stays behind, and why. */
  leftOut: z.array(
    z.strictObject({
      dealId: z.string(),
      milestoneId: z.string(),
      name: z.string(),
      amount: money,
      why: z.string(),
    }),
  ),
})
export type BillingRunView = z.infer<typeof billingRun>
export type MonthlyInvoiceView = z.infer<typeof monthlyInvoice>
