import { z } from 'zod'
import { billingStatus } from './billing-status'
import { agreementCheck } from './document'
import { date, money, moneyInput, share } from './money'
import { milestonePayer, payersInput, quickbooksRef } from './payer'
import { claim } from './progress'
import { taxCode } from './tax-code'

const id = z.string().min(1).max(100)
const line = (max: number) => z.string().trim().min(1).max(max)
const text = (max: number) => z.string().trim().max(max)

export const workStatuses = ['pending', 'in_progress', 'in_review', 'completed', 'cancelled'] as const
export const workStatus = z.enum(workStatuses)
export type WorkStatus = z.infer<typeof workStatus>

/** The one word people see, made from both statuses and the flags. */
export const labels = [
  'Pending',
  'In progress',
  'In review',
  'Changes requested',
  'Completed (ready to bill)',
  'Prepared',
  'Billing…',
  'Unclear',
  'Invoiced (not sent)',
  'Invoiced',
  'Partially paid',
  'Paid',
  'Settled',
  'Overdue',
  'Billing blocked',
  'Cancelled',
] as const
export const label = z.enum(labels)
export type Label = z.infer<typeof label>

export const approverInput = z.strictObject({
  name: line(200),
  role: text(200).optional(),
  email: z.email().max(254),
  /** A colleague, who decides in Milepost itself; left out: somebody of the client. */
  inside: z.boolean().optional(),
})

export const approvalInput = z.strictObject({
  required: z.boolean(),
  rule: z.enum(['any', 'all']).optional(),
  approvers: z.array(approverInput).max(20).optional(),
  windowDays: z.int().min(1).max(60).optional(),
  deemed: z.boolean().optional(),
  /** Whether an approver may accept a part; left out: yes. */
  partial: z.boolean().optional(),
})

/**
 * When it is billed: on acceptance of the work, on the client's signature under the schedule, on a day, or so many days
 * after another milestone or the contract date; whichever comes first. A new milestone is saved before it is named.
 */
export const trigger = z.strictObject({
  on: z.array(z.enum(['acceptance', 'signature'])).max(2),
  date: date.optional(),
  after: z
    .union([
      z.strictObject({ milestoneId: id, days: z.int().min(0).max(3650) }),
      z.strictObject({ contractDate: z.literal(true), days: z.int().min(0).max(3650) }),
    ])
    .optional(),
})

const heldBackPercent = z
  .string()
  .regex(/^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/, 'a percentage from 0 to 100, such as "10"')

/** What a person says of a milestone. `amount` or `share`, never both. */
export const milestoneFields = z.strictObject({
  name: line(200),
  description: text(2000).optional(),
  deliverable: text(500).optional(),
  criteria: z.array(line(500)).max(50).optional(),
  evidenceRequired: z.array(line(500)).max(50).optional(),
  amount: moneyInput.optional(),
  share: share.optional(),
  /** The first day of the days it is planned for; `plannedOn` is the last. */
  plannedFrom: date.nullable().optional(),
  plannedOn: date.nullable().optional(),
  trigger: trigger.optional(),
  approval: approvalInput.optional(),
  /** Who pays this one; left out or empty: who pays the schedule. */
  payers: payersInput.optional(),
  /** What its invoice line names; left out: what the schedule names. */
  item: quickbooksRef.optional(),
  taxCode: taxCode.optional(),
  /** Held back of its invoices, a percentage; left out: as the schedule says. 0 holds nothing back. */
  retainage: z.strictObject({ percent: heldBackPercent }).optional(),
})

const oneAmount = (value: { amount?: unknown; share?: unknown }) => !(value.amount && value.share)
const oneAmountMessage = { message: 'give an amount or a share, not both', path: ['share'] }

export const milestoneInput = milestoneFields
  .refine(oneAmount, oneAmountMessage)
  .refine((value) => value.amount ?? value.share, {
    message: 'give an amount or a share',
    path: ['amount'],
  })

/** In a schedule's PUT: with an `id` it is an edit, without one it is added. */
export const plannedMilestoneInput = z
  .strictObject({ id: id.optional(), ...milestoneFields.shape })
  .refine(oneAmount, oneAmountMessage)
  .refine((value) => value.amount ?? value.share, {
    message: 'give an amount or a share',
    path: ['amount'],
  })
export type PlannedMilestoneInput = z.infer<typeof plannedMilestoneInput>

export const milestonePatch = milestoneFields.partial().refine(oneAmount, oneAmountMessage)
export type MilestonePatch = z.infer<typeof milestonePatch>

/** An invoice as a milestone's row shows it. */
export const milestoneInvoice = z.strictObject({
  id: z.string(),
  quickbooksId: z.string(),
  docNumber: z.string().nullable(),
  customer: z.string().nullable(),
  status: z.enum(['posted', 'sent', 'partially_paid', 'paid', 'settled', 'voided', 'deleted', 'credited']),
  total: money,
  balance: money,
  dueOn: z.string().nullable(),
  link: z.string().nullable(),
})

export const partOutcomes = ['split', 'carry', 'collect'] as const

