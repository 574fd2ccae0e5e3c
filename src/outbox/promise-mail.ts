import type { NewMail } from '../mail/mail'
import { addMail } from '../mail/mail-table'
import type { Sql } from '../postgres/database'
import { addMessage } from './outbox-table'

/**
 * Promises an e-mail in the transaction of what it tells of; whoever delivers it writes it. One of a topic is promised once:
 * asking again changes nothing. Answers whether it is new.
 */
export async function promiseMail(sql: Sql, mail: NewMail): Promise<boolean> {
  const mailId = await addMail(sql, mail)
  if (mailId !== null) await addMessage(sql, { kind: 'mail.send', subjectId: mailId, dealId: mail.dealId })
  return mailId !== null
}
