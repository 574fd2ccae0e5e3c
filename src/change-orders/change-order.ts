import { formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import type { MilestonePatch } from '../schedules/change-milestone'
import type { MilestoneDraft } from '../schedules/draft'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { milestoneToDraft, type StoredMilestoneDraft } from '../schedules/schedule-to-draft'

/**
 * A numbered written change to a schedule.
 *
 *     draft ──► sent ──► approved        the one state that has an effect: all lines at once
 *       │  ◄───  │  └──► rejected
 *       └────────┴─────► withdrawn
 *
 * A sent one goes back to draft to be revised: it keeps its number and counts its revision up. What is decided stays.
 */
export type ChangeOrderState = 'draft' | 'sent' | 'approved' | 'rejected' | 'withdrawn'

/** Who did something, and when. */
export interface Deed {
  readonly by: string
  readonly at: Date
}

/** How a change order ended. */
export interface Ending extends Deed {
  /** console · api · portal … */
  readonly via: string
  /** The day on the client's paper, `YYYY-MM-DD`; the day it was recorded where none was said. */
  readonly on: string | null
  /** The name on it, where somebody here recorded it for the client. */
  readonly signedBy: string | null
  readonly reason: string | null
  readonly fileIds: readonly string[]
}

/** What a milestone was when a line about it was written or sent. */
export interface MilestoneBefore {
  readonly draft: StoredMilestoneDraft
  /** "20 % of $50,000.00", where its amount came from a share. */
  readonly shareOf: string | null
}

interface LineParts {
  /** Of an `add` the id that its milestone will have. */
  readonly milestoneId: string
  /** Decimal text, up to 4 places; both or none. */
  readonly quantity: string | null
  readonly unitPrice: string | null
  /** What the milestone's amount was, 0 for an added one; minor units. */
  readonly beforeMinor: bigint
  /** What it will be, 0 for a removed one; minor units. */
  readonly amountMinor: bigint
  /** Of a milestone that is billed: the intent whose invoice bills so already. Left out where nothing bills it. */
  readonly accepts?: string
}

export type ChangeOrderLine = LineParts &
  (
    | { readonly op: 'add'; readonly given: MilestoneDraft; readonly before: null }
    | { readonly op: 'change'; readonly given: MilestonePatch; readonly before: MilestoneBefore }
    | { readonly op: 'remove'; readonly given: null; readonly before: MilestoneBefore }
  )

export interface ChangeOrder {
  readonly changeOrderId: string
  readonly scheduleId: string
  readonly number: number
  readonly revision: number
  readonly state: ChangeOrderState
  readonly reason: string
  readonly currency: string
  readonly lines: readonly ChangeOrderLine[]
  /** The contract sum before it, kept once it is decided; null until then, when it is the schedule's. */
  readonly contractBeforeMinor: bigint | null
  readonly drafted: Deed
  readonly sent: Deed | null
  readonly ended: Ending | null
  readonly version: number
}

/** Names the question to people that the client rejected it. */
export const rejectedCause = ({ changeOrderId, revision }: Pick<ChangeOrder, 'changeOrderId' | 'revision'>) =>
  `order_rejected:${changeOrderId}:${revision}`

/** Names the question to people that the client tried to sign it, and it can't be applied any more. */
export const unfitCause = ({ changeOrderId, revision }: Pick<ChangeOrder, 'changeOrderId' | 'revision'>) =>
  `order_unfit:${changeOrderId}:${revision}`

/** "CO-1". */
export const orderName = (order: { readonly number: number }): string => `CO-${order.number}`

/** What the lines do to the contract sum, in minor units; negative when it falls. */
export const netEffect = (lines: readonly ChangeOrderLine[]): bigint =>
  lines.reduce((sum, line) => sum + line.amountMinor - line.beforeMinor, 0n)

/** The contract sum before and after it: of the schedule as it is until the change order is decided. */
export function sumsOf(order: ChangeOrder, schedule: Schedule): { before: bigint; after: bigint } {
  const before = order.contractBeforeMinor ?? schedule.contractMinor
  return { before, after: before + netEffect(order.lines) }
}

export function beforeOf(milestone: Milestone, currency: string): MilestoneBefore {
  return {
    draft: milestoneToDraft(milestone, currency),
    shareOf:
      milestone.share !== null && milestone.shareBaseMinor !== null
        ? `${shareText(milestone.share)} of ${formatMoney(money(milestone.shareBaseMinor, currency))}`
        : null,
  }
}

/** Whether a line says an amount, a share, or a quantity and its price. */
export const saysMoney = (line: ChangeOrderLine): boolean =>
  line.quantity !== null || line.given?.amount !== undefined || line.given?.share !== undefined

/**
 * The lines against the milestones as they are now: what a draft shows, and what is frozen when it is sent. A line
 * whose milestone is gone stays as it was; `conflictsOf` tells.
 */
export function refreshLines(
  lines: readonly ChangeOrderLine[],
  milestones: readonly Milestone[],
  currency: string,
): ChangeOrderLine[] {
  const byId = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone]))
  return lines.map((line) => {
    const milestone = byId.get(line.milestoneId)
    if (line.op === 'add' || !milestone) return line
    const before = beforeOf(milestone, currency)
    const beforeMinor = milestone.amountMinor
    if (line.op === 'remove') return { ...line, before, beforeMinor }
    return { ...line, before, beforeMinor, amountMinor: saysMoney(line) ? line.amountMinor : beforeMinor }
  })
}

/** The approved change order that last added, changed or removed each milestone: "CO-1" by its id. */
export function changedByOrder(orders: readonly ChangeOrder[]): Map<string, string> {
  const approved = orders
    .filter((order) => order.state === 'approved')
    .sort((a, b) => (a.ended?.at.getTime() ?? 0) - (b.ended?.at.getTime() ?? 0) || a.number - b.number)
  return new Map(
    approved.flatMap((order) =>
      order.lines.map((line): [string, string] => [line.milestoneId, orderName(order)]),
    ),
  )
}
