import { z } from 'zod'
import { invoice } from './deal'
import { workStatus } from './milestone'
import { date, money } from './money'

/** An invoice by QuickBooks' id: it has no other before it is linked. */
const invoiceId = z.string().regex(/^\d{1,30}$/, 'the id of an invoice in QuickBooks, such as "145"')
const milestoneIds = z.array(z.string().min(1).max(100)).min(1).max(100)

export const catchUpQuery = z.strictObject({
  /** Only invoices issued on this day or later; left out, from two years before the contract on. */
  since: date.optional(),
  /** Ask QuickBooks again, although the list was read a few minutes ago. */
  again: z.enum(['true', 'false']).optional(),
})

export const linkInput = z.strictObject({ milestoneIds })
export const catchUpInput = z.strictObject({
  links: z.array(z.strictObject({ invoiceId, milestoneIds })).min(1).max(200),
  /** Says what linking would do, from what is held, and changes nothing. */
  dryRun: z.boolean().optional(),
})
export type CatchUpInput = z.infer<typeof catchUpInput>

/** An invoice that somebody made in QuickBooks. */
export const foundInvoice = z.strictObject({
  invoiceId: z.string(),
  docNumber: z.string().nullable(),
  customer: z.string().nullable(),
  issuedOn: z.string().nullable(),
  dueOn: z.string().nullable(),
  status: invoice.shape.status,
  /** Without tax: what it would bill. Null amounts can't be read. */
  net: money.nullable(),
  tax: money.nullable(),
  total: money.nullable(),
  balance: money.nullable(),
  /** What its lines say. */
  words: z.array(z.string()),
  link: z.string().nullable(),
  /** Why it can't be linked to this deal; null when it can. */
  whyNot: z.string().nullable(),
  /** Why nothing is proposed for it; null when something is, or it can't be linked. */
  note: z.string().nullable(),
})
export type FoundInvoiceView = z.infer<typeof foundInvoice>

export const catchUpMilestone = z.strictObject({
  id: z.string(),
  position: z.int(),
  /** What people call it: "2", or "2-A" once it was split. */
  code: z.string(),
  name: z.string(),
  amount: money,
  plannedOn: z.string().nullable(),
  completedOn: z.string().nullable(),
  workStatus,
  whyNot: z.string().nullable(),
  note: z.string().nullable(),
})
export type CatchUpMilestoneView = z.infer<typeof catchUpMilestone>

export const proposal = z.strictObject({
  invoiceId: z.string(),
  milestoneIds: z.array(z.string()),
  confidence: z.enum(['high', 'likely', 'possible']),
  /** Such as "same amount" and "name in line 1". */
  reasons: z.array(z.string()),
})
export type ProposalView = z.infer<typeof proposal>

/** What could be linked to a deal's milestones, with a proposal for each that fits. */
export const catchUp = z.strictObject({
  customers: z.array(z.strictObject({ quickbooksId: z.string(), name: z.string() })),
  since: z.string(),
  /** When QuickBooks was asked for the list; null when it never was. */
  readAt: z.string().nullable(),
  /** Why QuickBooks could not be asked now; what is shown is what was known before. */
  trouble: z.string().nullable(),
  invoices: z.array(foundInvoice),
  /** There are older ones than are listed. */
  more: z.boolean(),
  milestones: z.array(catchUpMilestone),
  proposals: z.array(proposal),
})
export type CatchUpView = z.infer<typeof catchUp>

/** What linking did, or would do. */
export const linked = z.strictObject({
  links: z.array(
    z.strictObject({
      invoiceId: z.string(),
      docNumber: z.string().nullable(),
      milestones: z.array(z.strictObject({ id: z.string(), name: z.string(), amount: money, counts: money })),
      counts: money,
      /** How much more, or less, it bills than its milestones are; null when nothing. */
      difference: money.nullable(),
    }),
  ),
  /** What counts as billed by these links, without tax. */
  counts: money,
  /** What may still be billed afterwards; null is unknown. */
  remaining: money.nullable(),
  /** The linked invoices; none after a dry run. */
  invoices: z.array(invoice),
})
export type LinkedView = z.infer<typeof linked>

export const unlinked = z.strictObject({
  quickbooksId: z.string(),
  docNumber: z.string().nullable(),
  dealId: z.string(),
})
