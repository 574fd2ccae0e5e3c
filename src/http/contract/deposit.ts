import { z } from 'zod'
import { preflightCheck } from './billing'
import { money, moneyInput, share } from './money'

/** What is billed now: a share of the contract, or an amount; left out, all that is left. */
export const billDepositInput = z
  .strictObject({
    share: share.optional(),
    amount: moneyInput.optional(),
    dryRun: z.boolean().optional(),
  })
  .refine(
    ({ share: part, amount }) => part === undefined || amount === undefined,
    'a share or an amount, not both',
  )
export type BillDepositInput = z.infer<typeof billDepositInput>

export const depositMode = z.enum(['income', 'liability', 'advance'])

/** Null amounts are unknown: an invoice, or a payment of one, could not be read. */
const unknown = money.nullable()

/** One invoice that bills a deposit. */
const depositInvoice = z.strictObject({
  intentId: z.string(),
  /** QuickBooks' id and number; null while it is not there. */
  quickbooksId: z.string().nullable(),
  docNumber: z.string().nullable(),
  customer: z.string().nullable(),
  /** The milestone that is the deposit; null for an advance. */
  milestoneId: z.string().nullable(),
  state: z.enum(['effective', 'under_way', 'gone']),
  /** Net of tax, as everything here. */
  amount: unknown,
  /** Less the credits on it. */
  effective: unknown,
  paid: unknown,
})

/** The deposit of a deal: what is agreed, billed, paid, drawn and held. */
export const deposit = z.strictObject({
  /** Null where none is agreed. */
  mode: depositMode.nullable(),
  share: share.nullable(),
  draw: z.enum(['full', 'proportional']).nullable(),
  /** The acceptance of the plan bills it; null: a person does. */
  billOn: z.enum(['signature']).nullable(),
  /** Of an advance: the agreed share, and how far it is billed. */
  total: money,
  billed: money,
  left: money,
  /** What counts of all deposits, what of that is paid, and what came back on invoices. */
  effective: unknown,
  paid: unknown,
  drawn: unknown,
  drawnUnderWay: money,
  held: unknown,
  /** Invoices draw only what is paid. */
  waitsForPayment: z.boolean(),
  /** What would stop its next invoice, each with its mend; empty where nothing is left to bill. */
  checks: z.array(preflightCheck),
  invoices: z.array(depositInvoice),
})
export type DepositView = z.infer<typeof deposit>
