import { z } from 'zod'

export const billingStatuses = [
  'not_billed',
  'prepared',
  'queued',
  'unclear',
  'posted',
  'sent',
  'partially_paid',
  'paid',
  'settled',
] as const
export const billingStatus = z.enum(billingStatuses)
export type BillingStatus = z.infer<typeof billingStatus>
