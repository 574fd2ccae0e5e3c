import { raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import type { Approver, Schedule } from '../../schedules/schedule'
import type { Reviewed } from '../check-round'
import { readDecisions } from '../decision-table'
import { isLive, type PortalLink } from '../portal-link'
import { listLinks } from '../portal-link-table'
import { sameEmail, waitingFor } from '../round'
import { latestRounds, readRound } from '../round-table'
import { unreachedCause } from './answer-window'
import { dropWindow } from './answer-window-table'
import { refreshWindow } from './refresh-window'

/**
 * An approver of an open round may not know that they are asked, or can't answer: their time stops, and their silence
 * counts for nothing until they are asked again and the e-mail arrives. People are told. Under the schedule's lock. `why` is
 * a sentence.
 */
export async function stopWindow(
  sql: Sql,
  clock: Clock,
  { schedule, milestone, round }: Reviewed,
  approver: Approver,
  said: { readonly title: string; readonly why: string },
): Promise<void> {
  await dropWindow(sql, round.roundId, approver.id, said.why)
  const now = await readRound(sql, round.roundId)
  if (now) await refreshWindow(sql, now, clock.now())
  await raiseAttention(sql, {
    cause: unreachedCause(round, approver.id),
    kind: 'approval_waiting',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: said.title,
    detail:
      `${said.why} The time to answer of ${approver.name} has stopped, and silence of theirs accepts nothing. ` +
      'Ask again: it begins anew when that e-mail arrives. If the address is wrong, press ' +
      '“Change the address” beside that e-mail, on the milestone.',
    actions: [
      { action: 'send_again', label: 'Ask again by e-mail' },
      { action: 'leave', label: 'Leave it' },
    ],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}

/**
 * A link was revoked: whoever is asked about something, has not answered, and has no other link that opens can't answer any
 * more. Answers the names of the milestones that wait for them. Under the schedule's lock.
 */
export async function stopWithoutLink(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  { email }: Pick<PortalLink, 'email'>,
): Promise<string[]> {
  const links = await listLinks(sql, schedule.scheduleId, email)
  if (links.some((link) => isLive(link, clock.now()))) return []
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const rounds = await latestRounds(
    sql,
    milestones.map(({ milestoneId }) => milestoneId),
  )
  const stopped: string[] = []
  for (const milestone of milestones) {
    const round = rounds.get(milestone.milestoneId)
    if (round?.state !== 'open') continue
    const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
    const approver = waitingFor(round, decisions).find((each) => sameEmail(each.email, email))
    if (!approver) continue
    stopped.push(milestone.name)
    await stopWindow(sql, clock, { schedule, milestone, round }, approver, {
      title: `${approver.name} can’t answer about “${milestone.name}” any more`,
      why: `The last link of ${approver.name} was revoked.`,
    })
  }
  return stopped
}
