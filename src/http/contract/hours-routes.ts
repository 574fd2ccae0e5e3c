import { z } from 'zod'
import * as hours from './hours'
import type { Route } from './route'

export const hoursRoutes = {
  readTime: {
    method: 'GET',
    path: '/deals/{dealId}/time',
    summary: 'Hours of a deal: from QuickBooks, and entered here',
    role: 'viewer',
    query: hours.workQuery,
    answer: hours.dealTime,
  },
  enterTime: {
    method: 'POST',
    path: '/deals/{dealId}/time',
    summary: 'Enter hours; QuickBooks gets a time activity',
    role: 'member',
    body: hours.timeInput,
    answer: hours.timeEntry,
    status: 201,
  },
  assignTime: {
    method: 'POST',
    path: '/time/{id}/assign',
    summary: 'Say which deal hours are of',
    role: 'member',
    body: hours.assignInput,
    answer: hours.timeEntry,
  },
  billTime: {
    method: 'POST',
    path: '/deals/{dealId}/time/bill',
    summary: 'Bill unbilled hours; dryRun shows the invoices instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: hours.billHoursInput,
    answer: z.union([hours.extrasBilled, hours.extrasPreview]),
  },
  readCosts: {
    method: 'GET',
    path: '/deals/{dealId}/costs',
    summary: 'Costs of a deal: lines of bills and purchases in QuickBooks',
    role: 'viewer',
    query: hours.workQuery,
    answer: hours.dealCosts,
  },
  assignCost: {
    method: 'POST',
    path: '/costs/{id}/assign',
    summary: 'Say which deal a cost is of',
    role: 'member',
    body: hours.assignInput,
    answer: hours.costLine,
  },
  billCosts: {
    method: 'POST',
    path: '/deals/{dealId}/costs/bill',
    summary: 'Bill costs that were picked; dryRun shows the invoices instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: hours.billCostsInput,
    answer: z.union([hours.extrasBilled, hours.extrasPreview]),
  },
} as const satisfies Record<string, Route>
