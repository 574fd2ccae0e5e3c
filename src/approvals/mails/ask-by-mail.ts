import type { NewMail } from '../../mail/mail'
import { mailsOfRounds } from '../../mail/mail-table'
import { promiseMail } from '../../outbox/promise-mail'
import type { Sql } from '../../postgres/database'
import type { MovedAddress } from '../../schedules/approver-address'
import type { Approver } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { answeredBy, type Decision, type Round, sameEmail } from '../round'
import { type AnswerWindow, reminderTopic } from '../windows/answer-window'

/** What every e-mail about a round has in common. */
const aboutRound = (
  kind: NewMail['kind'],
  topic: string,
  dealId: string,
  round: Pick<Round, 'roundId'>,
  approver: Approver,
): NewMail => ({
  kind,
  topic,
  dealId,
  roundId: round.roundId,
  changeOrderId: null,
  approverId: approver.id,
  toName: approver.name,
  toEmail: approver.email,
})

/** Asks every approver of a new round by an e-mail of their own; it is written, with their link, when it leaves. */
export async function askByMail(sql: Sql, dealId: string, round: Round): Promise<void> {
  for (const approver of round.approvers) {
    const topic = `review:${round.roundId}:${approver.id}:1`
    await promiseMail(sql, aboutRound('review_asked', topic, dealId, round, approver))
  }
}

/** Asks one of them once more, with a new link. While an e-mail to them is on its way, nothing new is promised. */
export async function askAgain(sql: Sql, dealId: string, round: Round, approver: Approver): Promise<boolean> {
  const asked = (await mailsOfRounds(sql, [round.roundId])).filter(
    ({ kind, approverId }) => kind === 'review_asked' && approverId === approver.id,
  )
  // One to an address that was changed meanwhile reaches nobody who is asked.
  const here = asked.filter(({ toEmail }) => sameEmail(toEmail, approver.email))
  if (here.some(({ state }) => state === 'waiting' || state === 'sending')) return false
  const topic = `review:${round.roundId}:${approver.id}:${asked.length + 1}`
  return promiseMail(sql, aboutRound('review_asked', topic, dealId, round, approver))
}

/** Reminds an approver of the time that they have, once for each occasion. */
export async function remindByMail(
  sql: Sql,
  dealId: string,
  round: Round,
  approver: Approver,
  window: AnswerWindow,
  occasion: 'half' | 'last',
): Promise<boolean> {
  const topic = reminderTopic(window, occasion)
  return promiseMail(sql, aboutRound('review_reminder', topic, dealId, round, approver))
}

/** Tells an approver what is on record as their answer, and the team. */
export async function sendReceipts(
  sql: Sql,
  dealId: string,
  round: Round,
  decision: Pick<Decision, 'decisionId' | 'approverId'>,
): Promise<void> {
  const { mail } = (await readWorkspace(sql)).settings
  const approver = round.approvers.find(({ id }) => id === decision.approverId)
  const subject = `${round.roundId}:${decision.decisionId}`
  if (approver && mail.receipts)
    await promiseMail(sql, aboutRound('answer_receipt', `receipt:${subject}`, dealId, round, approver))
  if (approver) await tellTeam(sql, dealId, round, 'team_receipt', `team:${subject}`)
}

/** Tells whoever answered a round that what it came to is taken back, unless they are asked again at once: then that says so. */
export async function tellOfTakingBack(
  sql: Sql,
  dealId: string,
  round: Round,
  decisions: readonly Pick<Decision, 'approverId' | 'at'>[],
  {
    asked,
    moves,
  }: { readonly asked: readonly Pick<Approver, 'email'>[]; readonly moves: readonly MovedAddress[] },
): Promise<void> {
  for (const approver of answeredBy(round, decisions, moves)) {
    if (asked.some(({ email }) => sameEmail(email, approver.email))) continue
    const topic = `taken-back:${round.roundId}:${approver.id}`
    await promiseMail(sql, aboutRound('taken_back', topic, dealId, round, approver))
  }
}

/** Tells those who were silent, and the team, what their silence came to. */
export async function tellOfSilence(
  sql: Sql,
  dealId: string,
  round: Round,
  silent: readonly Approver[],
): Promise<void> {
  for (const approver of silent) {
    const topic = `silence:${round.roundId}:${approver.id}`
    await promiseMail(sql, aboutRound('silence_notice', topic, dealId, round, approver))
  }
  await tellTeam(sql, dealId, round, 'silence_notice', `silence:${round.roundId}:team`)
}

async function tellTeam(
  sql: Sql,
  dealId: string,
  round: Round,
  kind: NewMail['kind'],
  topic: string,
): Promise<void> {
  const { mail } = (await readWorkspace(sql)).settings
  for (const address of mail.team) {
    await promiseMail(sql, {
      kind,
      topic: `${topic}:${address.toLowerCase()}`,
      dealId,
      roundId: round.roundId,
      changeOrderId: null,
      approverId: null,
      toName: null,
      toEmail: address,
    })
  }
}
