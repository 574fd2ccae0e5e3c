import { z } from 'zod'
import { customerHistory, outstanding, outstandingFilter } from './outstanding'
import { download, page, type Route } from './route'

export const outstandingRoutes = {
  readOutstanding: {
    method: 'GET',
    path: '/reports/outstanding',
    summary: 'What is outstanding: by customer and currency, with its ages',
    role: 'viewer',
    query: z.strictObject({ ...page, ...outstandingFilter }),
    answer: outstanding,
  },
  exportOutstanding: {
    method: 'GET',
    path: '/exports/outstanding.csv',
    summary: 'What is outstanding as a table: each customer with the invoices that are open, and the totals',
    role: 'viewer',
    query: z.strictObject(outstandingFilter),
    answer: download,
    gives: 'download',
  },
  readCustomerHistory: {
    method: 'GET',
    path: '/customers/{customerId}/history',
    summary: 'A customer’s invoices over all deals, how each is paid, and what that comes to',
    role: 'viewer',
    query: z.strictObject(page),
    answer: customerHistory,
  },
} as const satisfies Record<string, Route>
