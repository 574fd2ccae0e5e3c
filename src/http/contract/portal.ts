import { z } from 'zod'
import { evidenceAnswer, shownFile } from './approval'
import { logo, shades } from './brand'
import { figures } from './deal'
import { partOutcomes, workStatus } from './milestone'
import { money, moneyInput, share } from './money'

/** How a milestone stands, as a client is told: what happens inside is left out. */
export const clientStatuses = [
  'planned',
  'in_progress',
  'in_review',
  'changes_requested',
  'done',
  'invoiced',
  'partially_paid',
  'paid',
  'overdue',
  'cancelled',
] as const
export type ClientStatus = (typeof clientStatuses)[number]

const person = z.strictObject({ name: z.string(), role: z.string().nullable() })
const asked = person.extend({ answered: z.boolean() })
/** A file that was submitted, and where this link reads it. */
const portalFile = shownFile.extend({
  url: z.string(),
  /** A PDF that the page shows in a frame, at `{url}/preview`. */
  previewed: z.boolean(),
})

/** What was submitted last, and what this link's holder may say to it. */
export const portalReview = z.strictObject({
  roundId: z.string(),
  number: z.int(),
  state: z.enum(['open', 'approved', 'deemed', 'revised', 'split']),
  note: z.string().nullable(),
  submittedAt: z.string(),
  submittedBy: z.string(),
  rule: z.enum(['any', 'all']),
  approvers: z.array(asked),
  windowDays: z.int(),
  /** Whether silence of this link's holder counts as acceptance once the window has ended; `later`: not yet. */
  silence: z.enum(['accepts', 'later', 'nothing']),
  /** The end of the window; the holder's own, while others keep it unknown. Null before it runs, and while it is held up. */
  endsAt: z.string().nullable(),
  /** How many rounds asked for changes so far. */
  revisions: z.int(),
  /** As it was submitted: what is approved is what is shown. */
  name: z.string(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  amount: money,
  evidence: z.array(portalFile),
  required: z.array(evidenceAnswer),
  agreement: z
    .strictObject({
      name: z.string(),
      version: z.int(),
      sha256: z.string(),
      url: z.string(),
      previewed: z.boolean(),
    })
    .nullable(),
  mayDecide: z.boolean(),
  mayAcceptPart: z.boolean(),
  yourDecision: z.enum(['approve', 'revise', 'approve_part', 'deemed_accepted']).nullable(),
})
export type PortalReview = z.infer<typeof portalReview>

export const portalDecision = z.strictObject({
  round: z.int(),
  who: z.string(),
  role: z.string().nullable(),
  decision: z.enum(['approve', 'revise', 'approve_part', 'deemed_accepted']),
  outcome: z.enum(partOutcomes).nullable(),
  accepted: z.union([money, share]).nullable(),
  reason: z.string().nullable(),
  /** Entered by the company for them. */
  recorded: z.boolean(),
  /** What went with it, and where this link reads it. */
  files: z.array(z.strictObject({ name: z.string(), url: z.string() })),
  at: z.string(),
})

export const portalMilestone = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  amount: money,
  plannedOn: z.string().nullable(),
  workStatus,
  status: z.enum(clientStatuses),
  completedOn: z.string().nullable(),
  /** An invoice of it is on its way, or its month's will bill it: done alone promises none. */
  invoiceFollows: z.boolean(),
  review: portalReview.nullable(),
  decisions: z.array(portalDecision),
})
export type PortalMilestone = z.infer<typeof portalMilestone>

export const portalChangeOrder = z.strictObject({
  id: z.string(),
  name: z.string(),
  revision: z.int(),
  reason: z.string(),
  state: z.enum(['sent', 'approved', 'rejected']),
  lines: z.array(z.strictObject({ words: z.string(), effect: money })),
  netEffect: money,
  contractSumBefore: money,
  contractSumAfter: money,
  sentAt: z.string().nullable(),
  rule: z.enum(['any', 'all']),
  approvers: z.array(asked),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
  mayDecide: z.boolean(),
  yourDecision: z.enum(['approve', 'reject']).nullable(),
})
export type PortalChangeOrder = z.infer<typeof portalChangeOrder>

export const portalInvoice = z.strictObject({
  id: z.string(),
  number: z.string().nullable(),
  /** Names of the milestones that it bills. */
  milestones: z.array(z.string()),
  status: z.enum(['open', 'partially_paid', 'paid', 'overdue', 'credited']),
  issuedOn: z.string(),
  dueOn: z.string().nullable(),
  total: money,
  /** What is left to pay; null while QuickBooks has not told. */
  balance: money.nullable(),
  /** Where this link reads it as QuickBooks prints it. */
  pdf: z.string(),
  /** Where it is paid, for one that is open and may be paid online: it leads on to QuickBooks' own page. */
  pay: z.string().nullable(),
})
export type PortalInvoice = z.infer<typeof portalInvoice>

/** Something that happened between both sides, for both to read. */
export const portalEvent = z.strictObject({
  at: z.string(),
  who: z.string(),
  what: z.string(),
  reason: z.string().nullable(),
})
export type PortalEvent = z.infer<typeof portalEvent>

/** What proves an approval, or a signed change order; `withdrawnAt` once that was taken back. */
export const portalCertificate = z.strictObject({
  number: z.string(),
  /** Null for a change order's. */
  milestoneId: z.string().nullable(),
  name: z.string(),
  madeAt: z.string(),
  hash: z.string(),
  withdrawnAt: z.string().nullable(),
  /** Its PDF, by this link. */
  url: z.string(),
})

/** Everything that one link shows. */
export const portalPage = z.strictObject({
  /** Sent back with every answer. */
  csrf: z.string(),
  /** Says what was shown: an answer names it, and is refused as stale once that is not what is asked any more. */
  version: z.string(),
  you: person,
  company: z.strictObject({
    name: z.string(),
    zone: z.string(),
    /** The company's colour as it is drawn. */
    shades,
    /** Where this link reads it, from where the page comes; null where there is none. */
    logo: logo.extend({ url: z.string() }).nullable(),
  }),
  deal: z.strictObject({
    name: z.string(),
    company: z.string().nullable(),
    currency: z.string(),
    contractSum: money,
    /** Net of tax; null while a document can't be read. */
    billed: money.nullable(),
    remaining: money.nullable(),
    /** With tax. */
    invoicedTotal: money.nullable(),
    paid: money.nullable(),
    outstanding: money.nullable(),
    milestonesComplete: z.int(),
    milestonesTotal: z.int(),
    bar: figures.shape.bar,
  }),
  milestones: z.array(portalMilestone),
  changeOrders: z.array(portalChangeOrder),
  invoices: z.array(portalInvoice),
  history: z.array(portalEvent),
  /** The newest first. */
  certificates: z.array(portalCertificate),
})
export type PortalPage = z.infer<typeof portalPage>

/** An answer by link: a typed name and a tick are its signature. */
export const portalAnswer = z.strictObject({
  csrf: z.string().max(200),
  version: z.string().max(50_000),
  name: z.string().trim().min(1, 'type your name: it is your signature').max(200),
  confirm: z.literal(true, 'tick that you mean it'),
  reason: z.string().trim().max(2000).optional(),
  accepted: z.union([moneyInput, share]).optional(),
  outcome: z.enum(partOutcomes).optional(),
})
export type PortalAnswer = z.infer<typeof portalAnswer>
