import type { Portion } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import { billsWholeEstimate, estimateMemo } from './estimate-ahead'
import type { BillingFacts } from './read-billing-facts'

/** What an invoice says beside its lines. */
export interface InvoiceHead {
  readonly customerId: string | null
  readonly currency: string
  /** The deal that it is of: a link back leads there. */
  readonly dealId: string
  readonly classId: string | null
  readonly locationId: string | null
  /** What the client reads under the lines; null where there is nothing to say. */
  readonly memo: string | null
  /** The estimate that QuickBooks closes with this invoice, because it bills all of it; null for none. */
  readonly estimateId: string | null
}

/** The head of an invoice of a schedule, to one who pays. */
export function headOf(
  schedule: Schedule,
  { estimate, workspace: { settings } }: BillingFacts,
  portion: Pick<Portion, 'customerId' | 'amountMinor'>,
): InvoiceHead {
  const whole = estimate !== undefined && billsWholeEstimate(estimate, schedule, portion)
  return {
    customerId: portion.customerId,
    currency: schedule.currency,
    dealId: schedule.dealId,
    classId: schedule.terms.classId ?? settings.classId,
    locationId: schedule.terms.locationId ?? settings.locationId,
    memo: estimate ? estimateMemo(estimate) : null,
    estimateId: whole ? estimate.source.quickbooksId : null,
  }
}
