import { answerTimes, momentWords } from '../../clock/business-days'
import { readPresence } from '../../deals/deal-table'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Approver } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import type { Reviewed } from '../check-round'
import { readDecisions } from '../decision-table'
import { waitingFor } from '../round'
import { type AnswerWindow, leastEnd } from './answer-window'
import { readWindows, renewWindow } from './answer-window-table'
import { readDayAfter } from './refresh-window'

/**
 * Gives approvers their time anew where it ran while they could not answer, or while nothing hung on it: all of it from the
 * day on which a deleted deal was back, and one business day, with a reminder at once, from when the last one stopped
 * standing in the way of their silence. Answers what is to be told. Under the schedule's lock.
 */
export async function offerTime(sql: Sql, reviewed: Reviewed, now: Date): Promise<readonly Happening[]> {
  const { schedule, round } = reviewed
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const windows = await readWindows(sql, [round.roundId])
  const { restoredAt } = await readPresence(sql, schedule.dealId)
  const { zone, settings } = await readWorkspace(sql)
  const dayAfter = await readDayAfter(sql)
  const told: Happening[] = []
  for (const approver of waitingFor(round, decisions)) {
    const window = windows.find(({ approverId }) => approverId === approver.id)
    if (!window) continue
    if (restoredAt !== null && restoredAt > window.openedAt) {
      const times = answerTimes(restoredAt, round.windowDays, zone, settings.calendar, settings.mail.quiet)
      // A single day has no reminder of its own: they are told at once.
      await renewWindow(sql, { ...window, ...times, openedAt: restoredAt, lastAt: times.lastAt ?? now })
      told.push(
        story(
          reviewed,
          approver,
          later(times.endsAt, window.endsAt),
          zone,
          'the deal was deleted in HubSpot meanwhile',
        ),
      )
      continue
    }
    const least = leastEnd(round, decisions, windows, approver.id, dayAfter)
    if (least === null || window.ownEndsAt >= least) continue
    told.push(
      await giveDay(
        sql,
        reviewed,
        approver,
        window,
        { now, until: least, zone },
        'nobody else is waited for now',
      ),
    )
  }
  return told
}

/** One business day more, and a reminder at once: a silence that nobody was reminded of is not held against them. */
export async function giveDay(
  sql: Sql,
  reviewed: Reviewed,
  approver: Approver,
  window: AnswerWindow,
  { now, until, zone }: { readonly now: Date; readonly until: Date; readonly zone: string },
  because: string,
): Promise<Happening> {
  await renewWindow(sql, { ...window, endsAt: until, halfAt: null, lastAt: now })
  return story(reviewed, approver, later(until, window.endsAt), zone, because)
}

/** What they were told before holds where it is later. */
const later = (one: Date, other: Date): Date => (one > other ? one : other)

const story = (
  { schedule, milestone, round }: Reviewed,
  { name }: Approver,
  until: Date,
  zone: string,
  because: string,
): Happening => ({
  what: `${name} has time to answer about “${milestone.name}” until ${momentWords(until, zone)}`,
  dealId: schedule.dealId,
  milestoneId: milestone.milestoneId,
  before: { until: round.endsAt && momentWords(round.endsAt, zone) },
  after: { until: momentWords(until, zone), because },
})
