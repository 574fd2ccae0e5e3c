import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { advanceUpkeep } from '../../tenants/upkeep-table'
import { readDecisions } from '../decision-table'
import type { Round } from '../round'
import { nextDue, roundEnd } from './answer-window'
import { msUntilDue, readWindows, setRoundTimes } from './answer-window-table'

/**
 * Works a round's times out again, after a window opened or somebody answered, under the schedule's lock. Whoever looks
 * by the clock is told when to look. `after`: what was due until then is done.
 */
export async function refreshWindow(
  sql: Sql,
  round: Pick<Round, 'roundId' | 'rule' | 'approvers'>,
  after: Date,
): Promise<void> {
  const windows = await readWindows(sql, [round.roundId])
  if (windows.length === 0) return
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const dueAt = nextDue(round, decisions, windows, after)
  await setRoundTimes(sql, round.roundId, { endsAt: roundEnd(round, decisions, windows), dueAt })
  if (dueAt !== null) await advanceUpkeep(sql, (await msUntilDue(sql)) ?? 0)
}

/** Puts a round off whose end was refused: the cause may be mended meanwhile. */
export async function putOffWindow(
  sql: Sql,
  clock: Clock,
  round: Pick<Round, 'roundId' | 'endsAt'>,
  inMs: number,
): Promise<void> {
  const dueAt = new Date(clock.now().getTime() + inMs)
  await setRoundTimes(sql, round.roundId, { endsAt: round.endsAt, dueAt })
  await advanceUpkeep(sql, inMs)
}
