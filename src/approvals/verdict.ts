import { formatMoney, parseAmount } from '../money/money'
import { shareRatio, shareText } from '../money/share'
import type { MoneyOrShare } from '../schedules/milestone'
import { conflict, type FieldError, invalid, type Refusal } from '../tenants/refusal'
import type { Decision, PartOutcome, Round } from './round'

/**
 * What an approver says of the work.
 *
 *   approve                 all of it, and all of it is billed
 *   revise                  it goes back, with a reason
 *   approve_part  split     the accepted part becomes a milestone of its own and is billed; the rest goes back
 *                 carry     all of it is billed, and what is missing is carried on, in words
 *                 collect   all of it is billed, a part is paid now and the rest after the final sign-off
 */
export type Verdict =
  | { readonly decision: 'approve'; readonly reason: string | null }
  | { readonly decision: 'revise'; readonly reason: string }
  | {
      readonly decision: 'approve_part'
      readonly outcome: 'split' | 'collect'
      readonly accepted: MoneyOrShare
      readonly reason: string | null
    }
  | {
      readonly decision: 'approve_part'
      readonly outcome: 'carry'
      readonly accepted: MoneyOrShare | null
      readonly reason: string
    }

/** A verdict as it comes in: which fields belong together is not yet known. */
export interface SaidVerdict {
  readonly decision: 'approve' | 'revise' | 'approve_part'
  readonly reason?: string | undefined
  readonly accepted?: MoneyOrShare | undefined
  readonly outcome?: PartOutcome | undefined
}

/** Refuses validation_failed for what is missing or doesn't belong together. */
export function verdictOf(said: SaidVerdict): Verdict {
  const reason = said.reason || null
  if (said.decision !== 'approve_part') {
    if (said.accepted !== undefined) throw wrong('/accepted', 'An amount belongs to accepting a part.')
    if (said.outcome !== undefined) throw wrong('/outcome', 'An outcome belongs to accepting a part.')
  }
  if (said.decision === 'approve') return { decision: 'approve', reason }
  if (said.decision === 'revise') {
    if (reason === null) throw wrong('/reason', 'Say what should change.')
    return { decision: 'revise', reason }
  }
  const { outcome = 'split', accepted = null } = said
  if (outcome === 'carry') {
    if (reason === null) throw wrong('/reason', 'Say which revisions are carried on.')
    return { decision: 'approve_part', outcome, accepted, reason }
  }
  if (accepted === null) throw wrong('/accepted', 'Say how much of it is accepted.')
  return { decision: 'approve_part', outcome, accepted, reason }
}

const wrong = (pointer: string, detail: string): Refusal => {
  const error: FieldError = { pointer, detail }
  return invalid([error])
}

/** Refuses not_accepted where nobody may accept a part, or nobody alone. */
export function refusePart({ snapshot, partial, rule, approvers }: Round): void {
  if (!partial) {
    throw conflict(
      'not_accepted',
      `A part of “${snapshot.name}” can't be accepted: it was agreed to approve it whole. Approve it, or ask for changes.`,
    )
  }
  if (rule === 'all' && approvers.length > 1) {
    throw conflict(
      'not_accepted',
      `All of ${approvers.map((approver) => approver.name).join(', ')} must approve “${snapshot.name}”; nobody accepts ` +
        'a part of it alone. Withdraw the review, split it, and submit the finished part.',
    )
  }
}

/** Whether somebody says again what is on record of them: the kind, the words and how much, however it is written. */
export function sameAnswer(
  kept: Pick<Decision, 'decision' | 'reason' | 'outcome' | 'accepted'>,
  said: Verdict,
): boolean {
  if (kept.decision !== said.decision || kept.reason !== said.reason) return false
  if (said.decision !== 'approve_part') return true
  return kept.outcome === said.outcome && sameMuch(kept.accepted, said.accepted)
}

function sameMuch(one: MoneyOrShare | null, other: MoneyOrShare | null): boolean {
  if (one === null || other === null) return one === other
  if ('amount' in one || 'amount' in other) {
    if (!('amount' in one) || !('amount' in other) || one.currency !== other.currency) return false
    return parseAmount(one.amount, one.currency)?.minor === parseAmount(other.amount, other.currency)?.minor
  }
  const [first, second] = [shareRatio(one), shareRatio(other)]
  return first.over * second.under === second.over * first.under
}

/** An answer that is on record, to whoever gave it: "accepted a part of it (40 %): “Two are missing”". */
export function answerWords(kept: Pick<Decision, 'decision' | 'reason' | 'outcome' | 'accepted'>): string {
  const much = kept.accepted === null ? '' : ` (${muchWords(kept.accepted)})`
  return `${verdictWords(kept)} it${much}${kept.reason === null ? '' : `: “${kept.reason}”`}`
}

function muchWords(accepted: MoneyOrShare): string {
  if (!('amount' in accepted)) return shareText(accepted)
  const parsed = parseAmount(accepted.amount, accepted.currency)
  return parsed === null ? `${accepted.amount} ${accepted.currency}` : formatMoney(parsed)
}

/** "approved", in the past: what was said, as the story tells it. */
export function verdictWords(verdict: Pick<Decision, 'decision'> & { outcome?: PartOutcome | null }): string {
  switch (verdict.decision) {
    case 'approve':
      return 'approved'
    case 'revise':
      return 'asked for changes to'
    case 'deemed_accepted':
      return 'accepted by silence'
    case 'approve_part':
      return verdict.outcome === 'carry'
        ? 'approved, with revisions carried on,'
        : verdict.outcome === 'collect'
          ? 'approved, with a part paid now,'
          : 'accepted a part of'
  }
}
