import { raiseAttention } from '../attention/attention-table'
import { formatMoney, money, parseAmount } from '../money/money'
import type { Sql } from '../postgres/database'
import type { MoneyOrShare } from '../schedules/milestone'
import { splitAmounts } from '../schedules/split'
import { Refusal } from '../tenants/refusal'
import type { Reviewed } from './check-round'
import { type Decision, type Round, revisionCause } from './round'

/** "$480.00" of which the part is, and "$120.00" that remain. */
export interface PartWords {
  readonly accepted: string
  readonly remaining: string
}

/** What was accepted of what a round showed, and what remains; null where nobody said how much. */
export function partWords(
  { snapshot }: Pick<Round, 'snapshot'>,
  accepted: MoneyOrShare | null,
): PartWords | null {
  const whole = parseAmount(snapshot.amount, snapshot.currency)
  if (accepted === null || whole === null) return null
  try {
    const parts = splitAmounts(whole.minor, accepted, snapshot.currency)
    const text = (minor: bigint) => formatMoney(money(minor, snapshot.currency))
    return { accepted: text(parts.acceptedMinor), remaining: text(parts.remainingMinor) }
  } catch (error) {
    // All of it, or nothing: then there is no part to tell of.
    if (error instanceof Refusal) return null
    throw error
  }
}

/**
 * A part was accepted: what goes back, or is still owed, is put before people, on the milestone that it is of. A part that
 * went back is settled when that is submitted again.
 */
export async function tellPart(
  sql: Sql,
  { schedule, milestone, round }: Reviewed,
  decision: Pick<Decision, 'who' | 'outcome' | 'accepted' | 'reason'>,
  remaining: { readonly milestoneId: string; readonly code: string } | null,
): Promise<void> {
  const { who, outcome, reason } = decision
  const part = partWords(round, decision.accepted)
  const because = reason ? ` “${reason}”` : ''
  const amounts = part && `${part.accepted} is accepted, ${part.remaining} remains`
  const said =
    outcome === 'split'
      ? {
          title: `${who} accepted a part of “${milestone.name}”; ${remaining?.code ?? 'the rest'} goes back`,
          detail: `Round ${round.number}: ${amounts ?? 'a part is accepted'}.${because} Finish what remains, and submit it again.`,
        }
      : outcome === 'collect'
        ? {
            title: `${who} approved “${milestone.name}”, with a part paid now`,
            detail: `Round ${round.number}: all of it is accepted; ${part ? `${part.accepted} is paid now and ${part.remaining}` : 'the rest'} after the final sign-off.${because}`,
          }
        : {
            title: `${who} approved “${milestone.name}” with revisions carried on`,
            detail: `Round ${round.number}: all of it is accepted, and this is still owed:${because}`,
          }
  await raiseAttention(sql, {
    cause: outcome === 'split' ? revisionCause(round) : `owed:${round.roundId}`,
    kind: 'revision_requested',
    dealId: schedule.dealId,
    milestoneId: remaining?.milestoneId ?? milestone.milestoneId,
    ...said,
    actions: [{ action: 'leave', label: outcome === 'split' ? 'Seen' : 'Done' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
