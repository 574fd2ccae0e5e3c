import { approvalRoutes } from './approval-routes'
import { billingRoutes } from './billing-routes'
import { billingRunRoutes } from './billing-run-routes'
import { catchUpRoutes } from './catch-up-routes'
import { changeOrderRoutes } from './change-order-routes'
import { customerRoutes } from './customer-routes'
import { dealRoutes } from './deal-routes'
import { depositRoutes } from './deposit-routes'
import { documentRoutes } from './document-routes'
import { evidenceRoutes } from './evidence-routes'
import { hoursRoutes } from './hours-routes'
import { invoiceRoutes } from './invoice-routes'
import { mailRoutes } from './mail-routes'
import { milestoneRoutes } from './milestone-routes'
import { outstandingRoutes } from './outstanding-routes'
import { progressRoutes } from './progress-routes'
import { refundRoutes } from './refund-routes'
import { reminderRoutes } from './reminder-routes'
import { retainageRoutes } from './retainage-routes'
import type { Route } from './route'
import { sentenceRoutes } from './sentence-routes'
import { startFromRoutes } from './start-from-routes'
import { templateRoutes } from './template-routes'
import { tieOutRoutes } from './tie-out-routes'
import { unplacedRoutes } from './unplaced-routes'
import { uploadRoutes } from './upload-routes'
import { wordingRoutes } from './wording-routes'
import { workspaceRoutes } from './workspace-routes'

/** Every route of the contract: the router, OpenAPI and the console's client are made from this table. */
export const routes = {
  ...workspaceRoutes,
  ...wordingRoutes,
  ...dealRoutes,
  ...templateRoutes,
  ...startFromRoutes,
  ...sentenceRoutes,
  ...milestoneRoutes,
  ...approvalRoutes,
  ...progressRoutes,
  ...documentRoutes,
  ...evidenceRoutes,
  ...uploadRoutes,
  ...billingRoutes,
  ...invoiceRoutes,
  ...mailRoutes,
  ...reminderRoutes,
  ...refundRoutes,
  ...billingRunRoutes,
  ...changeOrderRoutes,
  ...catchUpRoutes,
  ...unplacedRoutes,
  ...hoursRoutes,
  ...retainageRoutes,
  ...depositRoutes,
  ...tieOutRoutes,
  ...outstandingRoutes,
  ...customerRoutes,
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type { Route }
