import { z } from 'zod'
import { foundInvoice } from './catch-up'
import { money } from './money'
import { page } from './route'

export const unplacedQuery = z.strictObject({
  ...page,
  /** Those that somebody said are none of ours. */
  setAside: z.enum(['true', 'false']).optional(),
})

const milestone = z.strictObject({ id: z.string(), name: z.string(), amount: money })

/** Milestones of one deal that an invoice probably bills, and why it seems so. */
export const place = z.strictObject({
  dealId: z.string(),
  dealName: z.string(),
  milestones: z.array(milestone),
  confidence: z.enum(['high', 'likely', 'possible']),
  /** Such as "same amount" and "name in line 1". */
  reasons: z.array(z.string()),
})

/** An invoice of QuickBooks that bills nothing here. */
export const unplaced = z.strictObject({
  ...foundInvoice.omit({ whyNot: true, note: true }).shape,
  /** The number of our invoice that it is a copy of. */
  copyOf: z.string().nullable(),
  /** Who said that it is none of ours. */
  setAsideBy: z.string().nullable(),
  /** The best first; empty where it looks like nothing. */
  places: z.array(place),
  /** What is billed already and looks the same: the client may be asked to pay twice. */
  twice: z.array(
    z.strictObject({
      dealId: z.string(),
      dealName: z.string(),
      milestone,
      billedBy: z.string().nullable(),
      reasons: z.array(z.string()),
    }),
  ),
})
export type UnplacedView = z.infer<typeof unplaced>

/** A milestone that it could be linked to, by hand. */
export const openPlace = z.strictObject({
  dealId: z.string(),
  dealName: z.string(),
  id: z.string(),
  code: z.string(),
  name: z.string(),
  amount: money,
})
export type OpenPlaceView = z.infer<typeof openPlace>

export const onePlaced = z.strictObject({ invoice: unplaced, open: z.array(openPlace) })
export type UnplacedPageView = z.infer<typeof onePlaced>

/** One of our lines of an edited invoice: what was decided, and what is there. Null can't be told. */
export const edited = z.strictObject({
  invoiceId: z.string(),
  docNumber: z.string().nullable(),
  customer: z.string().nullable(),
  link: z.string().nullable(),
  lines: z.array(
    z.strictObject({
      what: z.string(),
      milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
      decided: money,
      now: money.nullable(),
    }),
  ),
  decided: money,
  now: money.nullable(),
  /** Lines that are none of ours, without tax and less their part of a discount: they stay as they are, whatever is decided. */
  others: money.nullable(),
  /**
   * What discounts take off the whole invoice. Restoring takes them away, and is refused where they come off lines that are
   * none of ours. Null where there is none, or where it can't be read.
   */
  discount: money.nullable(),
  /** What the invoice comes to without tax: now, and once it is restored. */
  total: z.strictObject({ now: money.nullable(), restored: money.nullable() }),
  /** What each deal's contract becomes if this is accepted. */
  contracts: z.array(
    z.strictObject({ dealId: z.string(), dealName: z.string(), before: money, after: money }),
  ),
  /** Change orders that accept it, and wait. */
  orders: z.array(z.strictObject({ id: z.string(), name: z.string(), state: z.enum(['draft', 'sent']) })),
  whyNotAccepted: z.string().nullable(),
  whyNotRestored: z.string().nullable(),
})
export type EditedView = z.infer<typeof edited>
