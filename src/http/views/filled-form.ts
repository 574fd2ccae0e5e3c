import { z } from 'zod'
import { milestoneFields } from '../contract/milestone'
import { stagedDraft, stagedSchedule } from '../contract/staged'

const { shape } = stagedDraft

/** A milestone without what only our own ids can say. */
const milestone = z.strictObject({
  name: milestoneFields.shape.name,
  description: milestoneFields.shape.description,
  deliverable: milestoneFields.shape.deliverable,
  criteria: milestoneFields.shape.criteria,
  evidenceRequired: milestoneFields.shape.evidenceRequired,
  amount: milestoneFields.shape.amount,
  share: milestoneFields.shape.share,
  plannedOn: milestoneFields.shape.plannedOn,
  approval: milestoneFields.shape.approval,
})

/**
 * What a language model may fill in: the staged plan's own fields, by the contract's own checks, without ids of any kind.
 * The customer is a name, and looked up afterwards.
 */
export const filledForm = z.strictObject({
  draft: z.strictObject({
    billingType: shape.billingType,
    contractValue: shape.contractValue,
    contractDate: shape.contractDate,
    contractReference: shape.contractReference,
    terms: shape.terms,
    delivery: shape.delivery,
    cadence: shape.cadence,
    hourlyRate: shape.hourlyRate,
    notToExceed: shape.notToExceed,
    retainage: shape.retainage,
    deposit: shape.deposit,
    approval: shape.approval,
    lateFee: shape.lateFee,
    pauseWork: shape.pauseWork,
    milestones: z.array(milestone.partial()).max(200).optional(),
  }),
  customerName: z.string().max(200).nullable(),
  projectName: z.string().max(200).nullable(),
  understood: stagedSchedule.shape.understood.max(500),
  questions: stagedSchedule.shape.questions.max(50),
})

/** The same as a JSON schema. */
export const filledFormSchema: Readonly<Record<string, unknown>> = z.toJSONSchema(filledForm, { io: 'input' })
