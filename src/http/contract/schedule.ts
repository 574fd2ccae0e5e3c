import { z } from 'zod'
import { approvalInput, approverInput, plannedMilestoneInput } from './milestone'
import { date, money, moneyInput, share } from './money'
import { payersInput, quickbooksRef } from './payer'
import { scheduleSource } from './source'
import { taxCode } from './tax-code'

export const terms = z.union([
  quickbooksRef,
  z.strictObject({ netDays: z.int().min(0).max(999) }),
  z.strictObject({ dueOnReceipt: z.literal(true) }),
])

export const delivery = z.enum(['send', 'post', 'prepare'])
export const cadence = z.union([
  z.strictObject({ on: z.literal('approval') }),
  z.strictObject({ on: z.literal('monthly'), day: z.int().min(1).max(28) }),
])

const percent = z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'a percentage such as "10"')

/** Held back of each invoice: a percentage, one that slides with the percentage complete, or an amount. */
export const retainage = z.union([
  z.strictObject({ percent }),
  z.strictObject({ fixed: moneyInput }),
  z.strictObject({
    sliding: z
      .array(z.strictObject({ upToPercent: percent, percent }))
      .min(1)
      .max(20),
  }),
])

const header = {
  /** Left out: hourly, which has no milestones. */
  billingType: z.enum(['hourly', 'fixed', 'mixed']).default('hourly'),
  contractValue: moneyInput,
  contractDate: date.nullable().optional(),
  contractReference: z.string().trim().max(200).nullable().optional(),
  customer: quickbooksRef.nullable().optional(),
  item: quickbooksRef.nullable().optional(),
  class: quickbooksRef.nullable().optional(),
  location: quickbooksRef.nullable().optional(),
  taxCode: taxCode.nullable().optional(),
  terms: terms.nullable().optional(),
  delivery: delivery.optional(),
  cadence: cadence.optional(),
  control: z.enum(['open', 'formal']).optional(),
  hourlyRate: moneyInput.nullable().optional(),
  notToExceed: moneyInput.nullable().optional(),
  retainage: retainage.nullable().optional(),
  deposit: z
    .strictObject({
      mode: z.enum(['income', 'liability', 'advance']),
      share: share,
      draw: z.enum(['full', 'proportional']).optional(),
      /** An advance is billed when the client accepts the plan; left out: when somebody says so. */
      billOn: z.literal('signature').optional(),
    })
    .nullable()
    .optional(),
  payers: payersInput.optional(),
  approval: approvalInput.optional(),
  lateFee: z.string().trim().max(500).nullable().optional(),
  /** How many days late an invoice is when the policy is flagged; left out: from the first. */
  lateFeeAfterDays: z.int().min(1).max(365).nullable().optional(),
  pauseWork: z.string().trim().max(500).nullable().optional(),
  pauseAfterDays: z.int().min(1).max(365).nullable().optional(),
  source: scheduleSource.nullable().optional(),
}

/** The header and the milestones; milestones left out are removed where the rules allow. */
export const scheduleInput = z.strictObject({
  ...header,
  milestones: z.array(plannedMilestoneInput).max(1000),
})
export type ScheduleInput = z.infer<typeof scheduleInput>

export const adviceCodes = [
  'over_contract',
  'under_contract',
  'too_few',
  'too_many',
  'effort_based_name',
  'vague_name',
  'missing_criteria',
  'front_loaded',
  'small_start',
  'large_finish',
  'small_finish',
  'cadence_against_terms',
  'deposit_differs',
] as const

export const advice = z.strictObject({
  code: z.enum(adviceCodes),
  detail: z.string(),
  milestoneId: z.string().nullable(),
})
export type AdviceView = z.infer<typeof advice>

/** A schedule as GET shows it: the same shape that PUT takes, so that what was read can be sent back. */
export const schedule = z.looseObject({
  ...header,
  contractValue: money,
  milestones: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      /** Its own; left out where it takes the schedule's. */
      approval: approvalInput.extend({ approvers: z.array(approverInput).readonly().optional() }).optional(),
      payers: payersInput.readonly().optional(),
      item: quickbooksRef.optional(),
      taxCode: taxCode.optional(),
      retainage: z.strictObject({ percent }).optional(),
    }),
  ),
})
export type ScheduleView = z.infer<typeof schedule>

export const acceptInput = z.strictObject({
  on: date,
  by: z.string().trim().min(1).max(200),
  fileIds: z.array(z.string()).max(50).optional(),
})

export const orderInput = z.strictObject({ ids: z.array(z.string()).min(1).max(1000) })
