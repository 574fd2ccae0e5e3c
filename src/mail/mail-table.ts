import type { Sql } from '../postgres/database'
import type { Mail, MailKind, MailState, NewMail } from './mail'

interface Row {
  mail_id: string
  kind: MailKind
  topic: string
  deal_id: string
  round_id: string | null
  change_order_id: string | null
  approver_id: string | null
  to_name: string | null
  to_email: string
  state: MailState
  subject: string | null
  sealed: string | null
  link_id: string | null
  promised_at: Date
  began_at: Date | null
  ended_at: Date | null
  why: string | null
}

const COLUMNS = `mail_id, kind, topic, deal_id, round_id, change_order_id, approver_id, to_name, to_email, state, subject, sealed,
  link_id, promised_at, began_at, ended_at, why`

const toMail = (row: Row): Mail => ({
  mailId: row.mail_id,
  kind: row.kind,
  topic: row.topic,
  dealId: row.deal_id,
  roundId: row.round_id,
  changeOrderId: row.change_order_id,
  approverId: row.approver_id,
  toName: row.to_name,
  toEmail: row.to_email,
  state: row.state,
  subject: row.subject,
  sealed: row.sealed,
  linkId: row.link_id,
  promisedAt: row.promised_at,
  beganAt: row.began_at,
  endedAt: row.ended_at,
  why: row.why,
})

/** Adds an e-mail that is to be sent; null where one of its topic was promised before. */
export async function addMail(sql: Sql, mail: NewMail): Promise<string | null> {
  const [row] = await sql<{ mail_id: string }>(
    `insert into mail (workspace_id, kind, topic, deal_id, round_id, change_order_id, approver_id, to_name, to_email)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (workspace_id, topic) do nothing returning mail_id`,
    [
      mail.kind,
      mail.topic,
      mail.dealId,
      mail.roundId,
      mail.changeOrderId,
      mail.approverId,
      mail.toName,
      mail.toEmail,
    ],
  )
  return row?.mail_id ?? null
}

export async function readMail(sql: Sql, mailId: string): Promise<Mail | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from mail where mail_id = $1`, [mailId])
  return row ? toMail(row) : null
}

/** The same, held until the transaction ends. */
export async function lockMail(sql: Sql, mailId: string): Promise<Mail | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from mail where mail_id = $1 for update`, [mailId])
  return row ? toMail(row) : null
}

/** These e-mails, in any order. */
export async function readMails(sql: Sql, mailIds: readonly string[]): Promise<Mail[]> {
  const rows = await sql<Row>(`select ${COLUMNS} from mail where mail_id = any($1::uuid[])`, [mailIds])
  return rows.map(toMail)
}

/** Every e-mail about these rounds, the first one first. */
export async function mailsOfRounds(sql: Sql, roundIds: readonly string[]): Promise<Mail[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from mail where round_id = any($1::uuid[]) order by promised_at, topic`,
    [roundIds],
  )
  return rows.map(toMail)
}

/** Every e-mail about a change order, the first one first. */
export async function mailsOfOrder(sql: Sql, changeOrderId: string): Promise<Mail[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from mail where change_order_id = $1 order by promised_at, topic`,
    [changeOrderId],
  )
  return rows.map(toMail)
}

/** Keeps what leaves, and that it is leaving now. */
export async function storeLetter(
  sql: Sql,
  mailId: string,
  letter: { subject: string; sealed: string; linkId: string | null },
): Promise<void> {
  await sql('update mail set subject = $2, sealed = $3, link_id = $4 where mail_id = $1', [
    mailId,
    letter.subject,
    letter.sealed,
    letter.linkId,
  ])
}

/** It is with the mail server from now on, until something else is said. */
export async function markSending(sql: Sql, mailId: string): Promise<void> {
  await sql("update mail set state = 'sending', began_at = milepost.now() where mail_id = $1", [mailId])
}

/** What became of it; what it said is forgotten once it need not be sent any more. */
export async function setMailState(
  sql: Sql,
  mailId: string,
  state: Exclude<MailState, 'sending'>,
  why: string | null,
): Promise<void> {
  await sql(
    `update mail set state = $2, why = $3,
       ended_at = case when $2 in ('delivered', 'refused', 'cancelled', 'bounced') then milepost.now() end,
       sealed = case when $2 in ('delivered', 'refused', 'cancelled', 'bounced') then null else sealed end
     where mail_id = $1`,
    [mailId, state, why],
  )
}

/** Keeps an e-mail in the embedded default's mailbox, once. */
export async function keepInMailbox(sql: Sql, mailId: string, sealed: string): Promise<void> {
  await sql(
    `insert into mailbox (workspace_id, mail_id, sealed) values (milepost.current_workspace(), $1, $2)
     on conflict do nothing`,
    [mailId, sealed],
  )
}

/** The newest of the mailbox, oldest first. */
export async function listMailbox(
  sql: Sql,
  most: number,
): Promise<{ mailId: string; at: Date; sealed: string }[]> {
  const rows = await sql<{ mail_id: string; at: Date; sealed: string }>(
    `select * from (select mail_id, at, sealed from mailbox order by at desc, mail_id limit $1) newest order by at, mail_id`,
    [most],
  )
  return rows.map((row) => ({ mailId: row.mail_id, at: row.at, sealed: row.sealed }))
}
