import { limits } from '../../../config/limits'
import type { Fault } from '../../../connectors/answer'
import {
  type AttentionItem,
  endAttentions,
  raiseAttention,
  settleAttentions,
} from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import type { Mail, MailKind } from '../../mail/mail'
import { mailsOfOrder, mailsOfRounds, setMailState } from '../../mail/mail-table'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { announceDeals } from '../../outbox/ring'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readRound } from '../round-table'
import { openWindow } from '../windows/open-window'

const us = program('e-mail')
const HOUR_MS = 3_600_000

/** Names the question to people what became of an e-mail. */
export const mailCause = ({ mailId }: Pick<Mail, 'mailId'>): string => `mail:${mailId}`

/** Names the question about an e-mail that Milepost itself fails at, whatever else is asked about it. */
export const mailStuckCause = ({ mailId }: Pick<Mail, 'mailId'>): string => `mail_stuck:${mailId}`

/** Milepost fails at this e-mail no longer, or nobody needs it any more: failing at it again would be asked anew. */
export const endStuckMail = (sql: Sql, mailId: string, who: string): Promise<void> =>
  endAttentions(sql, [mailStuckCause({ mailId })], who, 'over')

const KINDS: Readonly<Record<MailKind, string>> = {
  review_asked: 'e-mail that asks for the review',
  review_reminder: 'reminder',
  order_asked: 'e-mail that asks to sign a change order',
  answer_receipt: 'receipt of an answer',
  team_receipt: 'e-mail about an answer',
  silence_notice: 'e-mail about acceptance by silence',
  order_receipt: 'receipt of an answer to a change order',
  taken_back: 'e-mail that an approval was taken back',
}

/** "the e-mail that asks for the review to Ana Ruiz". The address is on the page, in no story. */
export const mailWords = ({ kind, toName }: Pick<Mail, 'kind' | 'toName'>): string =>
  `the ${KINDS[kind]} to ${toName ?? 'the team'}`

/** The mail server took it, or it was seen to have arrived: what waited for it begins. */
export async function markDelivered(
  sql: Sql,
  clock: Clock,
  message: Message,
  mail: Mail,
  reply: string,
): Promise<void> {
  await setMailState(sql, mail.mailId, 'delivered', reply)
  await openWindow(sql, clock, mail)
  await closeMessage(sql, message.messageId, 'done', null)
  const alike = await sameQuestion(sql, mail)
  await settleAttentions(sql, alike.map(mailCause), us.who, 'delivered')
  await tell(sql, mail, `Sent ${mailWords(mail)}`, {})
}

/** The mail server does not take it, ever: a person is told, and no window begins. */
export async function markRefused(sql: Sql, message: Message, mail: Mail, fault: Fault): Promise<void> {
  await setMailState(sql, mail.mailId, 'refused', fault.message)
  await closeMessage(sql, message.messageId, 'refused', fault)
  await ask(sql, mail, {
    title: `The mail server refused ${mailWords(mail)}`,
    detail: `${fault.message} ${consequenceOf(mail)} Mend the address and ask again, or send the link yourself.`,
    actions: [
      { action: 'send_again', label: 'Send it again' },
      { action: 'leave', label: 'Leave it' },
    ],
  })
  await tell(sql, mail, `The mail server refused ${mailWords(mail)}`, { why: fault.message })
}

/** It may have arrived, and nobody can be asked: a person says what happens. */
export async function markUnclear(sql: Sql, message: Message, mail: Mail, why: string): Promise<void> {
  await setMailState(sql, mail.mailId, 'unclear', why)
  await postponeMessage(sql, message.messageId, { state: 'unclear', inMs: HOUR_MS, fault: message.fault })
  await ask(sql, mail, {
    title: `Whether ${mailWords(mail)} left is unclear`,
    detail:
      `${why} It is not sent again by itself, so that nobody gets it twice. Once its link is opened it counts as arrived. ` +
      consequenceOf(mail),
    actions: [
      { action: 'arrived', label: 'It arrived' },
      { action: 'send_again', label: 'Send it again' },
      { action: 'leave', label: 'Leave it' },
    ],
  })
  await tell(sql, mail, `Whether ${mailWords(mail)} left is unclear`, { why })
}

/** It can't be handed over for a while: after some tries a person is told, and trying goes on. */
export async function tellOfTrouble(sql: Sql, message: Message, mail: Mail, fault: Fault): Promise<void> {
  if (message.attempts + 1 < limits.attemptsBeforeAttention) return
  await ask(sql, mail, {
    title: `The mail server does not take ${mailWords(mail)}`,
    detail: `${fault.message} Nothing is lost: trying goes on. ${consequenceOf(mail)}`,
    actions: [{ action: 'leave', label: 'Seen' }],
  })
}

/** What does not happen while an e-mail has not arrived; empty where nothing waits for it. */
export const consequenceOf = ({ kind }: Mail): string =>
  kind === 'review_asked' ? 'The time to answer has not begun.' : ''

async function ask(
  sql: Sql,
  mail: Mail,
  words: Pick<AttentionItem, 'title' | 'detail' | 'actions'>,
): Promise<void> {
  const round = mail.roundId === null ? null : await readRound(sql, mail.roundId)
  await raiseAttention(sql, {
    cause: mailCause(mail),
    kind: 'mail',
    dealId: mail.dealId,
    milestoneId: round?.milestoneId ?? null,
    ...words,
    detail: words.detail.trim(),
  })
}

async function tell(sql: Sql, mail: Mail, what: string, after: object): Promise<void> {
  const round = mail.roundId === null ? null : await readRound(sql, mail.roundId)
  await announceDeals(sql, [mail.dealId])
  const milestoneId = round?.milestoneId ?? null
  await record(sql, us, [
    { what, dealId: mail.dealId, milestoneId, after: { subject: mail.subject, ...after } },
  ])
}

/** E-mails that ask the same person the same: one that arrived answers what was asked about the others. */
async function sameQuestion(sql: Sql, mail: Mail): Promise<Mail[]> {
  const others =
    mail.changeOrderId !== null
      ? await mailsOfOrder(sql, mail.changeOrderId)
      : mail.roundId !== null
        ? await mailsOfRounds(sql, [mail.roundId])
        : []
  return others.filter(({ kind, approverId }) => kind === mail.kind && approverId === mail.approverId)
}
