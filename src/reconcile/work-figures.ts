import type { WorkSums } from '../costs/work-sum-table'
import { ratePerHour, roundedHours } from '../hours/worked'
import type { BilledIntent } from '../invoices/billing-status'
import { headroom } from '../invoices/cap'
import { sumOrUnknown } from '../money/money'

/** What the work itself tells of a deal, whatever it is billed by. Null is unknown, never zero. */
export interface WorkFigures {
  /** A decimal with two places. */
  readonly hours: string | null
  /** Billed of milestones and hours, divided by the hours, in minor units; null while there are no hours. */
  readonly effectiveHourlyRate: bigint | null
  readonly costsSeen: bigint | null
}

export function workFigures(
  sums: WorkSums | undefined,
  billed: bigint | null,
  intents: readonly BilledIntent[],
  currency: string,
): WorkFigures {
  const minutes = sums?.minutes ?? null
  const ofHours = headroom(0n, '0', intents, currency, ({ kind }) => kind === 'hours').billedMinor
  const worth = sumOrUnknown([billed, ofHours])
  return {
    hours: minutes === null ? null : roundedHours(minutes),
    effectiveHourlyRate: worth === null || minutes === null ? null : ratePerHour(worth, minutes),
    costsSeen: sums?.costsMinor ?? null,
  }
}
