import { addressToday, type MovedAddress } from '../schedules/approver-address'
import type { Milestone, MoneyOrShare } from '../schedules/milestone'
import type { ApprovalRule, Approver, Schedule } from '../schedules/schedule'
import type { LinkCame } from '../tenants/link-came'
import type { Snapshot } from './snapshot'

/** One asking for approval, numbered per milestone; what was shown, and who is asked, is frozen in it. */
export interface Round {
  readonly roundId: string
  readonly milestoneId: string
  readonly number: number
  /** `deemed` where silence counted, wholly or beside answers: never anybody's approval. */
  readonly state: 'open' | 'approved' | 'deemed' | 'revised' | 'withdrawn' | 'split'
  readonly snapshot: Snapshot
  readonly snapshotHash: string
  readonly snapshotVersion: number
  readonly rule: 'any' | 'all'
  /** Empty where nobody was named: then any colleague decides. */
  readonly approvers: readonly Approver[]
  /** Whether an approver may accept a part. */
  readonly partial: boolean
  /** Business days to answer, and whether silence counts as acceptance afterwards. */
  readonly windowDays: number
  readonly deemed: boolean
  /** The end of the window; null while it does not run. */
  readonly endsAt: Date | null
  readonly note: string | null
  readonly submittedBy: string
  readonly submittedAt: Date
  readonly endedAt: Date | null
  /** Whose taking back made it ask again: an approval's, or an acceptance by silence; null where the work was submitted. */
  readonly takesBack: 'approval' | 'silence' | null
  /** When what it came to was taken back: it is nobody's judgement since. */
  readonly takenBackAt: Date | null
  /** How many rounds of this milestone asked for changes, this one included. */
  readonly revisions: number
}

/** What the accepting of a part means for the rest: work of its own, or carried along, or paid later. */
export type PartOutcome = 'split' | 'carry' | 'collect'

/** By which way an answer came. */
export interface HowDecided {
  /** console · api · portal … */
  readonly via: string
  readonly personId?: string | null
  readonly linkId?: string
  readonly link?: LinkCame
  /** The e-mail that was not answered. */
  readonly mailId?: string
  readonly ip?: string | null
  readonly userAgent?: string | null
}

export interface Decision {
  readonly decisionId: string
  /** Whose answer it is among the round's approvers; null where nobody was named. */
  readonly approverId: string | null
  readonly who: string
  readonly role: string | null
  /** `deemed_accepted`: nothing was heard of them until their window ended. */
  readonly decision: 'approve' | 'revise' | 'approve_part' | 'deemed_accepted'
  readonly reason: string | null
  readonly outcome: PartOutcome | null
  readonly accepted: MoneyOrShare | null
  /** The colleague who entered it for them. */
  readonly recordedBy: string | null
  /** The day on the client's paper, `YYYY-MM-DD`. */
  readonly recordedOn: string | null
  readonly signedName: string | null
  readonly fileIds: readonly string[]
  readonly snapshotHash: string
  readonly how: HowDecided
  readonly at: Date
  /** The workspace's zone then. */
  readonly zone: string
}

/** The rule that holds for a milestone: its own, or the schedule's. */
export const approvalOf = (schedule: Schedule, milestone: Milestone): ApprovalRule =>
  milestone.details.approval ?? schedule.terms.approval

export { sameEmail } from '../schedules/approver-address'

/** Names the question to people that changes were asked for. */
export const revisionCause = ({ roundId }: Pick<Round, 'roundId'>): string => `revision:${roundId}`

/** "Ana Ruiz, Project lead". */
export const withRole = (name: string, role: string | null): string =>
  role === null ? name : `${name}, ${role}`

/** The named approvers who have not answered yet. */
export const waitingFor = (
  { approvers }: Pick<Round, 'approvers'>,
  decisions: readonly Pick<Decision, 'approverId'>[],
): Approver[] => approvers.filter(({ id }) => !decisions.some((decision) => decision.approverId === id))

/**
 * The named approvers of whom something was heard, or whose silence counted, at the address where they are reached today: a
 * round keeps the one from which they answered. `moves`: the deal's changes of address.
 */
export const answeredBy = (
  { approvers }: Pick<Round, 'approvers'>,
  decisions: readonly Pick<Decision, 'approverId' | 'at'>[],
  moves: readonly MovedAddress[],
): Approver[] =>
  approvers.flatMap((approver) => {
    const answer = decisions.find(({ approverId }) => approverId === approver.id)
    return answer ? [{ ...approver, email: addressToday(moves, approver.email, answer.at) }] : []
  })

/**
 * Whether a round has ended, and how. Under `any` the first decision ends it; under `all` one revision ends
 * it, and approvals wait for each other. An accepted part that carries the rest along is an approval.
 */
export function roundOutcome(
  { rule, approvers }: Pick<Round, 'rule' | 'approvers'>,
  decisions: readonly Pick<Decision, 'approverId' | 'decision' | 'outcome'>[],
): 'open' | 'approved' | 'revised' | 'split' {
  if (decisions.some(({ decision }) => decision === 'revise')) return 'revised'
  if (decisions.some(({ outcome }) => outcome === 'split')) return 'split'
  const approvals = decisions.filter(({ decision }) => decision !== 'revise')
  if (rule === 'any' || approvers.length < 2) return approvals.length > 0 ? 'approved' : 'open'
  return waitingFor({ approvers }, approvals).length === 0 ? 'approved' : 'open'
}
