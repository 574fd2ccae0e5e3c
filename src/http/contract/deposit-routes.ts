import { z } from 'zod'
import { invoicePreview } from './billing'
import * as deposit from './deposit'
import type { Route } from './route'

export const depositRoutes = {
  readDeposit: {
    method: 'GET',
    path: '/deals/{dealId}/deposit',
    summary: 'The deposit of a deal: agreed, billed, paid, drawn and held',
    role: 'viewer',
    answer: deposit.deposit,
  },
  billDeposit: {
    method: 'POST',
    path: '/deals/{dealId}/deposit/bill',
    summary: 'Bill an advance, or a part of it; dryRun shows the invoice instead',
    role: 'bookkeeper',
    bookkeeping: true,
    body: deposit.billDepositInput,
    answer: z.union([deposit.deposit, invoicePreview]),
  },
} as const satisfies Record<string, Route>
