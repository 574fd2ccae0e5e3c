import * as retainage from './retainage'
import { download, type Route } from './route'

export const retainageRoutes = {
  readRetainage: {
    method: 'GET',
    path: '/deals/{dealId}/retainage',
    summary: 'What a deal’s invoices hold back, and what it is made of',
    role: 'viewer',
    answer: retainage.retainage,
  },
  releaseRetainage: {
    method: 'POST',
    path: '/deals/{dealId}/retainage/release',
    summary: 'Release what is held back, on an invoice of its own; dryRun shows it instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: retainage.releaseInput,
    answer: retainage.release,
  },
  readPayApplication: {
    method: 'GET',
    path: '/deals/{dealId}/pay-application',
    summary: 'An application for payment, with its continuation sheet',
    role: 'viewer',
    query: retainage.payApplicationQuery,
    answer: retainage.payApplication,
  },
  printPayApplication: {
    method: 'GET',
    path: '/deals/{dealId}/pay-application.pdf',
    summary: 'An application for payment, as a PDF',
    role: 'viewer',
    query: retainage.payApplicationQuery,
    answer: download,
    gives: 'download',
  },
} as const satisfies Record<string, Route>
