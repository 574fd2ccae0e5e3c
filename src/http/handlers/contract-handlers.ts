import type { Handlers } from '../contract-router'
import { approvalHandlers } from './approval-handlers'
import { billingHandlers } from './billing-handlers'
import { billingRunHandlers } from './billing-run-handlers'
import { catchUpHandlers } from './catch-up-handlers'
import { changeOrderHandlers } from './change-order-handlers'
import { customerHandlers } from './customer-handlers'
import { dealHandlers } from './deal-handlers'
import { depositHandlers } from './deposit-handlers'
import { documentHandlers } from './document-handlers'
import { evidenceHandlers } from './evidence-handlers'
import type { HandlerParts } from './handler-parts'
import { hoursHandlers } from './hours-handlers'
import { invoiceHandlers } from './invoice-handlers'
import { mailHandlers } from './mail-handlers'
import { milestoneHandlers } from './milestone-handlers'
import { outstandingHandlers } from './outstanding-handlers'
import { progressHandlers } from './progress-handlers'
import { refundHandlers } from './refund-handlers'
import { reminderHandlers } from './reminder-handlers'
import { retainageHandlers } from './retainage-handlers'
import { sentenceHandlers } from './sentence-handlers'
import { settingsHandlers } from './settings-handlers'
import { startFromHandlers } from './start-from-handlers'
import { templateHandlers } from './template-handlers'
import { tieOutHandlers } from './tie-out-handlers'
import { unplacedHandlers } from './unplaced-handlers'
import { uploadHandlers } from './upload-handlers'
import { usageHandlers } from './usage-handlers'
import { wordingHandlers } from './wording-handlers'
import { workspaceHandlers } from './workspace-handlers'

/** A handler for every route of the contract; one that is missing does not compile. */
export const contractHandlers = (parts: HandlerParts): Handlers => ({
  ...workspaceHandlers(parts),
  ...usageHandlers(parts),
  ...settingsHandlers(parts),
  ...wordingHandlers(parts),
  ...dealHandlers(parts),
  ...templateHandlers(parts),
  ...startFromHandlers(parts),
  ...sentenceHandlers(parts),
  ...milestoneHandlers(parts),
  ...approvalHandlers(parts),
  ...progressHandlers(parts),
  ...documentHandlers(parts),
  ...evidenceHandlers(parts),
  ...uploadHandlers(parts),
  ...billingHandlers(parts),
  ...invoiceHandlers(parts),
  ...mailHandlers(parts),
  ...reminderHandlers(parts),
  ...refundHandlers(parts),
  ...billingRunHandlers(parts),
  ...changeOrderHandlers(parts),
  ...catchUpHandlers(parts),
  ...unplacedHandlers(parts),
  ...hoursHandlers(parts),
  ...retainageHandlers(parts),
  ...depositHandlers(parts),
  ...tieOutHandlers(parts),
  ...outstandingHandlers(parts),
  ...customerHandlers(parts),
})
