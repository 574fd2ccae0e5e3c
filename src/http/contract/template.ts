import { z } from 'zod'
import { approvalInput } from './milestone'
import { date, money, moneyInput, share } from './money'
import { delivery, terms } from './schedule'

const line = (max: number) => z.string().trim().min(1).max(max)
const name = line(200)
const description = z.string().trim().max(1000)

/** Of an approval, what goes with a plan; approvers belong to a client. */
const approval = approvalInput.pick({ required: true, windowDays: true, deemed: true })

const defaults = z.strictObject({
  billingType: z.enum(['fixed', 'mixed']).optional(),
  terms: terms.optional(),
  delivery: delivery.optional(),
  retainage: z.strictObject({ percent: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/) }).optional(),
  approval: approval.optional(),
  lateFee: z.string().trim().max(500).optional(),
  lateFeeAfterDays: z.int().min(1).max(365).optional(),
  pauseWork: z.string().trim().max(500).optional(),
  pauseAfterDays: z.int().min(1).max(365).optional(),
})

const templateMilestone = z.strictObject({
  name,
  share,
  description: z.string().nullable(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  evidenceRequired: z.array(z.string()),
  /** Planned so many days after the contract date. */
  plannedAfterDays: z.int().nullable(),
  approval: approval.nullable(),
})

export const template = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** It comes with Milepost: it can be copied, not changed. */
  shipped: z.boolean(),
  milestones: z.array(templateMilestone),
  defaults,
  /** Of a contract, what it plans: "100" is all of it; rounded to four decimals where it is a fraction. */
  sumPercent: z.string(),
  /** Whether its shares are exactly the whole. */
  whole: z.boolean(),
  version: z.int(),
})
export type TemplateView = z.infer<typeof template>

export const templateInput = z.strictObject({
  name,
  description: description.optional(),
  milestones: z
    .array(
      z.strictObject({
        name,
        share,
        description: z.string().trim().max(2000).nullable().optional(),
        deliverable: z.string().trim().max(500).nullable().optional(),
        criteria: z.array(line(500)).max(50).optional(),
        evidenceRequired: z.array(line(500)).max(50).optional(),
        plannedAfterDays: z.int().min(0).max(3650).nullable().optional(),
        approval: approval.nullable().optional(),
      }),
    )
    .min(1, 'a template has at least one milestone')
    .max(200),
  defaults: defaults.optional(),
})
export type TemplateInput = z.infer<typeof templateInput>

export const saveAsTemplateInput = z.strictObject({ name })

export const templatePreviewInput = z.strictObject({ contractValue: moneyInput })

/** What a template would plan of a contract, to the cent. */
export const templatePreview = z.strictObject({
  milestones: z.array(z.strictObject({ name: z.string(), share, amount: money })),
  scheduled: money,
  /** Below zero where the template plans more than the contract. */
  unscheduled: money,
})

export const fromTemplateInput = z.strictObject({
  templateId: z.string().max(100),
  contractValue: moneyInput.optional(),
  /** The templates' days count from it. */
  contractDate: date.optional(),
})
