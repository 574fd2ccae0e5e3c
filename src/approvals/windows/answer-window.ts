import type { AnswerTimes } from '../../clock/business-days'
import { type Decision, type Round, waitingFor } from '../round'

/** How long one approver has to answer. It begins when a mail server took the first e-mail that asked them. */
export interface AnswerWindow extends AnswerTimes {
  readonly roundId: string
  readonly approverId: string
  readonly mailId: string
  readonly openedAt: Date
}

type Asked = Pick<Round, 'rule' | 'approvers'>
type Answered = readonly Pick<Decision, 'approverId'>[]

/**
 * When the time to answer is over. Where one answer is enough it is the first window's end; where all must answer, the
 * last one's of those who have not, and null while one of them was never reached: nobody is silent who was not asked.
 */
export function roundEnd(round: Asked, decisions: Answered, windows: readonly AnswerWindow[]): Date | null {
  const waiting = waitingFor(round, decisions)
  const own = windows.filter(({ approverId }) => waiting.some(({ id }) => id === approverId))
  const ends = own.map(({ endsAt }) => endsAt.getTime())
  if (ends.length === 0) return null
  if (round.rule === 'all') return own.length < waiting.length ? null : new Date(Math.max(...ends))
  return new Date(Math.min(...ends))
}

/** A time to answer includes its last second. */
const SECOND_MS = 1_000
export const isOver = (endsAt: Date, now: Date): boolean => now.getTime() >= endsAt.getTime() + SECOND_MS

/**
 * When something is to be done next: somebody is reminded, after this moment, or the time is over, which may long be so
 * where the last one who was waited for without a window has answered. Null for never.
 */
export function nextDue(
  round: Asked,
  decisions: Answered,
  windows: readonly AnswerWindow[],
  after: Date,
): Date | null {
  const end = roundEnd(round, decisions, windows)
  const waiting = waitingFor(round, decisions)
  const moments = windows
    .filter(({ approverId }) => waiting.some(({ id }) => id === approverId))
    .flatMap(({ halfAt, lastAt }) => [halfAt, lastAt])
    .filter((at): at is Date => at !== null && at > after)
    .map((at) => at.getTime())
    .concat(end === null ? [] : [end.getTime() + SECOND_MS])
  return moments.length === 0 ? null : new Date(Math.min(...moments))
}

/** Of what an approver is to be reminded by now: the later one, where a process slept through both. */
export function reminderDue({ halfAt, lastAt, endsAt }: AnswerTimes, now: Date): 'half' | 'last' | null {
  if (isOver(endsAt, now)) return null
  if (lastAt !== null && now >= lastAt) return 'last'
  return halfAt !== null && now >= halfAt ? 'half' : null
}

/** Names the question to people that nobody answers. */
export const waitingCause = ({ roundId }: Pick<Round, 'roundId'>): string => `waiting:${roundId}`
