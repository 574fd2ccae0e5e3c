import type { ScheduleInput } from '../http/contract/schedule'

/** What a bookkeeper does in QuickBooks to one invoice; days are counted back from today. */
export type BookkeeperAct =
  | { readonly act: 'date'; readonly issuedDaysAgo: number; readonly dueDaysAgo: number }
  | { readonly act: 'pay'; readonly amount: string | 'all'; readonly daysAgo: number }
  | { readonly act: 'edit'; readonly amount: string }
  | { readonly act: 'void' }

/** An invoice that the bookkeeper wrote in QuickBooks before there was a plan. */
export interface HandmadeInvoice {
  /** What its line says, and how it is known again. */
  readonly text: string
  readonly amount: string
  readonly issuedDaysAgo: number
  readonly dueDaysAgo: number
  readonly paidDaysAgo?: number
}

/** How far the work on a milestone has come, by whom the demo's people stand in. */
export type Progress = 'pending' | 'started' | 'in_review' | 'revised' | 'approved' | 'completed' | 'billed'

export interface DemoMilestone {
  readonly name: string
  readonly percent: string
  readonly deliverable: string
  readonly criteria: readonly string[]
  readonly plannedInDays: number
  /** It bills by itself on the planned day, and on nothing else. */
  readonly billsOnItsDay?: true
  readonly progress: Progress
  /** What is said when the work is handed over, or sent back. */
  readonly note?: string
  /** Of work in review: the part that the approver accepts, and why not all of it. */
  readonly acceptedPart?: { readonly percent: string; readonly reason: string }
  /** On the invoice of the payer named by `payer`; without one, on the only invoice. */
  readonly inQuickBooks?: readonly (BookkeeperAct & { readonly payer?: string })[]
}

/** One line of a change order. `name` is a milestone's: a new one's where the line adds. */
export type DemoChange =
  | {
      readonly op: 'add'
      readonly name: string
      readonly quantity: string
      readonly unitPrice: string
      readonly deliverable: string
      readonly criteria: readonly string[]
      readonly plannedInDays: number
    }
  | { readonly op: 'change'; readonly name: string; readonly amount: string; readonly deliverable: string }

export interface DemoChangeOrder {
  /** Also how it is known again. */
  readonly reason: string
  readonly lines: readonly DemoChange[]
  /** Who approved it; without one it waits for the client. */
  readonly approvedBy?: string
}

export interface DemoDeal {
  /** As HubSpot's sample portal names it. */
  readonly name: string
  /** As QuickBooks' sample company names it; null leaves the customer to be chosen. */
  readonly customer: string | null
  /** Several who pay instead, by their shares. */
  readonly payers?: readonly { readonly customer: string; readonly percent: string }[]
  readonly reference: string
  readonly signedDaysAgo: number
  readonly terms: NonNullable<ScheduleInput['terms']>
  readonly delivery: NonNullable<ScheduleInput['delivery']>
  /** With the customer's other deals, on one invoice a month: about a week from today. */
  readonly monthly?: true
  /** Held back of each invoice. */
  readonly retainage?: { readonly percent: string }
  /** Paid in advance, beside the milestones; each invoice draws its part of it. */
  readonly advance?: {
    readonly percent: string
    readonly issuedDaysAgo: number
    readonly dueDaysAgo: number
    readonly paidDaysAgo: number
  }
  /** The client's name under the signed agreement, which is kept with the deal and checked against the plan. */
  readonly acceptedBy?: string
  readonly milestones: readonly DemoMilestone[]
  readonly changeOrders?: readonly DemoChangeOrder[]
  readonly invoicedByHand?: readonly HandmadeInvoice[]
  /** The name under which the owner keeps this plan as a template. */
  readonly keptAs?: string
}
