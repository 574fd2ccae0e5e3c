import { formatMoney, money } from '../../money/money'
import { decidedOfCredits } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import type { BilledIntent } from '../billing-status'
import { headroom } from '../cap'
import { billsMilestone } from '../composing/invoice-line'
import type { Check } from '../preflight/preflight'

/**
 * Whether a milestone of which a person let something be billed again after a credit still has room for what is asked:
 * the credited invoice may have been voided since, and then what is billed again already is a part of all of it. No check
 * where nothing was billed again, or where an invoice can't be read, which another check says. Minor units.
 */
export function againChecks(
  milestone: Milestone,
  billed: readonly BilledIntent[],
  currency: string,
  askedMinor: bigint,
): Check[] {
  if (decidedOfCredits(milestone, 'again') === 0n) return []
  const { billedMinor, inFlightMinor, remainingMinor } = headroom(
    milestone.amountMinor,
    '0',
    billed,
    currency,
    (part) => billsMilestone(part) && part.milestoneId === milestone.milestoneId,
  )
  if (billedMinor === null || remainingMinor === null || askedMinor <= remainingMinor) return []
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  return [
    {
      check: 'headroom',
      ok: false,
      detail:
        `${text(billedMinor + inFlightMinor)} of “${milestone.name}” is billed again already, after a credit that is gone: with ` +
        `${text(askedMinor)} it would be more than ${text(milestone.amountMinor)}. Void that invoice in QuickBooks and take the ` +
        'answer about the credit back, then bill it.',
      mend: null,
    },
  ]
}
