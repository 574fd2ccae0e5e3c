import { z } from 'zod'
import { invoicePreview } from './billing'
import { milestone } from './milestone'
import { progressInput } from './progress'
import { nothing, type Route } from './route'

export const progressRoutes = {
  claimProgress: {
    method: 'POST',
    path: '/milestones/{id}/progress',
    summary: 'Bill by percent complete: the difference to the last claim; dryRun shows its invoice instead',
    role: 'member',
    body: progressInput,
    answer: z.union([milestone, invoicePreview]),
  },
  withdrawClaim: {
    method: 'POST',
    path: '/milestones/{id}/progress/withdraw',
    summary: 'Take the last claim back, while nothing bills it',
    role: 'member',
    body: nothing,
    answer: milestone,
  },
} as const satisfies Record<string, Route>
