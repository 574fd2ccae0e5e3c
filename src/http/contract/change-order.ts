import { z } from 'zod'
import { milestoneFields, milestonePatch } from './milestone'
import { date, money, moneyInput, share } from './money'

const id = z.string().min(1).max(100)

/** How many, with up to 4 decimals: "2", "2.5". A whole number may come as one. */
const quantity = z.union([
  z.string().regex(/^\d{1,9}(\.\d{1,4})?$/, 'a quantity such as "2" or "2.5"'),
  z.int().min(0).max(999_999_999),
])
/** Quantity × unit price is the line's amount, half a unit up; an amount beside them must be the same. */
const priced = { quantity: quantity.optional(), unitPrice: moneyInput.optional() }

/** One thing that a change order changes. Amounts that are a share are taken of the original contract value. */
export const changeOrderLineInput = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), milestone: milestoneFields, ...priced }),
  z.strictObject({ op: z.literal('change'), milestoneId: id, set: milestonePatch, ...priced }),
  z.strictObject({ op: z.literal('remove'), milestoneId: id }),
])

export const changeOrderInput = z.strictObject({
  reason: z.string().trim().min(1, 'say why').max(2000),
  lines: z.array(changeOrderLineInput).min(1, 'a change order has at least one line').max(200),
})
export type ChangeOrderInput = z.infer<typeof changeOrderInput>

/** The client's answer as it is recorded here: who signed, on which day, in which words, on which files. */
export const changeOrderAnswer = z.strictObject({
  reason: z.string().trim().max(2000).optional(),
  by: z.string().trim().max(200).optional(),
  on: date.optional(),
  fileIds: z.array(z.string().max(100)).max(50).optional(),
})
export const changeOrderReason = z.strictObject({ reason: z.string().trim().max(2000).optional() })

export const changeOrderStates = ['draft', 'sent', 'approved', 'rejected', 'withdrawn'] as const
export const changeOrderState = z.enum(changeOrderStates)
export type ChangeOrderState = z.infer<typeof changeOrderState>

/** What a milestone says, before or after a line. */
export const milestoneFacts = z.strictObject({
  name: z.string(),
  amount: money,
  /** "20 % of $50,000.00", where the amount came from a share. */
  shareOf: z.string().nullable(),
  share: share.nullable(),
  description: z.string().nullable(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  evidenceRequired: z.array(z.string()),
  plannedFrom: z.string().nullable(),
  plannedOn: z.string().nullable(),
})
export type MilestoneFactsView = z.infer<typeof milestoneFacts>

export const changeOrderLine = z.strictObject({
  op: z.enum(['add', 'change', 'remove']),
  /** Null for a milestone that is not there yet. */
  milestoneId: z.string().nullable(),
  name: z.string(),
  /** As it was typed, and as PUT takes it again. */
  milestone: z.looseObject({}).nullable(),
  set: z.looseObject({}).nullable(),
  quantity: z.string().nullable(),
  unitPrice: money.nullable(),
  /** How the amount came about: "2 × $6,250.00", "5 % of $250,000.00". */
  basis: z.string().nullable(),
  before: milestoneFacts.nullable(),
  after: milestoneFacts.nullable(),
  /** What the line does to the contract sum; negative when it falls. */
  effect: money,
  /** The line in one sentence. */
  words: z.string(),
})
export type ChangeOrderLineView = z.infer<typeof changeOrderLine>

export const changeOrder = z.strictObject({
  id: z.string(),
  dealId: z.string(),
  number: z.int(),
  /** "CO-1". */
  name: z.string(),
  revision: z.int(),
  state: changeOrderState,
  reason: z.string(),
  lines: z.array(changeOrderLine),
  netEffect: money,
  contractSumBefore: money,
  contractSumAfter: money,
  /** Lines that no longer fit: it can't be approved like this. */
  conflicts: z.array(z.strictObject({ milestoneId: z.string(), name: z.string(), detail: z.string() })),
  draftedAt: z.string(),
  draftedBy: z.string(),
  sentAt: z.string().nullable(),
  sentBy: z.string().nullable(),
  /** How it ended: who entered it and from where, and what the client's paper says. */
  decision: z
    .strictObject({
      at: z.string(),
      by: z.string(),
      via: z.string(),
      on: z.string().nullable(),
      signedBy: z.string().nullable(),
      reason: z.string().nullable(),
      fileIds: z.array(z.string()),
    })
    .nullable(),
  /** What proves that the client agreed; null while nothing does. */
  certificate: z.strictObject({ number: z.string(), fileId: z.string() }).nullable(),
  /** What this person may do now. */
  actions: z.array(z.enum(['edit', 'send', 'approve', 'reject', 'revise', 'withdraw'])),
  version: z.int(),
})
export type ChangeOrderView = z.infer<typeof changeOrder>