export const decision = z.strictObject({
  approver: z.string(),
  /** Among the round's approvers; null where nobody was named. */
  approverId: z.string().nullable(),
  role: z.string().nullable(),
  /** `deemed_accepted`: accepted by silence, which is nobody's approval. */
  decision: z.enum(['approve', 'revise', 'approve_part', 'deemed_accepted']),
  reason: z.string().nullable(),
  /** What accepting a part means for the rest, and how much of it was accepted. */
  outcome: z.enum(partOutcomes).nullable(),
  accepted: z.union([money, share]).nullable(),
  /** The colleague who entered it for them, and the day on the client's paper. */
  recordedBy: z.string().nullable(),
  recordedOn: z.string().nullable(),
  /** Files of the deal that went with it. */
  fileIds: z.array(z.string()),
  /** console · api · portal */
  via: z.string(),
  at: z.string(),
})
export type DecisionView = z.infer<typeof decision>

export const namedApprover = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.string().nullable(),
  email: z.string(),
  /** A colleague, who decides in Milepost itself. */
  inside: z.boolean(),
})

export const round = z.strictObject({
  id: z.string(),
  number: z.int(),
  state: z.enum(['open', 'approved', 'deemed', 'revised', 'withdrawn', 'split']),
  note: z.string().nullable(),
  submittedAt: z.string(),
  submittedBy: z.string(),
  rule: z.enum(['any', 'all']),
  /** Who is asked, as it was when it was submitted; empty where any colleague decides. */
  approvers: z.array(namedApprover.extend({ answered: z.boolean() })),
  partial: z.boolean(),
  windowDays: z.int(),
  deemed: z.boolean(),
  /** The end of the window; null while it does not run. */
  endsAt: z.string().nullable(),
  /** How many rounds asked for changes so far, this one included. */
  revisions: z.int(),
  decisions: z.array(decision),
})
export type RoundView = z.infer<typeof round>

export const milestone = z.strictObject({
  id: z.string(),
  position: z.int(),
  /** What people call it: its position, or "2-A" once it was split. */
  code: z.string(),
  /** Creation order, fixed for life: of two equal remainders the later one takes the cent. */
  ordinal: z.int(),
  name: z.string(),
  description: z.string().nullable(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  evidenceRequired: z.array(z.string()),
  amount: money,
  share: share.nullable(),
  /** "20 % of $50,000.00", where the amount came from a share. */
  shareOf: z.string().nullable(),
  /** What that share was taken of. */
  shareBase: money.nullable(),
  plannedFrom: z.string().nullable(),
  plannedOn: z.string().nullable(),
  trigger: trigger,
  /** The day, in the workspace's zone, that completes and bills it by itself; null while none is known. */
  billsOn: z.string().nullable(),
  /** The day of the month's invoice that bills it, while it is done and waits for that. */
  monthlyOn: z.string().nullable(),
  approval: z.strictObject({
    required: z.boolean(),
    rule: z.enum(['any', 'all']),
    approvers: z.array(namedApprover),
    windowDays: z.int(),
    deemed: z.boolean(),
    /** Whether an approver may accept a part. */
    partial: z.boolean(),
  }),
  workStatus,
  billingStatus,
  label,
  overdue: z.boolean(),
  blocked: z.boolean(),
  partiallyBilled: z.boolean(),
  /** What is billed of it before it is completed, and what credits took of its invoices, in the order of saying so. */
  claims: z.array(claim),
  difference: z.boolean(),
  locked: z.boolean(),
  lockedBecause: z.string().nullable(),
  /** Who can lift the lock, and how. */
  unlockedBy: z.string().nullable(),
  /** Net of tax, as the effective documents say; null while a document is unreadable. */
  billed: money.nullable(),
  /** Held back of what is billed, whether it was released since or not. */
  retained: money.nullable(),
  /** Billed less what is held back: what its invoices ask for, net of tax. */
  certified: money.nullable(),
  /** Cash received on its invoices, including tax. */
  paid: money.nullable(),
  completedOn: z.string().nullable(),
  /** A person, or the day that came: "trigger date 15 Apr 2026". */
  completedBy: z.string().nullable(),
  completedNote: z.string().nullable(),
  blockedBecause: z.string().nullable(),
  invoices: z.array(milestoneInvoice),
  /** Where several customers pay it: each with their part. Empty where one pays all. */
  payers: z.array(milestonePayer),
  /** Some of it was billed, and that invoice does not count any more: billing it again must be meant. */
  freed: z.boolean(),
  round: round.nullable(),
  /** That its amount was checked against the agreement, and whether that still holds. */
  agreementCheck: agreementCheck.nullable(),
  /** "CO-1": the approved change order that last added, changed or removed it. */
  changeOrder: z.string().nullable(),
  /** What this person may do now, in the order a person would reach for it. */
  actions: z.array(
    z.enum([
      'start',
      'complete',
      'submit',
      'progress',
      'withdraw_claim',
      'withdraw',
      'decide',
      'record',
      'bill',
      'split',
      'revoke',
      'reopen',
    ]),
  ),
  version: z.int(),
})
export type MilestoneView = z.infer<typeof milestone>

/** What is accepted of a milestone, less than all of it, and why the rest is not. */
export const splitInput = z.strictObject({ accepted: z.union([moneyInput, share]), reason: line(2000) })

/** N-A and N-B: what was accepted, under the id of the whole, and what remains. */
export const splitParts = z.strictObject({ accepted: milestone, remaining: milestone })
