import type { MilestoneView } from '../../../http/contract/milestone'
import { moneyText } from '../../parts/money-text'
import type { BodyOf } from '../api/caller'
import type { SplitPreview } from '../deal/split-preview'

type Answer = BodyOf<'POST /rounds/{id}/decision'>
export type PartOutcome = NonNullable<Answer['outcome']>
type Round = NonNullable<MilestoneView['round']>

/** What an approver answered, as a colleague writes it down. */
export interface AnswerDraft {
  readonly approverId: string | null
  readonly decision: Answer['decision']
  readonly outcome: PartOutcome
  readonly reason: string
  /** The day on the client's paper; empty for today. */
  readonly on: string
  readonly fileIds: readonly string[]
}

/** Those whose answer is still waited for. */
export const openApprovers = (round: Round): Round['approvers'] =>
  round.approvers.filter((each) => !each.answered)

/** Whether a part of it may be accepted, by one approver alone. */
export const mayAcceptPart = (round: Round): boolean =>
  round.partial && (round.rule === 'any' || round.approvers.length < 2)

export function emptyAnswer(round: Round): AnswerDraft {
  const [first, ...others] = openApprovers(round)
  return {
    approverId: others.length === 0 ? (first?.id ?? null) : null,
    decision: 'approve',
    outcome: 'split',
    reason: '',
    on: '',
    fileIds: [],
  }
}

/** Why it can't be recorded yet, in words; null when it can. */
export function answerProblem(draft: AnswerDraft, part: SplitPreview): string | null {
  if (draft.approverId === null) return 'Say whose answer it is.'
  if (draft.decision === 'revise' && draft.reason.trim() === '') return 'Say what must change.'
  if (draft.decision === 'approve_part') {
    if (draft.outcome !== 'carry' && !part.ok) return 'Say how much is accepted.'
    if (draft.outcome === 'carry' && draft.reason.trim() === '') return 'Say which revisions are carried on.'
  }
  if (draft.reason.trim() === '' && draft.fileIds.length === 0)
    return 'Say how they answered, or attach what they signed.'
  return null
}

/** As the contract takes it. */
export function answerInput(draft: AnswerDraft, part: SplitPreview): Answer {
  const isPart = draft.decision === 'approve_part'
  return {
    decision: draft.decision,
    ...(draft.approverId !== null && { approverId: draft.approverId }),
    ...(draft.reason.trim() !== '' && { reason: draft.reason.trim() }),
    ...(draft.on !== '' && { on: draft.on }),
    ...(draft.fileIds.length > 0 && { fileIds: [...draft.fileIds] }),
    ...(isPart && { outcome: draft.outcome }),
    ...(isPart && draft.outcome !== 'carry' && part.ok && { accepted: part.given }),
  }
}

/** What each way of accepting a part means, before it is chosen. */
export const outcomeWords: Readonly<
  Record<PartOutcome, { label: string; means: (part: SplitPreview) => string }>
> = {
  split: {
    label: 'Split it',
    means: () =>
      'The accepted part is billed now. The rest is a milestone of its own, goes back, and is billed later.',
  },
  carry: {
    label: 'Bill in full, carry the revisions on',
    means: () =>
      'All of it is billed. What is missing is written down with the approval, for the next phase.',
  },
  collect: {
    label: 'Bill in full, collect a part now',
    means: (part) =>
      part.ok
        ? `All of it is billed. ${moneyText(part.accepted)} is to be paid now, ${moneyText(part.remaining)} after the final sign-off.`
        : 'All of it is billed. The accepted part is to be paid now, the rest after the final sign-off.',
  },
}
