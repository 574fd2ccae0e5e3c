import { z } from 'zod'
import { moneyInput } from './money'

/** What a schedule was started from. Set when it starts from there; a PUT that leaves it out keeps it, null forgets it. */
export const scheduleSource = z.union([
  z.strictObject({
    kind: z.literal('estimate'),
    quickbooksId: z.string().regex(/^\d{1,25}$/, 'a QuickBooks id'),
    number: z.string().max(50).nullable(),
    /** Tax included, as the estimate said when the plan was made. */
    total: moneyInput,
    memo: z.string().max(1000).nullable(),
  }),
  z.strictObject({
    kind: z.enum(['quote', 'line_items', 'csv', 'text']),
    id: z.string().max(100).nullable(),
    label: z.string().max(200).nullable(),
  }),
])
