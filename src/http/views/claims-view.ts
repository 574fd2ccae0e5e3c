import { claimInKey } from '../../invoices/composing/payer-part'
import type { Tracked } from '../../reconcile/figures'
import { claimBills, decidedOfCredits } from '../../schedules/claim'
import type { ClaimView } from '../contract/progress'
import { moneyView } from './money-view'

/** What was claimed of a milestone, and what was said about credits on its invoices. */
export function claimsView({ milestone, billing }: Tracked, currency: string): ClaimView[] {
  const live = new Set(
    billing.intents.flatMap(({ parts }) =>
      parts.filter((part) => part.live && part.kind === 'work').map((part) => claimInKey(part.partKey)),
    ),
  )
  return milestone.claims.map((claim) => ({
    kind: claim.kind,
    number: claim.number,
    percent: claim.kind === 'progress' ? claim.percent : null,
    toDate: claim.kind === 'progress' ? moneyView(claim.toDateMinor, currency) : null,
    amount: moneyView(claimBills(claim), currency),
    note: claim.kind === 'progress' ? claim.note : null,
    invoice: claim.kind === 'progress' ? null : claim.invoice,
    billed:
      claim.kind !== 'closed' && live.has(claim.kind === 'progress' ? `${claim.number}` : `k${claim.number}`),
    by: claim.by,
    at: claim.at.toISOString(),
  }))
}

/** Whether a part of a milestone is billed and a part of it will be: what was closed never will. */
export const isPartlyBilled = ({ milestone, billing: { billedMinor } }: Tracked): boolean =>
  billedMinor !== null &&
  billedMinor > 0n &&
  billedMinor < milestone.amountMinor - decidedOfCredits(milestone, 'closed')
