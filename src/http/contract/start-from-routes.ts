import { z } from 'zod'
import { moneyInput } from './money'
import { download, list, type Route } from './route'
import { schedule } from './schedule'
import { stagedSchedule } from './staged'

/** With `preview=true` nothing is written and the staged schedule is answered, with 200. */
const preview = z.enum(['true', 'false']).optional()
const looking = z.strictObject({ preview })
const planned = z.union([schedule, stagedSchedule])
const vendorId = z.string().regex(/^\d{1,25}$/, 'an id of digits')

/** A quote of the deal in HubSpot, to choose from. */
export const quote = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** HubSpot's own word: `DRAFT`, `APPROVAL_NOT_NEEDED`, `ACCEPTED` … */
  status: z.string().nullable(),
  expiresOn: z.string().nullable(),
})

export const startFromRoutes = {
  planFromLineItems: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-line-items',
    summary: 'Create the schedule from the deal’s line items in HubSpot',
    role: 'member',
    query: looking,
    body: z.strictObject({}),
    answer: planned,
    status: 201,
  },
  planFromQuote: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-quote',
    summary: 'Create the schedule from a quote of the deal in HubSpot',
    role: 'member',
    query: looking,
    body: z.strictObject({ quoteId: vendorId.optional() }),
    answer: planned,
    status: 201,
  },
  planFromEstimate: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-estimate',
    summary: 'Create the schedule from an estimate in QuickBooks',
    role: 'member',
    query: looking,
    body: z.strictObject({ estimateId: vendorId }),
    answer: planned,
    status: 201,
  },
  planFromCsv: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-csv',
    summary: 'Create the schedule from a table of milestones',
    role: 'member',
    query: z.strictObject({
      preview,
      /** What the contract is worth, where neither the table nor the deal says it rightly. */
      contractValue: moneyInput.shape.amount.optional(),
      currency: moneyInput.shape.currency.optional(),
    }),
    takes: 'csv',
    body: z.string(),
    answer: planned,
    status: 201,
  },
  releaseSource: {
    method: 'DELETE',
    path: '/deals/{dealId}/schedule/source',
    summary: 'Let go of the estimate, quote or table that the schedule was started from',
    role: 'member',
    answer: schedule,
  },
  listQuotes: {
    method: 'GET',
    path: '/deals/{dealId}/quotes',
    summary: 'The deal’s quotes in HubSpot',
    role: 'member',
    answer: list(quote),
  },
  downloadSchedule: {
    method: 'GET',
    path: '/deals/{dealId}/schedule.csv',
    summary: 'The milestones as a table that can be read back',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  downloadExample: {
    method: 'GET',
    path: '/schedule-example.csv',
    summary: 'An example of a table of milestones',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
} as const satisfies Record<string, Route>
