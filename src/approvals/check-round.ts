import { listEvidence } from '../documents/file-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { conflict } from '../tenants/refusal'
import { readDecisions } from './decision-table'
import type { Judge } from './judge'
import type { Decision, Round } from './round'
import { isStale, shownWork } from './snapshot'
import { answerWords, sameAnswer, type Verdict, verdictWords } from './verdict'

/** A round with the work that it is about, under the schedule's lock. */
export interface Reviewed {
  readonly schedule: Schedule
  readonly milestone: Milestone
  readonly round: Round
}

/**
 * Whether this judge may decide this round now, held against the work as it is. True when they have decided the same
 * before, to the word: asking twice changes nothing.
 * Refuses wrong_status (they said something else, of the same kind too, or the round has ended), approval_stale.
 */
export async function checkRound(
  sql: Sql,
  { schedule, milestone, round }: Reviewed,
  judge: Judge,
  said: Verdict,
): Promise<boolean> {
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const isTheirs = (each: Decision) =>
    each.approverId === null ? each.who === judge.who : each.approverId === judge.approverId
  const own = decisions.find(isTheirs)
  if (own && sameAnswer(own, said)) return true
  if (own) {
    throw conflict(
      'wrong_status',
      `${own.who} has answered in this round already, and the first answer stands: ${answerWords(own)}. ` +
        'Nothing of this one was recorded.',
    )
  }
  if (round.state !== 'open') throw conflict('wrong_status', endedWords(round, decisions))
  const now = shownWork(schedule, milestone, await listEvidence(sql, [milestone.milestoneId]))
  if (isStale(round, now)) {
    throw conflict(
      'approval_stale',
      'The milestone changed since it was submitted. Withdraw it and submit it again.',
    )
  }
  return false
}

/** Why nobody can answer a round any more: who ended it, and how. */
function endedWords(round: Round, decisions: readonly Decision[]): string {
  const last = decisions.at(-1)
  const about = `Round ${round.number} of “${round.snapshot.name}”`
  if (round.state === 'withdrawn' || !last) return `${about} was taken back before it was answered.`
  if (round.state === 'deemed') return `${about} has ended: it was accepted by silence.`
  return `${about} has ended: ${last.who} ${verdictWords(last)} it.`
}
