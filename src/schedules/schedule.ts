import type { Deposit, MoneyText, Retainage } from './money-terms'
import type { Payer } from './payers'
import type { ScheduleSource } from './source'

export type BillingType = 'hourly' | 'fixed' | 'mixed'
export type Delivery = 'send' | 'post' | 'prepare'
export type Terms =
  | { readonly quickbooksId: string }
  | { readonly netDays: number }
  | { readonly dueOnReceipt: true }

export interface Approver {
  readonly id: string
  readonly name: string
  readonly role: string | null
  readonly email: string
  /** A colleague, who decides in Milepost itself; left out: somebody of the client. */
  readonly inside?: true
}

export interface ApprovalRule {
  readonly required: boolean
  readonly rule: 'any' | 'all'
  readonly approvers: readonly Approver[]
  readonly windowDays: number
  readonly deemed: boolean
  /** False where nobody may accept a part; left out where an approver may. */
  readonly partial?: false
}

export const noApproval: ApprovalRule = {
  required: false,
  rule: 'any',
  approvers: [],
  windowDays: 3,
  deemed: false,
}

/** When completed work is billed: at once, or with everything else of the customer on one day of each month. */
export type Cadence = { readonly on: 'approval' } | { readonly on: 'monthly'; readonly day: number }

/** Everything of a schedule that is not its money or its milestones. Ids are QuickBooks'. */
export interface ScheduleTerms {
  readonly contractDate: string | null
  readonly contractReference: string | null
  readonly customerId: string | null
  /** Several customers who share every milestone; empty where `customerId` pays all. */
  readonly payers: readonly Payer[]
  readonly itemId: string | null
  readonly classId: string | null
  readonly locationId: string | null
  /** `TAX` or `NON` in the United States, a tax code's id elsewhere; null takes the workspace's. */
  readonly taxCode: string | null
  readonly terms: Terms | null
  /** Null takes the workspace's default. */
  readonly delivery: Delivery | null
  readonly control: 'open' | 'formal'
  readonly approval: ApprovalRule
  /** What is agreed about late payment, in the contract's words; and how many days late an invoice is when it is flagged. */
  readonly lateFee: string | null
  readonly lateFeeAfterDays: number | null
  readonly pauseWork: string | null
  readonly pauseAfterDays: number | null
  readonly source: ScheduleSource | null
  readonly hourlyRate: MoneyText | null
  /** The most that hours and costs may come to, together. */
  readonly notToExceed: MoneyText | null
  readonly retainage: Retainage | null
  readonly deposit: Deposit | null
  /** Null takes the workspace's default. */
  readonly cadence: Cadence | null
}

/** The milestone plan of one deal, in one currency. */
export interface Schedule {
  readonly scheduleId: string
  readonly dealId: string
  readonly billingType: BillingType
  readonly currency: string
  /** The contract value as agreed at first, net of tax, in minor units: what shares are taken of. */
  readonly originalMinor: bigint
  /** The contract sum: the original value and the effects of approved change orders. What may be billed. */
  readonly contractMinor: bigint
  readonly terms: ScheduleTerms
  readonly acceptedOn: string | null
  readonly acceptedBy: string | null
  /** A change order of it was approved: what the client agreed to there stays agreed. */
  readonly changedByOrder: boolean
  readonly version: number
}

/** After the client's acceptance, of the schedule or of one change to it, money and scope change only by change order. */
export const isFormal = (schedule: Schedule): boolean =>
  schedule.acceptedOn !== null || schedule.changedByOrder || schedule.terms.control === 'formal'
