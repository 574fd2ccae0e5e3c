import { invoicePage } from './invoice'
import { creditSaid, refund, refundSaid } from './refund'
import { nothing, type Route } from './route'

export const refundRoutes = {
  readRefund: {
    method: 'GET',
    path: '/refunds/{refundId}',
    summary: 'One refund receipt, by QuickBooks’ id: what it may give back, or what was said of it',
    role: 'viewer',
    answer: refund,
  },
  settleRefund: {
    method: 'POST',
    path: '/refunds/{refundId}/settle',
    summary: 'Say which milestones a refund gives back, and whether that is billed again',
    role: 'bookkeeper',
    bookkeeping: true,
    body: refundSaid,
    answer: refund,
  },
  withdrawRefund: {
    method: 'POST',
    path: '/refunds/{refundId}/withdraw',
    summary: 'Take back what was said of a refund',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: refund,
  },
  assignCredit: {
    method: 'POST',
    path: '/invoices/{id}/assign-credit',
    summary: 'Say that a credit memo which is not applied is for this invoice',
    role: 'bookkeeper',
    bookkeeping: true,
    body: creditSaid,
    answer: invoicePage,
  },
  releaseCredit: {
    method: 'POST',
    path: '/invoices/{id}/release-credit',
    summary: 'Take back that a credit memo is for this invoice',
    role: 'bookkeeper',
    bookkeeping: true,
    body: creditSaid,
    answer: invoicePage,
  },
} as const satisfies Record<string, Route>
