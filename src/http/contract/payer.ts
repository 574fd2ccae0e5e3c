import { z } from 'zod'
import { share } from './money'

export const quickbooksRef = z.strictObject({
  quickbooksId: z.string().regex(/^\d{1,25}$/, 'a QuickBooks id'),
})

/** Several customers who each pay a share on invoices of their own; together exactly 100 %. */
export const payersInput = z.array(z.strictObject({ customer: quickbooksRef, share })).max(20)
