import { z } from 'zod'
import { money, moneyInput } from './money'

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
  /** What a person said; no part for what is none of ours, several where it is split. Null while nobody did. */
  said: z
    .strictObject({
      parts: z.array(
        z.strictObject({
          invoiceId: z.string(),
          docNumber: z.string().nullable(),
          milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
          /** How much of the refund it is, tax included. */
          amount: money.nullable(),
          /** What of the milestone is billed again, and what is closed by it, net. */
          again: money.nullable(),
          closed: money.nullable(),
        }),
      ),
      by: z.string(),
      at: z.string(),
    })
    .nullable(),
  /** The likely ones first; none once it is said, or gone. */
  candidates: z.array(candidate),
})
export type RefundView = z.infer<typeof refund>

const giving = z.strictObject({
  invoiceId: z.uuid(),
  milestoneId: z.uuid().nullable(),
  /** It is billed again, by a claim of its own; otherwise it is closed. */
  again: z.boolean(),
  /** How much of the refund that is, tax included; left out where it is all of it. */
  amount: moneyInput.optional(),
})

/** What a refund gives back; null: it is for something else. */
export const refundSaid = z.strictObject({
  gives: giving.nullable(),
  /** What else it gives back: each part then says its amount, and they come to the refund to the cent. */
  also: z.array(giving).max(19).optional(),
})

export const creditSaid = z.strictObject({ creditMemoId: documentId })
