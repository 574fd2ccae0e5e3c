import { raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { type CreditClaim, nextNumber } from '../../schedules/claim'
import { saveClaims } from '../../schedules/milestone-table'
import { billsMilestone } from '../composing/invoice-line'
import { payerOfKey } from '../composing/payer-part'
import type { CreditedWork } from './follow-credits'

/**
 * Keeps what a person said about what a credit or a refund took of a milestone: `again` opens it as a claim of its own, and
 * asks that it be billed; `closed` closes it by name. The schedule and the intent are locked.
 */
export async function keepAnswer(
  sql: Sql,
  clock: Clock,
  { dealId, milestone, billed, invoice, by: what }: CreditedWork,
  said: Pick<CreditClaim, 'kind' | 'amountMinor' | 'by' | 'refund'>,
): Promise<void> {
  const { milestoneId, name, claims } = milestone
  const { intentId, currency } = billed.intent
  const part = billed.parts.find((each) => each.milestoneId === milestoneId && billsMilestone(each))
  const claim: CreditClaim = {
    ...said,
    number: nextNumber(claims, false),
    intentId,
    invoice,
    payer: part ? payerOfKey(part.partKey) : '1',
    at: clock.now(),
  }
  await saveClaims(sql, milestoneId, [...claims, claim])
  if (said.kind === 'closed') return
  const text = formatMoney(money(said.amountMinor, currency))
  await raiseAttention(sql, {
    cause: `ready_to_bill:${milestoneId}`,
    kind: 'ready_to_bill',
    dealId,
    milestoneId,
    title: `${text} of “${name}” is ready to bill again`,
    detail: `${what.charAt(0).toUpperCase()}${what.slice(1)} took it on ${invoice}. It goes on an invoice of its own.`,
    actions: [{ action: 'bill', label: 'Create invoice' }],
    amountMinor: said.amountMinor,
    currency,
  })
}
