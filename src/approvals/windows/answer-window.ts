import { type AnswerTimes, businessDaysGiven, type Calendar } from '../../clock/business-days'
import { topicAgain } from '../../mail/mail'
import type { Approver } from '../../schedules/schedule'
import { type Decision, type Round, waitingFor } from '../round'

/** How long one approver has to answer. It begins when a mail server took the first e-mail that asked them. */
export interface AnswerWindow extends AnswerTimes {
  /** Never before the latest end that they were told: where others had longer, theirs. */
  readonly endsAt: Date
  /** The end of the time that was given to them alone. */
  readonly ownEndsAt: Date
  readonly roundId: string
  readonly approverId: string
  readonly mailId: string
  readonly openedAt: Date
  /** 1 at first; one more each time it is given anew. */
  readonly generation: number
  /** Given anew without an e-mail that asked again: then its last reminder is how they hear until when it goes. */
  readonly givenAnew: boolean
}

type Asked = Pick<Round, 'rule' | 'approvers' | 'deemed'>
type Answered = readonly Pick<Decision, 'approverId'>[]

/** Whether silence of theirs can be the client's: a colleague's never is. */
export const isOutside = ({ inside }: { readonly inside?: boolean | undefined }): boolean => inside !== true

const windowOf = (windows: readonly AnswerWindow[], { id }: Pick<Approver, 'id'>) =>
  windows.find(({ approverId }) => approverId === id)

/** Those whose silence would count: from outside, reached, and not heard of. */
export const silentOnes = (round: Asked, decisions: Answered, windows: readonly AnswerWindow[]): Approver[] =>
  waitingFor(round, decisions).filter((each) => isOutside(each) && windowOf(windows, each) !== undefined)

/**
 * The windows that a round's end waits for. Where one answer is enough, those who were never reached are not waited for, nor
 * are colleagues while silence outside may accept; where all must answer there is none until everybody was reached.
 */
export function countedWindows(
  round: Asked,
  decisions: Answered,
  windows: readonly AnswerWindow[],
): readonly AnswerWindow[] {
  const waiting = waitingFor(round, decisions)
  const reached = waiting.flatMap((each) => windowOf(windows, each) ?? [])
  if (round.rule === 'all' && reached.length < waiting.length) return []
  const silent = silentOnes(round, decisions, windows)
  const outside = reached.filter(({ approverId }) => silent.some(({ id }) => id === approverId))
  return round.rule === 'any' && round.deemed && outside.length > 0 ? outside : reached
}

/**
 * When the time to answer is over: with the last window that counts, so that nobody's ends before the day they were told.
 * Null while none does.
 */
export function roundEnd(round: Asked, decisions: Answered, windows: readonly AnswerWindow[]): Date | null {
  const ends = countedWindows(round, decisions, windows).map(({ endsAt }) => endsAt.getTime())
  return ends.length === 0 ? null : new Date(Math.max(...ends))
}

/** Where all must answer: whether somebody is waited for whose silence can't count, a colleague or one never reached. */
export const isBlocked = (round: Asked, decisions: Answered, windows: readonly AnswerWindow[]): boolean =>
  round.rule === 'all' && silentOnes(round, decisions, windows).length < waitingFor(round, decisions).length

/** The end of the first business day after an instant, where the workspace is. */
export type DayAfter = (from: Date) => Date

/** What silence of one approver comes to: acceptance at the end of the time, not yet, or nothing. */
export type Silence = 'accepts' | 'later' | 'nothing'

/**
 * What their silence comes to as things stand. Where all must answer it counts only once nobody else is waited for whose
 * silence can't count: a colleague, or one who was never reached.
 */
export function silenceOf(
  round: Asked,
  decisions: Answered,
  windows: readonly AnswerWindow[],
  approver: { readonly id: string; readonly inside?: boolean | undefined },
): Silence {
  if (!round.deemed || !isOutside(approver)) return 'nothing'
  const others = waitingFor(round, decisions).filter(({ id }) => id !== approver.id)
  const isHeldUp = others.some((each) => !isOutside(each) || windowOf(windows, each) === undefined)
  return round.rule === 'all' && isHeldUp ? 'later' : 'accepts'
}

/**
 * Until when an approver has at least, where their silence waited for others: one business day from the answer of the last
 * one whose silence could not have counted, or from when the last of the others was reached. Null where nobody stood in the
 * way, or somebody still does.
 */
