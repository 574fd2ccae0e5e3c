import { z } from 'zod'
import { money } from './money'

export const noteInput = z.strictObject({ note: z.string().trim().max(2000).optional() })
export const reasonInput = z.strictObject({ reason: z.string().trim().min(1).max(2000) })
/** The reason stays inside, unless the client is to read it. */
export const revokeInput = reasonInput.extend({ tellClient: z.boolean().optional() })
/** What a person decides about an item; `reason` where work is reopened, or a change order is drafted. */
export const settleInput = z.strictObject({
  action: z.string().max(50),
  reason: z.string().trim().min(1).max(2000).optional(),
  /** The item's version that was read: an answer to what is asked otherwise by now is refused. */
  version: z.string().max(50).optional(),
})
export const billInput = z.strictObject({ dryRun: z.boolean().optional(), again: z.boolean().optional() })

export const preflightCheck = z.strictObject({
  check: z.enum([
    'customer',
    'currency',
    'tax_code',
    'item',
    'account',
    'class',
    'location',
    'number',
    'terms',
    'email',
    'books_open',
    'text',
    'headroom',
    'connection',
    'completed',
    'deal',
    'estimate',
    'by_hand',
    'attachments',
    'deposit',
  ]),
  ok: z.boolean(),
  detail: z.string(),
  /** How to mend it: a sentence, and where (a console address) when there is a page for it. */
  mend: z.strictObject({ label: z.string(), href: z.string().nullable() }).nullable(),
})
export type PreflightCheckView = z.infer<typeof preflightCheck>

const oneInvoice = {
  customer: z.string(),
  email: z.string().nullable(),
  issuedOn: z.string(),
  dueOn: z.string().nullable(),
  terms: z.string().nullable(),
  lines: z.array(
    z.strictObject({
      text: z.array(z.string()),
      item: z.string(),
      /** "3 × 5000.00", where the amount comes about like that. */
      priced: z.string().optional(),
      amount: money,
    }),
  ),
  subtotal: money,
  taxNote: z.string(),
  /** What the client reads under the lines; null where there is nothing. */
  memo: z.string().nullable(),
  delivery: z.string(),
  marker: z.string(),
  /** The exact JSON that would be sent to QuickBooks. */
  body: z.unknown(),
}

/** One invoice as a client reads it. */
export const onePreview = z.strictObject(oneInvoice)

/** The invoice as a client will read it, before it exists; where several pay, the other payers' invoices beside it. */
export const invoicePreview = z.strictObject({
  ...oneInvoice,
  others: z.array(z.strictObject(oneInvoice)),
})
export type InvoicePreviewView = z.infer<typeof invoicePreview>

/** What a decision came to, where it made something that is looked at next. */
export const settled = z.strictObject({
  /** The change order that was drafted, or is under way already. */
  changeOrderId: z.string().optional(),
})

/** Work that Milepost still owes to a vendor, or a letter to a person. */
export const owed = z.strictObject({
  id: z.string(),
  what: z.string(),
  vendor: z.enum(['quickbooks', 'hubspot', 'mail']),
  state: z.enum(['waiting', 'working', 'unclear', 'refused']),
  why: z.string(),
  since: z.string(),
  attempts: z.int(),
  nextTry: z.string().nullable(),
  dealId: z.string().nullable(),
  canCancel: z.boolean(),
})
export type OwedView = z.infer<typeof owed>
