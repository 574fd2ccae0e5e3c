import { z } from 'zod'
import { money } from './money'

/** QuickBooks' id of a document. */
export const documentId = z.string().regex(/^\d{1,25}$/, 'a document’s id in QuickBooks')

const candidate = z.strictObject({
  invoiceId: z.string(),
  /** "1042"; null where the invoice has no number. */
  docNumber: z.string().nullable(),
  dealId: z.string(),
  dealName: z.string(),
  /** Null for what an invoice bills beside milestones: a deposit, hours, costs. */
  milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Net, of that milestone on that invoice, and cash on the whole invoice. */
  billed: money.nullable(),
  paid: money.nullable(),
  /** QuickBooks, or the words on the refund, point at it. */
  likely: z.boolean(),
})

/** A refund receipt, and what it may give back. */
export const refund = z.strictObject({
  id: z.string(),
  number: z.string().nullable(),
  on: z.string().nullable(),
  customer: z.string().nullable(),
  /** Tax included; null while it can't be read. */
  total: money.nullable(),
  tax: money.nullable(),
  memo: z.string().nullable(),
  /** Voided or deleted in QuickBooks. */
  gone: z.boolean(),
  /** What a person said; `to` is null for what is none of ours. Null while nobody did. */
  said: z
    .strictObject({
      to: z
        .strictObject({
          invoiceId: z.string(),
          docNumber: z.string().nullable(),
          milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
          /** What of the milestone is billed again, and what is closed by it, net. */
          again: money.nullable(),
          closed: money.nullable(),
        })
        .nullable(),
      by: z.string(),
      at: z.string(),
    })
    .nullable(),
  /** The likely ones first; none once it is said, or gone. */
  candidates: z.array(candidate),
})
export type RefundView = z.infer<typeof refund>

/** What a refund gives back; left out, it is for something else. */
export const refundSaid = z.strictObject({
  gives: z
    .strictObject({
      invoiceId: z.uuid(),
      milestoneId: z.uuid().nullable(),
      /** It is billed again, by a claim of its own; otherwise it is closed. */
      again: z.boolean(),
    })
    .nullable(),
})

export const creditSaid = z.strictObject({ creditMemoId: documentId })
