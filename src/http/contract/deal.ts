import { z } from 'zod'
import { changeOrder } from './change-order'
import { acceptance } from './document'
import { milestone } from './milestone'
import { money } from './money'
import { dealPayer } from './payer'
import { advice, cadence, schedule } from './schedule'
import { unapplied } from './unapplied'

const figure = money.nullable()

/** Every figure of a deal. Null means unknown: a sum with an unknown part is unknown. */
export const figures = z.strictObject({
  contractSum: figure,
  original: figure,
  changeOrders: figure,
  scheduled: figure,
  unscheduled: figure,
  completed: figure,
  billed: figure,
  inFlight: figure,
  remaining: figure,
  earnedNotBilled: figure,
  billedInAdvance: figure,
  /** Billed beyond what is earned of the contract, or less: at most one is above zero. */
  overBilled: figure,
  underBilled: figure,
  invoicedTotal: figure,
  tax: figure,
  paid: figure,
  credited: figure,
  refunded: figure,
  outstanding: figure,
  overdue: figure,
  retained: figure,
  depositHeld: figure,
  extras: figure,
  /** Billed of milestones and hours, by hour worked. Null, like hours and costs, until QuickBooks was asked. */
  effectiveHourlyRate: figure,
  hours: z.string().nullable(),
  costsSeen: figure,
  margin: figure,
  billedPercent: z.string().nullable(),
  milestonesComplete: z.int(),
  milestonesTotal: z.int(),
  next: z
    .strictObject({ id: z.string(), name: z.string(), plannedOn: z.string().nullable(), amount: money })
    .nullable(),
  /** The money's path as one bar, in this order; the parts sum to the larger of contract and scheduled. */
  bar: z.array(
    z.strictObject({
      part: z.enum(['unknown', 'paid', 'billed', 'inFlight', 'completed', 'open', 'unscheduled', 'over']),
      amount: money,
    }),
  ),
})
export type FiguresView = z.infer<typeof figures>

/** What a deal's money comes to next. Null means unknown. Cash of open invoices is with tax, of work that is to be billed without. */
export const forecast = z.strictObject({
  /** Earned, not billed, and held up by nothing. */
  readyToBill: figure,
  /** With what was expected before and has not come. */
  expectedThisMonth: figure,
  expectedNextMonth: figure,
  expectedLater: figure,
  /** Of work without a planned date, and what is held back until it is released. */
  expectedUndated: figure,
})
export type ForecastView = z.infer<typeof forecast>

export const attentionKinds = [
  'ready_to_bill',
  'billing_blocked',
  'unclear',
  'refused',
  'freed',
  'credited',
  'credit_undone',
  'refunded',
  'edited',
  'differs',
  'overdue',
  'late_fee',
  'pause_work',
  'unlinked_document',
  'copied_document',
  'over_released',
  'deposit_overdrawn',
  'deposit_undrawn',
  'deal_amount_differs',
  'overwritten',
  'deal_removed',
  'two_plans',
  'deal_not_planned',
  'connection',
  'stuck',
  'poison',
  'revision_requested',
  'approval_waiting',
  'mail',
  'read_budget',
] as const
export const attention = z.strictObject({
  id: z.string(),
  kind: z.enum(attentionKinds),
  dealId: z.string().nullable(),
  dealName: z.string().nullable(),
  milestoneId: z.string().nullable(),
  /** The invoice that it is about, where it is about one. */
  invoiceId: z.string().nullable().optional(),
  /** QuickBooks’ id of the refund that it is about, where it is about one. */
  refundId: z.string().nullable().optional(),
  /** QuickBooks' id of an invoice that is none of ours, where it is about one. */
  documentId: z.string().nullable().optional(),
  title: z.string(),
  detail: z.string(),
  money: money.nullable(),
  actions: z.array(z.strictObject({ action: z.string(), label: z.string() })),
  since: z.string(),
  /** Another one as soon as it asks something else; sent along with an answer. */
  version: z.string().optional(),
})
export type AttentionView = z.infer<typeof attention>

/** What a line of an invoice bills. */
export const lineKind = z.enum([
  'work',
  'deposit',
  'draw',
  'deposit_income',
  'retainage',
  'retainage_release',
  'hours',
  'cost',
])

export const invoice = z.strictObject({
  id: z.string(),
  quickbooksId: z.string().nullable(),
  docNumber: z.string().nullable(),
  /** Who made it: Milepost, or a person in QuickBooks, and it was linked afterwards. */
  origin: z.enum(['milepost', 'linked']),
  status: z.enum([
    'prepared',
    'queued',
    'unclear',
    'refused',
    'posted',
    'sent',
    'partially_paid',
    'paid',
    'settled',
    'voided',
    'deleted',
    'credited',
  ]),
  dealId: z.string().nullable(),
  dealName: z.string().nullable(),
  customer: z.string().nullable(),
  /** QuickBooks' id of who is asked to pay it. */
  customerId: z.string(),
  milestones: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** What its lines bill, each once. */
  kinds: z.array(lineKind),
  total: money,
  balance: money.nullable(),
  tax: money.nullable(),
  issuedOn: z.string().nullable(),
  dueOn: z.string().nullable(),
  sentOn: z.string().nullable(),
  link: z.string().nullable(),
})
export type InvoiceView = z.infer<typeof invoice>

export const dealSummary = z.strictObject({
  id: z.string(),
  name: z.string(),
  company: z.string().nullable(),
  /** Who owns it in HubSpot. */
  owner: z.string().nullable(),
  amount: money.nullable(),
  stage: z.string().nullable(),
  won: z.boolean(),
  archived: z.boolean(),
  link: z.string().nullable(),
  scheduled: z.boolean(),
  status: z.string(),
  figures: figures.nullable(),
  attention: z.int(),
  updatedAt: z.string(),
})
export type DealSummaryView = z.infer<typeof dealSummary>

export const scheduleState = z.strictObject({
  acceptedOn: z.string().nullable(),
  acceptedBy: z.string().nullable(),
  acceptance: acceptance.nullable(),
  control: z.enum(['open', 'formal']),
  /** When its work is billed: its own cadence, else the workspace's. */
  cadence,
  /** The day of the month's invoice for what is completed today; null where work is billed on approval. */
  nextMonthlyOn: z.string().nullable(),
  version: z.int(),
})

const otherDeal = z.strictObject({ id: z.string(), name: z.string() })

export const dealPage = z.strictObject({
  deal: dealSummary,
  /** The deal that this one was merged into in HubSpot while both had a plan; its own is kept here. */
  mergedInto: otherDeal.nullable(),
  /** Deals that were merged into this one and kept their plans. */
  keptBeside: z.array(otherDeal),
  schedule: schedule.nullable(),
  state: scheduleState.nullable(),
  payers: z.array(dealPayer),
  milestones: z.array(milestone),
  figures: figures.nullable(),
  forecast: forecast.nullable(),
  changeOrders: z.array(changeOrder),
  invoices: z.array(invoice),
  /** What its customers have paid, or were credited, and is not applied: theirs, and no part of a figure. */
  unapplied,
  attention: z.array(attention),
  advice: z.array(advice),
  /** The newest planning of this deal, while it can be taken back; null once anything came after it. */
  undo: z.strictObject({ what: z.string(), at: z.string(), who: z.string() }).nullable(),
})
export type DealPageView = z.infer<typeof dealPage>

export const historyEntry = z.strictObject({
  number: z.int(),
  at: z.string(),
  who: z.string(),
  from: z.string(),
  what: z.string(),
  milestoneId: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  hash: z.string(),
})
export type HistoryEntryView = z.infer<typeof historyEntry>
