import { endAttentions } from '../../attention/attention-table'
import { answerTimes } from '../../clock/business-days'
import type { Clock } from '../../clock/clock'
import type { Mail } from '../../mail/mail'
import type { Sql } from '../../postgres/database'
import { readWorkspace } from '../../tenants/workspace-table'
import { readDecisions } from '../decision-table'
import { sameEmail, waitingFor } from '../round'
import { readRound } from '../round-table'
import { unreachedCause } from './answer-window'
import { addWindow } from './answer-window-table'
import { refreshWindow } from './refresh-window'

/**
 * A mail server took the e-mail that asks an approver: their window begins, counted from the day after, unless it has
 * begun or they have answered. Under the schedule's lock.
 */
export async function openWindow(sql: Sql, clock: Clock, mail: Mail): Promise<void> {
  const round = mail.roundId === null ? null : await readRound(sql, mail.roundId)
  if (mail.kind !== 'review_asked' || round?.state !== 'open') return
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const approver = waitingFor(round, decisions).find(({ id }) => id === mail.approverId)
  // An e-mail to an address that was changed meanwhile tells nobody who is asked.
  if (!approver || !sameEmail(mail.toEmail, approver.email)) return
  const { zone, settings } = await readWorkspace(sql)
  const openedAt = clock.now()
  await addWindow(sql, {
    roundId: round.roundId,
    approverId: approver.id,
    mailId: mail.mailId,
    openedAt,
    ...answerTimes(openedAt, round.windowDays, zone, settings.calendar, settings.mail.quiet),
  })
  await endAttentions(sql, [unreachedCause(round, approver.id)], 'Milepost', 'reached')
  await refreshWindow(sql, round, openedAt)
}
