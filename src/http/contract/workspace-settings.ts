import { z } from 'zod'
import { attachedKinds } from './attached-kinds'
import { cadence, delivery } from './schedule'
import { taxCode } from './tax-code'

const id = z.string().regex(/^\d{1,25}$/, 'a QuickBooks id')
/** QuickBooks keeps the addresses of one field in a hundred characters, commas included. */
const addresses = z
  .array(z.email().max(100))
  .max(10)
  .refine((list) => list.join(', ').length <= 100, 'QuickBooks takes 100 characters of addresses')

/** How invoices get their numbers in a company that numbers its own documents. */
export const numbering = z.union([
  z.strictObject({ by: z.literal('quickbooks') }),
  /** `MP-{year}-{0000}`: {0000} is the running number, {year} and {month} are of the invoice's day. */
  z.strictObject({ by: z.literal('pattern'), pattern: z.string().trim().min(1).max(60) }),
])

/** The custom field of QuickBooks' invoices that carries the link back, by the number QuickBooks gives it. */
export const linkField = z.strictObject({
  definitionId: z.string().regex(/^\d{1,25}$/, 'the number of the custom field, such as "1"'),
  name: z.string().trim().min(1).max(31),
})
export const copies = z.strictObject({ cc: addresses, bcc: addresses })
/** Null leaves it to the company's own setting in QuickBooks. */
export const onlinePayment = z.strictObject({ card: z.boolean().nullable(), bank: z.boolean().nullable() })

/** What may go with an invoice by itself. */
const attached = z
  .array(z.enum(attachedKinds))
  .max(attachedKinds.length)
  .refine((kinds) => new Set(kinds).size === kinds.length, 'name each kind once')

/** Days after its due date on which QuickBooks reminds of an open invoice by itself; empty for never. */
export const reminders = z.strictObject({
  afterDays: z
    .array(z.int().min(1).max(365))
    .max(5)
    .refine((days) => new Set(days).size === days.length, 'name each day once'),
})

/** What new schedules start with. */
export const defaults = z.strictObject({
  delivery,
  cadence,
  netDays: z.int().nullable(),
  termsId: z.string().nullable(),
  itemId: z.string().nullable(),
  taxCode: z.string().nullable(),
  classId: z.string().nullable(),
  locationId: z.string().nullable(),
})

export const defaultsPatch = z
  .strictObject({
    delivery,
    cadence,
    netDays: z.int().min(0).max(999).nullable(),
    /** Terms of QuickBooks, or days: choosing one takes the other away. */
    termsId: id.nullable(),
    itemId: id.nullable(),
    taxCode: taxCode.nullable(),
    classId: id.nullable(),
    locationId: id.nullable(),
  })
  .partial()

/** How every invoice of the workspace is written and sent, whatever its schedule. */
export const billingSettings = z.strictObject({
  /** Items of QuickBooks for the lines beside the work, and their tax codes; null takes the schedule's. */
  retainageItemId: z.string().nullable(),
  retainageTaxCode: z.string().nullable(),
  depositItemId: z.string().nullable(),
  depositTaxCode: z.string().nullable(),
  hoursItemId: z.string().nullable(),
  hoursTaxCode: z.string().nullable(),
  costsItemId: z.string().nullable(),
  costsTaxCode: z.string().nullable(),
  /** Invoices draw of deposits that are not paid yet. */
  drawUnpaidDeposits: z.boolean(),
  numbering,
  linkField: linkField.nullable(),
  copies,
  onlinePayment,
  /** The files that go with every invoice by themselves, in this order. */
  attach: attached,
  reminders,
  /** The least role that creates invoices, links them and settles differences. */
  bookkeepingBy: z.enum(['bookkeeper', 'member']),
})
export type BillingSettingsView = z.infer<typeof billingSettings>

export const billingSettingsPatch = z
  .strictObject({
    retainageItemId: id.nullable(),
    retainageTaxCode: taxCode.nullable(),
    depositItemId: id.nullable(),
    depositTaxCode: taxCode.nullable(),
    hoursItemId: id.nullable(),
    hoursTaxCode: taxCode.nullable(),
    costsItemId: id.nullable(),
    costsTaxCode: taxCode.nullable(),
    drawUnpaidDeposits: z.boolean(),
    numbering,
    linkField: linkField.nullable(),
    copies,
    onlinePayment,
    attach: attached,
    reminders,
    bookkeepingBy: z.enum(['bookkeeper', 'member']),
  })
  .partial()
