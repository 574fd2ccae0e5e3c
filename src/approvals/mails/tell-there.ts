import type { Mail, MailKind } from '../../mail/mail'
import { mailsOfOrder, mailsOfRounds } from '../../mail/mail-table'
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
  await promiseOnce(sql, scheduleId, mail, toEmail)
  return true
}

/**
 * Somebody is reached at another address: that their answer was taken back is told there, where the letter to the old one
 * waits or never arrived. Answers those letters, about which nobody needs to be asked any more.
 */
export async function tellOfTakingBackThere(
  sql: Sql,
  scheduleId: string,
  rounds: readonly Pick<Round, 'roundId'>[],
  { from, to }: AddressMove,
): Promise<Mail[]> {
  const mails = await mailsOfRounds(
    sql,
    rounds.map(({ roundId }) => roundId),
  )
  const lost = mails.filter(
    ({ kind, toEmail, state }) =>
      kind === 'taken_back' && sameEmail(toEmail, from) && (state === 'waiting' || isLost(state)),
  )
  for (const mail of lost) await promiseOnce(sql, scheduleId, mail, to)
  return lost
}

const isLost = (state: Mail['state']): boolean => state === 'refused' || state === 'bounced'

/**
 * Promises the same to this address, unless it went there, or goes there, already: who moves away and back is told once. What
 * was lost there counts only since they were last said to be reached there.
 */
async function promiseOnce(sql: Sql, scheduleId: string, mail: Mail, toEmail: string): Promise<void> {
  const root = rootOf(mail)
  const all =
    mail.changeOrderId !== null
      ? await mailsOfOrder(sql, mail.changeOrderId)
      : await mailsOfRounds(sql, mail.roundId === null ? [] : [mail.roundId])
  const same = all.filter((each) => rootOf(each) === root)
  const moved = (await readMoves(sql, scheduleId)).findLast(({ to }) => sameEmail(to, toEmail))
  const isTold = same.some(
    (each) =>
      sameEmail(each.toEmail, toEmail) &&
      each.state !== 'cancelled' &&
      (!isLost(each.state) || (moved !== undefined && each.promisedAt >= moved.at)),
  )
  if (!isTold) await promiseMail(sql, { ...mail, topic: `${root}:moved-${same.length}`, toEmail })
}

/** What an e-mail is about, whether it is the first one, one that was sent again, or one to another address. */
const rootOf = ({ topic }: Pick<Mail, 'topic'>): string => topic.replace(/(?::again|:moved(?:-\d+)?)+$/, '')
