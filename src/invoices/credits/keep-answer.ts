import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { type CreditClaim, nextNumber } from '../../schedules/claim'
import { saveClaims } from '../../schedules/milestone-table'
import { readSchedule } from '../../schedules/schedule-table'
import { askToBill } from '../catch-up/ask-to-bill'
import { billsMilestone } from '../composing/invoice-line'
import { payerOfKey } from '../composing/payer-part'
import type { CreditedWork } from './follow-credits'
import { keepDivision } from './keep-division'

/**
 * Keeps what a person said about what a credit or a refund took of a milestone: `again` opens it as a claim of its own, and
 * asks that it be billed; `closed` closes it by name. The schedule and the intent are locked.
 */
export async function keepAnswer(
  sql: Sql,
  clock: Clock,
  { milestone, billed, invoice }: CreditedWork,
  said: Pick<CreditClaim, 'kind' | 'amountMinor' | 'by' | 'refund'>,
): Promise<void> {
  const { milestoneId, claims } = milestone
  const { intentId } = billed.intent
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
  await keepDivision(sql, intentId)
  if (said.kind === 'closed') return
  const schedule = await readSchedule(sql, milestone.scheduleId)
  if (schedule) await askToBill(sql, schedule, milestone)
}
