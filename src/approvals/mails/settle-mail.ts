import { readChangeOrder } from '../../change-orders/change-order-table'
import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { topicAgain } from '../../mail/mail'
import { lockMail, readMail, setMailState } from '../../mail/mail-table'
import {
  closeMessage,
  type Message,
  readMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import { promiseMail } from '../../outbox/promise-mail'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { readRound } from '../round-table'
import { askAgain } from './ask-by-mail'
import { endStuckMail, mailWords, markDelivered } from './settle-delivery'
import { reachedAt } from './tell-there'

/**
 * A person says what became of an e-mail that is unclear or was refused: `arrived`, `send_again` with a new link, or `leave`.
 * Anything said about one that has come to its end changes nothing. Refuses not_found.
 */
export async function settleMail(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  mailId: string,
  action: string,
): Promise<void> {
  const seen = await readMail(sql, mailId)
  if (!seen) throw notFound('e-mail')
  const round = seen.roundId === null ? null : await readRound(sql, seen.roundId)
  const work = round && (await lockFor(sql, round.milestoneId))
  const order = seen.changeOrderId === null ? null : await readChangeOrder(sql, seen.changeOrderId)
  if (order) await lockSchedule(sql, order.scheduleId)
  const mail = await lockMail(sql, mailId)
  const message = await readMessageOf(sql, 'mail.send', mailId)
  if (!mail || !message) throw notFound('e-mail')
  if (action === 'arrived' && mail.state === 'unclear') {
    await endStuckMail(sql, mailId, actor.who)
    await markDelivered(sql, clock, message, mail, `${actor.who} said that it arrived.`)
    return
  }
  if (
    action !== 'send_again' ||
    (mail.state !== 'unclear' && mail.state !== 'refused' && mail.state !== 'bounced')
  )
    return
  if (mail.state === 'unclear') {
    await endStuckMail(sql, mailId, actor.who)
    await setMailState(sql, mailId, 'cancelled', `${actor.who} had it sent again.`)
    await closeMessage(sql, message.messageId, 'cancelled', message.fault)
  }
  if (mail.kind === 'review_asked' && mail.roundId !== null && mail.approverId !== null) {
    if (round?.state === 'open') await sendAgain(sql, actor, mail.roundId, mail.approverId)
    return
  }
  const scheduleId = work?.schedule.scheduleId ?? order?.scheduleId
  const toEmail = scheduleId === undefined ? mail.toEmail : await reachedAt(sql, scheduleId, mail)
  // What it is about is in the topic; it is a new e-mail all the same.
  const isNew = await promiseMail(sql, { ...mail, topic: topicAgain(mail.topic), toEmail })
  if (isNew) await record(sql, actor, [{ what: `Had ${mailWords(mail)} sent again`, dealId: mail.dealId }])
}

/**
 * Asks an approver of an open round once more, with a new link; their window, where it runs, goes on. While an e-mail to them
 * is on its way nothing changes. Refuses not_found, wrong_status.
 */
export async function sendAgain(sql: Sql, actor: Actor, roundId: string, approverId: string): Promise<void> {
  const found = await readRound(sql, roundId)
  if (!found) throw notFound('round')
  const { schedule } = await lockFor(sql, found.milestoneId)
  const round = await readRound(sql, roundId)
  const approver = round?.approvers.find(({ id }) => id === approverId)
  if (!round || !approver) throw notFound('approver')
  if (round.state !== 'open')
    throw conflict('wrong_status', `Round ${round.number} has ended: nobody is asked any more.`)
  if (!(await askAgain(sql, schedule.dealId, round, approver))) return
  await record(sql, actor, [
    {
      what: `Asked ${approver.name} once more by e-mail`,
      dealId: schedule.dealId,
      milestoneId: round.milestoneId,
    },
  ])
}

/** What a person says of an approver whose time has stopped: `send_again` asks them once more, while the round is open. */
export async function settleUnreached(
  sql: Sql,
  actor: Actor,
  [roundId, approverId]: readonly [string, string],
  action: string,
): Promise<void> {
  if (action !== 'send_again' || (await readRound(sql, roundId))?.state !== 'open') return
  await sendAgain(sql, actor, roundId, approverId)
}

/**
 * What a person says of an e-mail that is owed: try it now, or don't send it. Only what has certainly not left can be taken
 * back; one that is unclear is sent again on a person's word alone, where its question stands.
 */
export async function settleOwedMail(
  sql: Sql,
  actor: Actor,
  message: Message,
  action: 'retry' | 'cancel',
): Promise<Message> {
  const mail = await lockMail(sql, message.subjectId)
  if (action === 'retry') await wakeMessage(sql, message.messageId)
  else if (mail?.state === 'waiting') {
    await setMailState(sql, mail.mailId, 'cancelled', `${actor.who} took it back.`)
    await closeMessage(sql, message.messageId, 'cancelled', message.fault)
    await endStuckMail(sql, mail.mailId, actor.who)
    await record(sql, actor, [{ what: `Took ${mailWords(mail)} back`, dealId: mail.dealId }])
  } else if (mail?.state === 'sending' || mail?.state === 'unclear')
    throw conflict('nothing_to_cancel', 'It may have left already. Say what became of it on the deal.')
  return (await readMessage(sql, message.messageId)) ?? message
}
