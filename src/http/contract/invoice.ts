import { z } from 'zod'
import { onePreview, preflightCheck } from './billing'
import { invoice, lineKind } from './deal'
import { attachment, attachmentAhead } from './evidence'
import { date, money } from './money'
import { page } from './route'
import { terms } from './schedule'
import { settledBy } from './settled-by'
import { taxCode } from './tax-code'
import { unapplied } from './unapplied'

/** What invoices are looked for by how they stand. */
export const invoiceFilters = [
  'prepared',
  'on_its_way',
  'trouble',
  'not_sent',
  'open',
  'overdue',
  'paid',
  'gone',
] as const
export type InvoiceFilterView = (typeof invoiceFilters)[number]

export const invoiceQuery = z.strictObject({
  ...page,
  status: z.enum(invoiceFilters).optional(),
  /** QuickBooks' id of the customer. */
  customer: z
    .string()
    .regex(/^\d{1,25}$/, "a customer's id")
    .optional(),
  /** In the number, the mark, the deal's name or the customer's. */
  search: z.string().trim().max(100).optional(),
})

/** Positive decimals with up to 7 places, as QuickBooks takes them. */
const decimal = z.string().regex(/^\d{1,11}(\.\d{1,7})?$/, 'a decimal such as "12.5"')
const lineQuantity = z.strictObject({ quantity: decimal, unitPrice: decimal })

/** What is changed of a prepared invoice: what is left out stays, null goes back to what the schedule says. */
export const invoicePatch = z.strictObject({
  /** Shows the invoice as it would be; nothing is changed. */
  dryRun: z.boolean().optional(),
  taxCode: taxCode.nullable().optional(),
  terms: terms.nullable().optional(),
  /** What the client reads under the lines; empty for nothing. */
  memo: z.string().trim().max(1000).nullable().optional(),
  /** How lines read as quantity × price; it comes to the line's amount, to the cent. */
  lines: z
    .array(z.strictObject({ id: z.string().max(200), quantity: lineQuantity.nullable() }))
    .max(750)
    .optional(),
})
export type InvoicePatch = z.input<typeof invoicePatch>

export const handOverInput = z.strictObject({
  /** Shows what would go to QuickBooks; nothing is changed. */
  dryRun: z.boolean().optional(),
})
export const deliveredInput = z.strictObject({
  /** Left out: today. */
  on: date.optional(),
})

export const invoiceActions = [
  'edit',
  'post',
  'send',
  'mark_delivered',
  'pdf',
  'pay_link',
  'assign_credit',
] as const

export const invoiceLine = z.strictObject({
  id: z.string(),
  kind: lineKind,
  text: z.array(z.string()),
  item: z.string(),
  taxCode: z.string().nullable(),
  quantity: z.string().nullable(),
  unitPrice: z.string().nullable(),
  amount: money,
  milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
})
export type InvoiceLineView = z.infer<typeof invoiceLine>

/** Everything that is known of one invoice. */
export const invoicePage = z.strictObject({
  invoice,
  version: z.int(),
  /** As the client reads it: one that waits as it would be made now, any other as it was sent. */
  paper: onePreview,
  /** The tax that QuickBooks reckoned, and all with it; null until it is there. */
  tax: money.nullable(),
  total: money.nullable(),
  paid: money.nullable(),
  /** What settled it, document by document, oldest first; null while something of it was not read yet. */
  money: settledBy.nullable(),
  unapplied,
  lines: z.array(invoiceLine),
  /** What was changed before it was made; null where nothing was. */
  changes: z
    .strictObject({
      taxCode: taxCode.optional(),
      terms: terms.optional(),
      memo: z.string().optional(),
      lines: z.array(z.strictObject({ id: z.string(), quantity: z.string(), unitPrice: z.string() })),
    })
    .nullable(),
  /** Of one that waits: everything QuickBooks would refuse. */
  checks: z.array(preflightCheck),
  /** Why one that waits can't be made any more; null where it can. */
  outdated: z.string().nullable(),
  /** What QuickBooks has otherwise than it was sent. */
  differences: z.array(
    z.strictObject({ what: z.string(), sent: z.string().nullable(), now: z.string().nullable() }),
  ),
  filesAhead: z.array(attachmentAhead),
  files: z.array(attachment),
  /** What happened to it, oldest first. `at` is a day where no hour is known. */
  timeline: z.array(z.strictObject({ what: z.string(), at: z.string(), by: z.string().nullable() })),
  /** What this person may do now. */
  actions: z.array(z.enum(invoiceActions)),
})
export type InvoicePageView = z.infer<typeof invoicePage>

export const payLink = z.strictObject({
  /** Where the client pays; null where there is no such page. */
  url: z.string().nullable(),
  detail: z.string(),
})
