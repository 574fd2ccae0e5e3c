import { z } from 'zod'
import { billingRun, billingRunInput, waitingWork } from './billing-run'
import { list, page, type Route } from './route'

export const billingRunRoutes = {
  listWaitingWork: {
    method: 'GET',
    path: '/billing-runs/waiting',
    summary: 'Completed work that waits for the invoice of its month, the next day first',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(waitingWork),
  },
  runBilling: {
    method: 'POST',
    path: '/billing-runs',
    summary: 'Make the invoices of a month now; dryRun shows them instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: billingRunInput,
    answer: billingRun,
  },
} as const satisfies Record<string, Route>
