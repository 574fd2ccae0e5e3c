import * as catchUp from './catch-up'
import { nothing, type Route } from './route'

export const catchUpRoutes = {
  readCatchUp: {
    method: 'GET',
    path: '/deals/{dealId}/catch-up',
    summary: 'See which invoices of QuickBooks bill which milestones',
    role: 'bookkeeper',
    bookkeeping: true,
    query: catchUp.catchUpQuery,
    answer: catchUp.catchUp,
  },
  linkInvoices: {
    method: 'POST',
    path: '/deals/{dealId}/catch-up',
    summary: 'Link invoices to the milestones they bill, all or none; dryRun says what that would do',
    role: 'bookkeeper',
    bookkeeping: true,
    body: catchUp.catchUpInput,
    answer: catchUp.linked,
  },
  linkInvoice: {
    method: 'POST',
    path: '/invoices/{invoiceId}/link',
    summary: 'Link an invoice, by QuickBooks’ id, to the milestones it bills',
    role: 'bookkeeper',
    bookkeeping: true,
    body: catchUp.linkInput,
    answer: catchUp.linked,
  },
  unlinkInvoice: {
    method: 'POST',
    path: '/invoices/{invoiceId}/unlink',
    summary: 'Let a linked invoice go; QuickBooks is not touched',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: catchUp.unlinked,
  },
} as const satisfies Record<string, Route>
