import { z } from 'zod'
import { money } from './money'

/** A document of QuickBooks that a number comes from. */
const documentRef = z.strictObject({
  kind: z.enum(['Invoice', 'CreditMemo', 'Payment', 'RefundReceipt']),
  quickbooksId: z.string(),
  /** Its number where it has one; of a payment its reference. */
  number: z.string().nullable(),
  /** Its date. */
  on: z.string().nullable(),
  /** Our id of it, where it is an invoice of this deal. */
  invoiceId: z.string().nullable(),
  /** Its page in QuickBooks. */
  link: z.string().nullable(),
})

/** One side's part of an identity, signed; null is unknown. */
const term = z.strictObject({
  name: z.string(),
  amount: money.nullable(),
  /** What each document adds to it; none for what is only planned or decided. They sum to it. */
  documents: z.array(z.strictObject({ document: documentRef, amount: money.nullable() })),
})

/** A person who looks into a difference. */
const owner = z.strictObject({
  who: z.string(),
  since: z.string(),
  note: z.string().nullable(),
  /** What the difference came to then; null where it was unknown. */
  amount: money.nullable(),
  /** It is the one who asks. */
  mine: z.boolean(),
})

/** Something that explains a difference, or a part of a sum, by name. */
const item = z.strictObject({
  what: z.string(),
  amount: money.nullable(),
  document: documentRef.nullable(),
  /** `part` belongs to the sum by its name, `closed` was decided, and `open` waits for somebody, or for a document. */
  state: z.enum(['part', 'closed', 'open']),
})

const identityId = z.enum(['A', 'B', 'C', 'D', 'E'])
export type IdentityId = z.infer<typeof identityId>

export const identity = z.strictObject({
  /** A to E: the contract, what was invoiced, how it was settled, each credit memo, each payment. */
  id: identityId,
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

/** A difference that nobody has settled: what, by how much, since when, and who looks into it. */
const openDifference = z.strictObject({
  /** Names it for as long as it is the same one. */
  key: z.string(),
  identity: identityId,
  what: z.string(),
  amount: money.nullable(),
  document: documentRef.nullable(),
  /** Since when it is known to be there. */
  since: z.string().nullable(),
  owner: owner.nullable(),
})
export type OpenDifferenceView = z.infer<typeof openDifference>

/** `holds`: all comes out, and nobody is asked anything. `unknown`: something could not be read. */
const state = z.enum(['holds', 'differs', 'unknown'])
export type TieOutStateView = z.infer<typeof state>

/** Per currency of a deal: the sums, the identities between them, and the invoices that they come from. */
export const tieOut = z.strictObject({
  currency: z.string(),
  state,
  /** Every identity holds. False too while one is unknown. */
  holds: z.boolean(),
  sums: z.record(z.string(), money.nullable()),
  identities: z.array(identity),
  /** What is open, of all identities. */
  differences: z.array(openDifference),
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

/** A to E of one deal or of one currency: D and E are all credit memos and all payments together. */
const summedIdentity = z.strictObject({
  id: identityId,
  left: z.strictObject({ name: z.string(), amount: money.nullable() }),
  right: z.array(z.strictObject({ name: z.string(), amount: money.nullable() })),
  difference: money.nullable(),
  holds: z.boolean(),
})
export type SummedIdentityView = z.infer<typeof summedIdentity>

const tieOutRow = z.strictObject({
  deal: z.strictObject({
    id: z.string(),
    name: z.string(),
    company: z.string().nullable(),
    archived: z.boolean(),
  }),
  currency: z.string(),
  state,
  identities: z.array(summedIdentity),
  differences: z.array(openDifference),
})
export type TieOutRowView = z.infer<typeof tieOutRow>

/** One currency of the workspace: the rows' sums, and how many deals stand how. */
const tieOutSection = z.strictObject({
  currency: z.string(),
  deals: z.int(),
  holds: z.int(),
  differs: z.int(),
  unknown: z.int(),
  /** Open differences of all its deals, and how many of them somebody looks into. */
  open: z.int(),
  taken: z.int(),
  /** Since when the oldest of them is there. */
  oldest: z.string().nullable(),
  identities: z.array(summedIdentity),
})
export type TieOutSectionView = z.infer<typeof tieOutSection>

export const workspaceTieOut = z.strictObject({
  /** All deals of the workspace by currency, whichever the page and the filter show. */
  currencies: z.array(tieOutSection),
  /** One row a deal, those that differ first, then unknown ones, then by name. */
  items: z.array(tieOutRow),
  /** When each vendor was read last. */
  readAt: z.strictObject({ quickbooks: z.string().nullable(), hubspot: z.string().nullable() }),
  next: z.string().nullable(),
})
export type WorkspaceTieOutView = z.infer<typeof workspaceTieOut>

export const tieOutFilter = {
  currency: z.string().length(3).optional(),
  state: state.optional(),
  /** In the deal's name, or its company's. */
  search: z.string().max(200).optional(),
}

export const takeDifferenceInput = z.strictObject({
  key: z.string().min(1).max(200),
  note: z.string().trim().max(1000).optional(),
})
export const releaseDifferenceInput = z.strictObject({ key: z.string().min(1).max(200) })
