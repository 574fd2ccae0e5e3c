import { invoice } from './deal'
import * as invoices from './invoice'
import { download, list, type Route } from './route'

export const invoiceRoutes = {
  listInvoices: {
    method: 'GET',
    path: '/invoices',
    summary: 'Invoices',
    role: 'viewer',
    query: invoices.invoiceQuery,
    answer: list(invoice),
  },
  // Before the invoice itself: an address of one would take the PDF's ending for a part of its id.
  readInvoicePdf: {
    method: 'GET',
    path: '/invoices/{id}.pdf',
    summary: 'The invoice as QuickBooks prints it',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  readInvoice: {
    method: 'GET',
    path: '/invoices/{id}',
    summary: 'One invoice: what was sent, what QuickBooks has, what may be done',
    role: 'viewer',
    answer: invoices.invoicePage,
  },
  changeInvoice: {
    method: 'PATCH',
    path: '/invoices/{id}',
    summary: 'Change a prepared invoice: tax code, terms, memo, quantities',
    role: 'bookkeeper',
    bookkeeping: true,
    body: invoices.invoicePatch,
    answer: invoices.invoicePage,
  },
  postInvoice: {
    method: 'POST',
    path: '/invoices/{id}/post',
    summary: 'Have a prepared invoice made in QuickBooks; dryRun shows it instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: invoices.handOverInput,
    answer: invoices.invoicePage,
  },
  sendInvoice: {
    method: 'POST',
    path: '/invoices/{id}/send',
    summary: 'Have QuickBooks e-mail an invoice; a prepared one is made first; dryRun shows it instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: invoices.handOverInput,
    answer: invoices.invoicePage,
  },
  markInvoiceDelivered: {
    method: 'POST',
    path: '/invoices/{id}/mark-delivered',
    summary: 'It was handed over on paper',
    role: 'bookkeeper',
    bookkeeping: true,
    body: invoices.deliveredInput,
    answer: invoices.invoicePage,
  },
  readPayLink: {
    method: 'GET',
    path: '/invoices/{id}/pay-link',
    summary: 'The page where the client pays it',
    role: 'member',
    answer: invoices.payLink,
  },
} as const satisfies Record<string, Route>
