import { answerTimes } from '../../clock/business-days'
import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { advanceUpkeep } from '../../tenants/upkeep-table'
import { readWorkspace } from '../../tenants/workspace-table'
import { readDecisions } from '../decision-table'
import type { Round } from '../round'
import { countedWindows, type DayAfter, nextDue, roundEnd } from './answer-window'
import { keepToldEnd, msUntilDue, readWindows, setRoundDue, setRoundTimes } from './answer-window-table'

/**
 * Works a round's times out again, after a window opened or somebody answered, under the schedule's lock. Whoever looks
 * by the clock is told when to look. The end is what letters and pages name from now on, so it never moves back for those
 * who wait, though whoever made it later has answered, or lost their time. `after`: what was due until then is done.
 */
export async function refreshWindow(
  sql: Sql,
  round: Pick<Round, 'roundId' | 'rule' | 'approvers' | 'deemed' | 'endsAt'>,
  after: Date,
): Promise<void> {
  const windows = await readWindows(sql, [round.roundId])
  if (windows.length === 0 && round.endsAt === null) return
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const dayAfter = await readDayAfter(sql)
  const dueAt = nextDue(round, decisions, windows, after, dayAfter)
  const endsAt = roundEnd(round, decisions, windows)
  const whose = countedWindows(round, decisions, windows).map(({ approverId }) => approverId)
  if (endsAt !== null) await keepToldEnd(sql, round.roundId, whose, endsAt)
  await setRoundTimes(sql, round.roundId, { endsAt, dueAt })
  if (dueAt !== null) await advanceUpkeep(sql, (await msUntilDue(sql)) ?? 0)
}

/** The workspace's business days, as an approver's least time is counted in them. */
export async function readDayAfter(sql: Sql): Promise<DayAfter> {
  const { zone, settings } = await readWorkspace(sql)
  return (from) => answerTimes(from, 1, zone, settings.calendar, settings.mail.quiet).endsAt
}

/** Puts a round off about which nothing can be done now: the cause may be mended meanwhile. */
export async function putOffWindow(sql: Sql, clock: Clock, roundId: string, inMs: number): Promise<void> {
  await setRoundDue(sql, roundId, new Date(clock.now().getTime() + inMs))
  await advanceUpkeep(sql, inMs)
}
