import { z } from 'zod'
import { money } from './money'

/** A document of QuickBooks that a number comes from. */
const documentRef = z.strictObject({
  kind: z.enum(['Invoice', 'CreditMemo', 'Payment']),
  quickbooksId: z.string(),
  /** Its number where it has one. */
  number: z.string().nullable(),
})

/** One side's part of an identity, signed; null is unknown. */
const term = z.strictObject({ name: z.string(), amount: money.nullable() })

/** Something that explains a difference, or a part of a sum, by name. */
const item = z.strictObject({
  what: z.string(),
  amount: money.nullable(),
  document: documentRef.nullable(),
})

export const identity = z.strictObject({
  /** A to E: the contract, what was invoiced, how it was settled, each credit memo, each payment. */
  id: z.enum(['A', 'B', 'C', 'D', 'E']),
  /** What it is about where it is one document. */
  document: documentRef.nullable(),
  left: term,
  right: z.array(term),
  /** Left less right; null while something of it is unknown. */
  difference: money.nullable(),
  /** Both sides are the same, to the cent. */
  holds: z.boolean(),
  /** What a difference is made of, and what stands in the sums by name. */
  items: z.array(item),
})

/** Per currency of a deal: the sums, the identities between them, and the invoices that they come from. */
export const tieOut = z.strictObject({
  currency: z.string(),
  /** Every identity holds. False too while one is unknown. */
  holds: z.boolean(),
  sums: z.record(z.string(), money.nullable()),
  identities: z.array(identity),
  invoices: z.array(
    z.strictObject({
      document: documentRef,
      gone: z.enum(['voided', 'credited']).nullable(),
      total: money.nullable(),
      tax: money.nullable(),
      balance: money.nullable(),
      paid: money.nullable(),
      credited: money.nullable(),
      settledOtherwise: money.nullable(),
      lines: z.array(z.strictObject({ what: z.string(), amount: money.nullable() })),
    }),
  ),
})
export type TieOutView = z.infer<typeof tieOut>
