import type { Portion } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import { LONGEST_MEMO, policyWords } from '../words/policy-words'
import { wordingOf } from '../words/wording'
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
  /** Of the memo, what was agreed about paying late. */
  readonly policy: string | null
  /** The estimate that QuickBooks closes with this invoice, because it bills all of it; null for none. */
  readonly estimateId: string | null
}

/** The head of an invoice of a schedule, to one who pays. */
export function headOf(
  schedule: Schedule,
  facts: BillingFacts,
  portion: Pick<Portion, 'customerId' | 'amountMinor'>,
): InvoiceHead {
  const {
    estimate,
    workspace: { settings },
  } = facts
  const wording = wordingOf(facts)
  const policy = policyWords(schedule.terms, wording)
  const room = LONGEST_MEMO - (policy === null ? 0 : policy.length + 1)
  const said = estimate ? estimateMemo(estimate, wording, room) : null
  const whole = estimate !== undefined && billsWholeEstimate(estimate, schedule, portion)
  return {
    customerId: portion.customerId,
    currency: schedule.currency,
    dealId: schedule.dealId,
    classId: schedule.terms.classId ?? settings.classId,
    locationId: schedule.terms.locationId ?? settings.locationId,
    memo: said === null ? policy : policy === null ? said : `${said}\n${policy}`,
    policy,
    estimateId: whole ? estimate.source.quickbooksId : null,
  }
}
