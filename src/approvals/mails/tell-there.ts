import type { Mail, MailKind } from '../../mail/mail'
import { mailsOfRounds } from '../../mail/mail-table'
import { promiseMail } from '../../outbox/promise-mail'
import type { Sql } from '../../postgres/database'
import { readMoves } from '../../schedules/address-move-table'
import { type AddressMove, addressToday, sameEmail } from '../../schedules/approver-address'
import type { Round } from '../round'

/** Those that ask nothing: what asks is asked anew as an address changes, with a link of its own. */
const TELLING: readonly MailKind[] = ['taken_back', 'answer_receipt', 'silence_notice', 'order_receipt']

/** Where whoever an e-mail is for is reached today; a mailbox of the team is nobody's who moves. */
export async function reachedAt(
  sql: Sql,
  scheduleId: string,
  { approverId, toEmail, promisedAt }: Mail,
): Promise<string> {
  return approverId === null ? toEmail : addressToday(await readMoves(sql, scheduleId), toEmail, promisedAt)
}

/**
 * Promises an e-mail that tells somebody something where they are reached today, once, however often their address is looked
 * at. Under the schedule's lock. Answers whether they are told there: not where it asks something, or nobody moved.
 */
export async function tellThere(sql: Sql, scheduleId: string, mail: Mail): Promise<boolean> {
  if (!TELLING.includes(mail.kind)) return false
  const toEmail = await reachedAt(sql, scheduleId, mail)
  if (sameEmail(toEmail, mail.toEmail)) return false
  await promiseMail(sql, { ...mail, topic: movedTopic(mail), toEmail })
  return true
}

/**
 * Somebody is reached at another address: that their answer was taken back is told there, where the letter to the old one
 * waits or never arrived. Answers those letters, about which nobody needs to be asked any more.
 */
export async function tellOfTakingBackThere(
  sql: Sql,
  rounds: readonly Pick<Round, 'roundId'>[],
  { from, to }: AddressMove,
): Promise<Mail[]> {
  const mails = await mailsOfRounds(
    sql,
    rounds.map(({ roundId }) => roundId),
  )
  const lost = mails.filter(
    ({ kind, toEmail, state }) =>
      kind === 'taken_back' && sameEmail(toEmail, from) && LOST.some((each) => each === state),
  )
  for (const mail of lost) await promiseMail(sql, { ...mail, topic: movedTopic(mail), toEmail: to })
  return lost
}
const LOST: readonly Mail['state'][] = ['waiting', 'refused', 'bounced']

/** What it is about stands before it, as the first one's. */
const movedTopic = ({ topic }: Pick<Mail, 'topic'>): string => `${topic}:moved`
