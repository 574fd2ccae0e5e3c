import { daysAfter } from '../../clock/day'
import { customerFamilies } from '../../masters/customer-family-table'
import { parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import type { BilledIntent } from '../billing-status'
import { readBilled } from '../books/read-billed-intents'
import { billsMilestone } from '../composing/invoice-line'
import { isNamed, isTied, type OpenRefund, type RefundCandidate } from './refund'
import { postedTo } from './refund-table'

/** A refund with everything that it may be for: nothing, where none of our invoices can be meant. */
export interface WeighedRefund {
  readonly refund: OpenRefund
  readonly candidates: readonly RefundCandidate[]
}

/**
 * What refunds may be for: the milestones on invoices to their customer, to whoever stands above or below it, that were
 * made before them in the same currency. Where QuickBooks ties one to an invoice or a payment, only that one.
 */
export async function readCandidates(sql: Sql, refunds: readonly OpenRefund[]): Promise<WeighedRefund[]> {
  const families = await customerFamilies(
    sql,
    refunds.map(({ customerId }) => customerId),
  )
  const posted = await postedTo(sql, [...new Set([...families.values()].flatMap((ids) => [...ids]))])
  if (posted.length === 0) return refunds.map((refund) => ({ refund, candidates: [] }))
  const billed = await readBilled(sql, { intentIds: posted.map(({ intentId }) => intentId) })
  const scheduleIds = [...new Set(billed.flatMap(({ parts }) => parts.map((part) => part.scheduleId)))]
  const milestones = await readMilestones(sql, scheduleIds)
  const names = new Map(milestones.map(({ milestoneId, name }) => [milestoneId, name]))
  const deals = await readDealsOfSchedules(sql, scheduleIds)
  return refunds.map((refund) => {
    const own = billed.filter((each) => mayBeFor(refund, each, families.get(refund.customerId)))
    const tied = own.filter((each) => isTied(refund.body, each))
    const candidates = (tied.length > 0 ? tied : own).flatMap((each) =>
      subjectsOf(each).map(({ milestoneId, scheduleId }): RefundCandidate => {
        const name = milestoneId === null ? null : (names.get(milestoneId) ?? '')
        return {
          intentId: each.intent.intentId,
          dealId: deals.get(scheduleId) ?? each.intent.dealId,
          scheduleId,
          milestoneId,
          name,
          billed: each,
          likely: tied.length > 0 || isNamed(refund.body, each, name),
        }
      }),
    )
    return { refund, candidates }
  })
}

function mayBeFor(
  { on, body }: OpenRefund,
  { intent, invoice }: BilledIntent,
  family: ReadonlySet<string> | undefined,
): boolean {
  if (family?.has(intent.customerId) !== true || invoice?.gone === 'deleted') return false
  if ((body.CurrencyRef?.value ?? intent.currency) !== intent.currency) return false
  if (parseAmount(body.TotalAmt, intent.currency)?.minor === 0n) return false
  // A day is left for the clocks of two zones.
  return on === null || (invoice?.issuedOn ?? intent.issuedOn) <= daysAfter(on, 1)
}

/** Each milestone that an invoice bills, or the invoice itself where it bills none. */
function subjectsOf({ parts, intent }: BilledIntent): { milestoneId: string | null; scheduleId: string }[] {
  const own = new Map(
    parts
      .filter(billsMilestone)
      .flatMap(({ milestoneId, scheduleId }) =>
        milestoneId === null ? [] : [[milestoneId, scheduleId] as const],
      ),
  )
  if (own.size === 0) return [{ milestoneId: null, scheduleId: intent.scheduleId }]
  return [...own].map(([milestoneId, scheduleId]) => ({ milestoneId, scheduleId }))
}
