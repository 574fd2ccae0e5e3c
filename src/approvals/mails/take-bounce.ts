import { raiseAttention, settleAttentions } from '../../attention/attention-table'
import { readChangeOrder } from '../../change-orders/change-order-table'
import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { lockMail, readMail, setMailState } from '../../mail/mail-table'
import { closeMessage, readMessageOf } from '../../outbox/outbox-table'
import { announceDeals } from '../../outbox/ring'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { readDecisions } from '../decision-table'
import { sameEmail, waitingFor } from '../round'
import { readRound } from '../round-table'
import { stopWindow } from '../windows/stop-window'
import { endStuckMail, mailCause, mailWords } from './settle-delivery'
import { reachedAt, tellThere } from './tell-there'

/**
 * An e-mail that the mail server took came back: nobody can say that whom it was for knows of it. A time to answer that it
 * began, or that hangs on the same address, stops; people are told. Saying it twice changes nothing.
 * Refuses not_found, wrong_status.
 */
export async function takeBounce(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { mailId, why }: { readonly mailId: string; readonly why: string | null },
): Promise<void> {
  const seen = await readMail(sql, mailId)
  if (!seen) throw notFound('e-mail')
  const asked = seen.roundId === null ? null : await readRound(sql, seen.roundId)
  const work = asked && (await lockFor(sql, asked.milestoneId))
  const order = seen.changeOrderId === null ? null : await readChangeOrder(sql, seen.changeOrderId)
  if (order) await lockSchedule(sql, order.scheduleId)
  const message = await readMessageOf(sql, 'mail.send', mailId)
  const mail = await lockMail(sql, mailId)
  if (!mail) throw notFound('e-mail')
  if (mail.state === 'bounced') return
  if (mail.state !== 'delivered' && mail.state !== 'unclear') {
    throw conflict('wrong_status', 'Only what the mail server has taken can come back, and this it has not.')
  }
  await setMailState(sql, mailId, 'bounced', why ?? `${actor.who} said that it came back.`)
  if (message && mail.state === 'unclear') {
    await closeMessage(sql, message.messageId, 'refused', message.fault)
    await endStuckMail(sql, mailId, actor.who)
  }
  const round = asked && (await readRound(sql, asked.roundId))
  const decisions = round ? ((await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []) : []
  const approver = round && waitingFor(round, decisions).find(({ id }) => id === mail.approverId)
  const title = `The e-mail to ${mail.toName ?? 'the team'} came back`
  const because = why === null ? '' : ` It said: ${why}`
  // Who is asked or told at another address by now needs nobody to do anything.
  const scheduleId = work?.schedule.scheduleId ?? order?.scheduleId
  const isMended =
    scheduleId !== undefined && !sameEmail(await reachedAt(sql, scheduleId, mail), mail.toEmail)
  if (isMended) await settleAttentions(sql, [mailCause(mail)], actor.who, 'reached at another address')
  const isTold = isMended && (await tellThere(sql, scheduleId, mail))
  if (work && round?.state === 'open' && approver && !isMended) {
    const { schedule, milestone } = work
    const said = { title: `${title}: “${milestone.name}”`, why: `${mail.toEmail} did not get it.${because}` }
    await stopWindow(sql, clock, { schedule, milestone, round }, approver, said)
  } else if (!isMended) {
    await raiseAttention(sql, {
      cause: mailCause(mail),
      kind: 'mail',
      dealId: mail.dealId,
      milestoneId: round?.milestoneId ?? null,
      title,
      detail: `${mail.toEmail} did not get ${mailWords(mail)}.${because} Ask for another address, and tell them yourself.`,
      actions: [
        ...(mail.kind === 'order_asked' ? [{ action: 'send_again', label: 'Send it again' }] : []),
        { action: 'leave', label: 'Leave it' },
      ],
    })
  }
  await announceDeals(sql, [mail.dealId])
  await record(sql, actor, [
    {
      what: `${mailWords(mail)} came back`.replace(/^t/, 'T'),
      dealId: mail.dealId,
      milestoneId: round?.milestoneId ?? null,
      before: { state: mail.state },
      after: {
        state: 'came back',
        why,
        ...(isTold && { toldAgain: 'At the address where they are reached today.' }),
      },
    },
  ])
}
