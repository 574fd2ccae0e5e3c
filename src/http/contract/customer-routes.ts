import { z } from 'zod'
import { customerChoice, customerMatches, customerName, dealCustomer } from './customer'
import type { Route } from './route'

export const customerRoutes = {
  readDealCustomer: {
    method: 'GET',
    path: '/deals/{dealId}/customer',
    summary: 'Whom a deal is billed to, and a new customer that is on its way',
    role: 'viewer',
    answer: dealCustomer,
  },
  matchCustomers: {
    method: 'GET',
    path: '/deals/{dealId}/customer-matches',
    summary: 'Customers of QuickBooks that the deal may be with, each with why',
    role: 'viewer',
    answer: customerMatches,
  },
  chooseCustomer: {
    method: 'POST',
    path: '/deals/{dealId}/customer',
    summary: 'Choose whom a deal is billed to, or create a customer for it in QuickBooks',
    role: 'member',
    body: customerChoice,
    answer: dealCustomer,
  },
  checkCustomerName: {
    method: 'GET',
    path: '/customer-names',
    summary: 'Whether a name is free for a new customer, as far as is known',
    role: 'viewer',
    query: z.strictObject({ name: z.string().trim().max(600).optional() }),
    answer: customerName,
  },
} as const satisfies Record<string, Route>