export function leastEnd(
  round: Asked,
  decisions: readonly Pick<Decision, 'approverId' | 'at'>[],
  windows: readonly AnswerWindow[],
  approverId: string,
  dayAfter: DayAfter,
): Date | null {
  if (!round.deemed || round.rule !== 'all' || isBlocked(round, decisions, windows)) return null
  const answers = decisions.flatMap(({ approverId: by, at }) => {
    const who = round.approvers.find(({ id }) => id === by)
    return who && (!isOutside(who) || windowOf(windows, who) === undefined) ? [at.getTime()] : []
  })
  // Those too who have answered since: until they were reached nothing hung on anybody's silence.
  const others = round.approvers
    .filter(({ id }) => id !== approverId)
    .flatMap((each) => windowOf(windows, each)?.openedAt.getTime() ?? [])
  const moments = [...answers, ...others]
  return moments.length === 0 ? null : dayAfter(new Date(Math.max(...moments)))
}

/** The business days that each of these had at least: more than were agreed, where their time was given anew. */
export function daysGiven(
  round: Pick<Round, 'endsAt' | 'windowDays'>,
  windows: readonly AnswerWindow[],
  whose: readonly Pick<Approver, 'id'>[],
  { zone, calendar }: { readonly zone: string; readonly calendar: Calendar },
): number {
  const given = whose.flatMap((each) => {
    const window = windowOf(windows, each)
    return window ? [businessDaysGiven(calendar, zone, window.openedAt, round.endsAt ?? window.endsAt)] : []
  })
  return given.length === 0 ? round.windowDays : Math.min(...given)
}

/** A time to answer includes its last second. */
const SECOND_MS = 1_000
export const isOver = (endsAt: Date, now: Date): boolean => now.getTime() >= endsAt.getTime() + SECOND_MS

/**
 * When something is to be done next: somebody is reminded, after this moment; their time is to be given anew, at once; or
 * the time is over, which may long be so where the last one who was waited for without a window has answered. Null for never.
 */
export function nextDue(
  round: Asked,
  decisions: readonly Pick<Decision, 'approverId' | 'at'>[],
  windows: readonly AnswerWindow[],
  after: Date,
  dayAfter: DayAfter,
): Date | null {
  const end = roundEnd(round, decisions, windows)
  const waiting = waitingFor(round, decisions)
  const own = windows.filter(({ approverId }) => waiting.some(({ id }) => id === approverId))
  const isOwedTime = own.some(({ approverId, ownEndsAt }) => {
    const least = leastEnd(round, decisions, windows, approverId, dayAfter)
    return least !== null && ownEndsAt < least
  })
  const moments = own
    .flatMap(({ halfAt, lastAt }) => [halfAt, lastAt])
    .filter((at): at is Date => at !== null && at > after)
    .map((at) => at.getTime())
    .concat(end === null ? [] : [end.getTime() + SECOND_MS])
    .concat(isOwedTime ? [after.getTime()] : [])
  return moments.length === 0 ? null : new Date(Math.min(...moments))
}

/** Of what an approver is to be reminded by now: the later one, where a process slept through both. */
export function reminderDue({ halfAt, lastAt, endsAt }: AnswerTimes, now: Date): 'half' | 'last' | null {
  if (isOver(endsAt, now)) return null
  if (lastAt !== null && now >= lastAt) return 'last'
  return halfAt !== null && now >= halfAt ? 'half' : null
}

/** What a reminder is promised under, once: those of a time that was given anew are others. */
export const reminderTopic = (
  { roundId, approverId, generation }: Pick<AnswerWindow, 'roundId' | 'approverId' | 'generation'>,
  occasion: 'half' | 'last',
): string => `remind:${roundId}:${approverId}:${occasion}${generation > 1 ? `:${generation}` : ''}`

/** Whether an e-mail is the reminder of this occasion, the first one or one that a person had sent again. */
export function isReminder(
  { topic }: { readonly topic: string },
  window: Parameters<typeof reminderTopic>[0],
  occasion: 'half' | 'last',
): boolean {
  const first = reminderTopic(window, occasion)
  return topic === first || topic.startsWith(topicAgain(first))
}

/** Names the question to people that nobody answers. */
export const waitingCause = ({ roundId }: Pick<Round, 'roundId'>): string => `waiting:${roundId}`

/** Names the question to people that a round's time can't be watched now. */
export const haltedCause = ({ roundId }: Pick<Round, 'roundId'>): string => `halted:${roundId}`

/** Names the question to people that an approver can't answer, or may not know that they are asked. */
export const unreachedCause = ({ roundId }: Pick<Round, 'roundId'>, approverId: string): string =>
  `unreached:${roundId}:${approverId}`

/** Everything that people may be asked about a round while it is open. */
export const openCauses = ({ roundId, approvers }: Pick<Round, 'roundId' | 'approvers'>): string[] => [
  waitingCause({ roundId }),
  haltedCause({ roundId }),
  ...approvers.map(({ id }) => unreachedCause({ roundId }, id)),
]
