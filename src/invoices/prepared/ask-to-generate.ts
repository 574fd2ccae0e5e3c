import { raiseAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { Check } from '../preflight/preflight'
import { readyCause } from './take-prepared'

/** Completed work whose invoice was voided or deleted: whether it is billed again is a person's decision. */
export async function askToBillAgain(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  leftMinor: bigint,
): Promise<void> {
  await raiseAttention(sql, {
    ...aboutMilestone(schedule, milestone, leftMinor),
    detail: 'It was billed before, and that invoice was voided or deleted. Bill it again when that is right.',
    actions: [{ action: 'bill_again', label: 'Bill again' }],
  })
}

/** A milestone's invoice waits for a bookkeeper, who is told what would stop it now. */
export async function askToGenerate(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  given: { readonly askedMinor: bigint; readonly failed: readonly Check[]; readonly intentId: string | null },
): Promise<void> {
  const { askedMinor, failed, intentId } = given
  await raiseAttention(sql, {
    ...aboutMilestone(schedule, milestone, askedMinor),
    intentId,
    detail: ['Its invoice is prepared: look at it, then generate it.', ...stopped(failed)].join(' '),
    actions: [{ action: 'bill', label: 'Generate invoice' }],
  })
}

/** An invoice that bills no milestone waits for a bookkeeper. */
export async function askToGenerateOther(
  sql: Sql,
  invoice: {
    readonly intentId: string
    readonly dealId: string
    readonly what: string
    readonly amountMinor: bigint
    readonly currency: string
  },
): Promise<void> {
  await raiseAttention(sql, {
    cause: readyCause(invoice.intentId),
    kind: 'ready_to_bill',
    dealId: invoice.dealId,
    intentId: invoice.intentId,
    title: `An invoice for ${invoice.what} is ready`,
    detail: 'It is prepared: look at it, then generate it, or set it aside.',
    actions: [
      { action: 'generate', label: 'Generate invoice' },
      { action: 'set_aside', label: 'Set aside' },
    ],
    amountMinor: invoice.amountMinor,
    currency: invoice.currency,
  })
}

const aboutMilestone = (schedule: Schedule, milestone: Milestone, amountMinor: bigint) => ({
  cause: `ready_to_bill:${milestone.milestoneId}`,
  kind: 'ready_to_bill' as const,
  dealId: schedule.dealId,
  milestoneId: milestone.milestoneId,
  title: `“${milestone.name}” is ready to bill`,
  amountMinor,
  currency: schedule.currency,
})

const stopped = (failed: readonly Check[]): string[] =>
  failed.length === 0 ? [] : [`What stops it now: ${failed.map(({ detail }) => detail).join(' ')}`]
