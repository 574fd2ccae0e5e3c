import { list, nothing, type Route } from './route'
import * as unplaced from './unplaced'

export const unplacedRoutes = {
  listUnplaced: {
    method: 'GET',
    path: '/unplaced-invoices',
    summary: 'Invoices of QuickBooks that nobody has placed, with what they look like',
    role: 'viewer',
    query: unplaced.unplacedQuery,
    answer: list(unplaced.unplaced),
  },
  readUnplaced: {
    method: 'GET',
    path: '/unplaced-invoices/{invoiceId}',
    summary: 'One of them, by QuickBooks’ id, with the milestones it could be linked to',
    role: 'viewer',
    answer: unplaced.onePlaced,
  },
  setInvoiceAside: {
    method: 'POST',
    path: '/unplaced-invoices/{invoiceId}/set-aside',
    summary: 'Say that it is none of ours; nobody is asked about it again',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: unplaced.onePlaced,
  },
  takeInvoiceBack: {
    method: 'POST',
    path: '/unplaced-invoices/{invoiceId}/take-back',
    summary: 'Take back that it is none of ours',
    role: 'bookkeeper',
    bookkeeping: true,
    body: nothing,
    answer: unplaced.onePlaced,
  },
  readEdited: {
    method: 'GET',
    path: '/invoices/{id}/edited',
    summary: 'What was edited of an invoice in QuickBooks, and what may be done about it',
    role: 'viewer',
    answer: unplaced.edited,
  },
} as const satisfies Record<string, Route>
