import { billingRun, billingRunInput } from './billing-run'
import type { Route } from './route'

export const billingRunRoutes = {
  runBilling: {
    method: 'POST',
    path: '/billing-runs',
    summary: 'Make the invoices of a month now; dryRun shows them instead',
    role: 'bookkeeper',
    body: billingRunInput,
    answer: billingRun,
  },
} as const satisfies Record<string, Route>
