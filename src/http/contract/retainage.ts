import { z } from 'zod'
import { invoicePreview, preflightCheck } from './billing'
import { date, money, moneyInput } from './money'

/** One line on an invoice that holds back or releases. */
export const retainageLine = z.strictObject({
  invoiceId: z.string(),
  docNumber: z.string().nullable(),
  customer: z.string().nullable(),
  /** Whose work it is held back of; null for a release. */
  milestone: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  kind: z.enum(['held_back', 'released']),
  /** Positive either way; null while the invoice could not be read. */
  amount: money.nullable(),
  on: z.string().nullable(),
  /** Decided here, and not in QuickBooks yet. */
  onItsWay: z.boolean(),
  /** The invoice in QuickBooks. */
  link: z.string().nullable(),
})

/** What a deal's invoices hold back, and what it is made of. */
export const retainage = z.strictObject({
  /** What was agreed, in words: "10 %"; null where nothing is held back. */
  agreed: z.string().nullable(),
  /** Held back of invoices in QuickBooks, in all; null, as below, while one of them could not be read. */
  heldBack: money.nullable(),
  released: money.nullable(),
  /** Released here, and not in QuickBooks yet. */
  releasing: money,
  /** What may be released now. */
  releasable: money.nullable(),
  /** Each who pays, with what of it is held back from them. */
  payers: z.array(
    z.strictObject({
      customer: z.strictObject({ quickbooksId: z.string(), name: z.string().nullable() }),
      releasable: money.nullable(),
    }),
  ),
  /** Oldest first. */
  lines: z.array(retainageLine),
})
export type RetainageView = z.infer<typeof retainage>

export const releaseInput = z.strictObject({
  /** Left out: all that may be released. */
  amount: moneyInput.optional(),
  /** Shows the invoices instead of creating them. */
  dryRun: z.boolean().optional(),
})

/** The invoices of a release, one for each who pays, as they will read; and all that must be right before. */
export const release = z.strictObject({
  amount: money,
  /** What stays held back after it. */
  left: money.nullable(),
  invoices: z.array(invoicePreview),
  checks: z.array(preflightCheck),
})
export type ReleaseView = z.infer<typeof release>

export const payApplicationQuery = z.strictObject({
  /** The last day of the period; today where it is left out. */
  through: date.optional(),
  /** Which application: 1 is the first. Left out: the newest. */
  number: z.coerce.number().int().min(1).max(100_000).optional(),
})

/** One row of the continuation sheet: a milestone, or what stands for no milestone. */
export const payApplicationRow = z.strictObject({
  /** "2", or "2-A"; null for what is no milestone. */
  code: z.string().nullable(),
  name: z.string(),
  scheduled: money,
  previous: money,
  thisPeriod: money,
  toDate: money,
  /** Of what is scheduled, with up to two decimals; null where nothing is. */
  percent: z.string().nullable(),
  balance: money,
  retainage: money,
})

/** An application for payment: what is earned, held back, certified before, and due now. Net of tax. */
export const payApplication = z.strictObject({
  number: z.int(),
  /** How many there are as of `through`. */
  of: z.int(),
  through: z.string(),
  project: z.string(),
  owner: z.array(z.string()),
  contractor: z.string(),
  contractDate: z.string().nullable(),
  contractReference: z.string().nullable(),
  originalSum: money,
  changeOrders: money,
  contractSum: money,
  completed: money,
  retainageAgreed: z.string().nullable(),
  retainage: money,
  earnedLessRetainage: money,
  previousCertificates: money,
  due: money,
  balanceToFinish: money,
  /** Invoices of this application. */
  invoices: z.array(z.string()),
  rows: z.array(payApplicationRow),
})
export type PayApplicationView = z.infer<typeof payApplication>
