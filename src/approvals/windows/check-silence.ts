import type { Clock } from '../../clock/clock'
import type { Happening } from '../../history/history-table'
import { mailsOfRounds } from '../../mail/mail-table'
import { wantsNone } from '../../mail/no-reminder-table'
import type { Sql } from '../../postgres/database'
import { readWorkspace } from '../../tenants/workspace-table'
import type { Reviewed } from '../check-round'
import { readDecisions } from '../decision-table'
import { listLinks } from '../portal-link-table'
import { isBlocked, isReminder, silentOnes } from './answer-window'
import { readWindows } from './answer-window-table'
import { giveDay } from './offer-time'
import { readDayAfter } from './refresh-window'
import { stopWindow } from './stop-window'

/**
 * Before silence counts: whoever is silent must have had a link that opened to the end, and the reminder that was due. One
 * without a link is asked about; one whose reminder never arrived is reminded now and has a business day more, unless the
 * mail server refuses it for good, so that nobody can say they know. Answers what is to be told, null where
 * silence may count. Under the schedule's lock; `round.endsAt` is the end.
 */
export async function checkSilence(
  sql: Sql,
  clock: Clock,
  reviewed: Reviewed,
  now: Date,
): Promise<readonly Happening[] | null> {
  const { schedule, milestone, round } = reviewed
  const { endsAt } = round
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const windows = await readWindows(sql, [round.roundId])
  if (!round.deemed || endsAt === null || isBlocked(round, decisions, windows)) return null
  const mails = await mailsOfRounds(sql, [round.roundId])
  const { zone } = await readWorkspace(sql)
  const dayAfter = await readDayAfter(sql)
  const told: Happening[] = []
  let isHeld = false
  for (const approver of silentOnes(round, decisions, windows)) {
    const window = windows.find(({ approverId }) => approverId === approver.id)
    if (!window) continue
    const stop = async (title: string, why: string) => {
      isHeld = true
      await stopWindow(sql, clock, reviewed, approver, { title, why })
    }
    const links = await listLinks(sql, schedule.scheduleId, approver.email)
    const opened = links.some(
      ({ revoked, expiresAt }) => expiresAt > endsAt && (revoked === null || revoked.at > endsAt),
    )
    if (!opened) {
      await stop(
        `${approver.name} had no link to answer about “${milestone.name}”`,
        `${approver.name} was silent, but no link of theirs opened anything when the time was over.`,
      )
      continue
    }
    // Who wants no reminders has said so; the time they were told holds without one, but not one that they never heard of.
    if (window.lastAt === null || (!window.givenAnew && (await wantsNone(sql, approver.email)))) continue
    const reminders = mails.filter((each) => isReminder(each, window, 'last'))
    if (reminders.some(({ state }) => state === 'delivered')) continue
    const reminder = reminders.at(-1)
    if (reminder?.state === 'refused' || reminder?.state === 'bounced') {
      await stop(
        `The reminder to ${approver.name} about “${milestone.name}” was refused`,
        `The mail server refused it: ${reminder.why ?? 'it did not say why'}`,
      )
      continue
    }
    isHeld = true
    const until = { now, until: dayAfter(now), zone }
    told.push(await giveDay(sql, reviewed, approver, window, until, 'the reminder before it never arrived'))
  }
  return isHeld ? told : null
}
