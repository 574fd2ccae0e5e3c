import { z } from 'zod'
import * as billing from './billing'
import * as deal from './deal'
import { milestone } from './milestone'
import { list, nothing, page, type Route } from './route'

export const billingRoutes = {
  billMilestone: {
    method: 'POST',
    path: '/milestones/{id}/bill',
    summary: 'Create its invoice; dryRun shows it instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: billing.billInput,
    answer: z.union([milestone, billing.invoicePreview]),
  },
  readPreflight: {
    method: 'GET',
    path: '/milestones/{id}/preflight',
    summary: 'Everything QuickBooks would refuse, and its mend',
    role: 'viewer',
    answer: z.array(billing.preflightCheck),
  },
  previewInvoice: {
    method: 'GET',
    path: '/milestones/{id}/invoice-preview',
    summary: 'The exact invoice that would be sent',
    role: 'viewer',
    answer: billing.invoicePreview,
  },
  listAttention: {
    method: 'GET',
    path: '/attention',
    summary: 'What a person must decide',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(deal.attention),
  },
  settleAttention: {
    method: 'POST',
    path: '/attention/{id}/settle',
    summary: 'Settle one item',
    role: 'bookkeeper',
    bookkeeping: true,
    body: billing.settleInput,
    answer: billing.settled,
  },
  listOwed: {
    method: 'GET',
    path: '/owed',
    summary: 'What Milepost still owes to the vendors',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(billing.owed),
  },
  retryOwed: {
    method: 'POST',
    path: '/owed/{id}/retry',
    summary: 'Try now',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: billing.owed,
  },
  cancelOwed: {
    method: 'POST',
    path: '/owed/{id}/cancel',
    summary: 'Cancel what was never sent, or was refused',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: billing.owed,
  },
} as const satisfies Record<string, Route>
