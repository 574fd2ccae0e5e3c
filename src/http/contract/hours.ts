import { z } from 'zod'
import { invoicePreview, preflightCheck } from './billing'
import { invoice } from './deal'
import { date, money } from './money'

const quickbooksId = z.string().regex(/^\d{1,25}$/, 'a number of QuickBooks')
/** "1:20", or a decimal that is a whole number of minutes. */
const hours = z.string().regex(/^\d{1,2}(:[0-5]\d|\.\d{1,4})?$/, 'hours such as "1:20" or "1.25"')

export const workQuery = z.strictObject({
  /** Ask QuickBooks again, although it was asked a few minutes ago. */
  again: z.enum(['true', 'false']).optional(),
})

/** Hours of one person on one day: whose is said by exactly one of the two ids. */
export const timeInput = z
  .strictObject({
    on: date,
    hours,
    employeeId: quickbooksId.optional(),
    vendorId: quickbooksId.optional(),
    note: z.string().trim().max(3_000).optional(),
    /** Which of several payers they are for; left out where one customer pays all. */
    customerId: quickbooksId.optional(),
  })
  .refine(({ employeeId, vendorId }) => (employeeId === undefined) !== (vendorId === undefined), {
    message: 'Say who worked: an employee or a vendor of QuickBooks, one of them.',
    path: ['employeeId'],
  })

export const assignInput = z.strictObject({
  /** The deal it is of; null where it is none of the deals'. */
  dealId: z.string().min(1).max(30).nullable(),
})

const ids = z.array(z.uuid()).min(1).max(1_000)
export const billHoursInput = z.strictObject({
  /** These entries; left out: all that nothing bills. */
  entryIds: ids.optional(),
  /** Only hours of that day and before. */
  until: date.optional(),
  dryRun: z.boolean().optional(),
})
export const billCostsInput = z.strictObject({
  costIds: ids,
  /** A person agrees that the costs are set not billable in QuickBooks once they are on their invoice. */
  setNotBillable: z.boolean().optional(),
  dryRun: z.boolean().optional(),
})

/**
 * Where a record stands with billing. `unbilled` can go onto an invoice; `on_its_way` is not in QuickBooks yet;
 * `billed` is on an invoice of Milepost, `billed_elsewhere` on one that was made in QuickBooks.
 */
export const workStanding = z.enum([
  'unbilled',
  'billed',
  'billed_elsewhere',
  'not_billable',
  'on_its_way',
  'unclear',
  'refused',
  'deleted',
])

export const timeEntry = z.strictObject({
  id: z.string(),
  quickbooksId: z.string().nullable(),
  on: z.string(),
  /** "1:20". */
  hours: z.string(),
  minutes: z.int(),
  who: z.string(),
  customer: z.string(),
  note: z.string().nullable(),
  standing: workStanding,
  /** Hours × the deal's rate; null where none is agreed, or it is not billed by hours. */
  amount: money.nullable(),
  /** Why QuickBooks refused it; null where it didn't. */
  fault: z.string().nullable(),
  invoiceId: z.string().nullable(),
  /** Other deals of the same customer that it could be of; empty where it is certain. */
  couldBe: z.array(z.strictObject({ dealId: z.string(), name: z.string() })),
})
export type TimeEntryView = z.infer<typeof timeEntry>

export const dealTime = z.strictObject({
  billingType: z.enum(['hourly', 'fixed', 'mixed']),
  rate: money.nullable(),
  notToExceed: money.nullable(),
  /** What the limit leaves for hours and costs; null where there is none, or it is unknown. */
  remaining: money.nullable(),
  /** All hours of the deal: "12:30". */
  hours: z.string(),
  billedHours: z.string(),
  unbilledHours: z.string(),
  unbilledAmount: money.nullable(),
  /** Billed of milestones and hours, divided by the hours; null while there are none, or it is unknown. */
  effectiveHourlyRate: money.nullable(),
  /** Newest day first. */
  entries: z.array(timeEntry),
  /** Hours of this deal's customer of which nobody has said whose they are. */
  unassigned: z.array(timeEntry),
  /** There are older ones than are listed. */
  more: z.boolean(),
  payers: z.array(z.strictObject({ quickbooksId: z.string(), name: z.string() })),
  /** When QuickBooks was asked; null when it never was. */
  readAt: z.string().nullable(),
  /** Why QuickBooks could not be asked now; what is shown is what was known before. */
  trouble: z.string().nullable(),
})
export type DealTimeView = z.infer<typeof dealTime>

export const costLine = z.strictObject({
  id: z.string(),
  /** A bill, or money that was spent at once. */
  kind: z.enum(['bill', 'purchase']),
  number: z.string().nullable(),
  on: z.string(),
  vendor: z.string().nullable(),
  description: z.string().nullable(),
  customer: z.string(),
  amount: money,
  standing: workStanding,
  /** Whether it is set not billable in QuickBooks after it was billed here. */
  release: z.enum(['wanted', 'done', 'refused']).nullable(),
  invoiceId: z.string().nullable(),
  couldBe: z.array(z.strictObject({ dealId: z.string(), name: z.string() })),
})
export type CostLineView = z.infer<typeof costLine>

export const dealCosts = z.strictObject({
  /** All costs seen, in the deal's currency; null where some are in another one. */
  seen: money.nullable(),
  /** The same by the milestone whose product or service they were bought for; what fits none is named so. */
  byPhase: z.array(z.strictObject({ phase: z.string(), amount: money })),
  costs: z.array(costLine),
  unassigned: z.array(costLine),
  more: z.boolean(),
  readAt: z.string().nullable(),
  trouble: z.string().nullable(),
})
export type DealCostsView = z.infer<typeof dealCosts>

/** The invoices that billing would make, one for each who pays, and all that must be right before. */
export const extrasPreview = z.strictObject({
  total: money,
  /** How many hours or costs. */
  lines: z.int(),
  remainingAfter: money.nullable(),
  invoices: z.array(invoicePreview),
  checks: z.array(preflightCheck),
})
export type ExtrasPreviewView = z.infer<typeof extrasPreview>

export const extrasBilled = z.strictObject({ invoices: z.array(invoice) })
