import { z } from 'zod'
import { limits } from '../../../config/limits'
import type { Answer, Fault } from '../../../connectors/answer'
import { readChangeOrder } from '../../change-orders/change-order-table'
import { LOGO_TYPE } from '../../documents/thumbnails/logo'
import { type LetterLook, renderLetter } from '../../mail/letter-page'
import { type Address, type Letter, type Mail, mailPlace } from '../../mail/mail'
import { lockMail, markSending, readMail, setMailState, storeLetter } from '../../mail/mail-table'
import type { MailTransport } from '../../mail/mail-transport'
import { closeMessage, deferMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Database, Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { lockSchedule } from '../../schedules/schedule-table'
import { clientName } from '../../tenants/brand'
import { type Look, readLook } from '../../tenants/read-look'
import type { Sealer } from '../../tenants/seal'
import { readWorkspace } from '../../tenants/workspace-table'
import { readLink } from '../portal-link-table'
import { readRound } from '../round-table'
import { type CarriedLink, composeMail, type MailParts } from './compose-mail'
import { markDelivered, markRefused, markUnclear, tellOfTrouble } from './settle-delivery'

/** What sending stands on. */
export interface SendMailParts extends MailParts {
  readonly database: Database
  readonly sealer: Sealer
  readonly random: () => number
  readonly transport: MailTransport
  /** The sender's address; each workspace has its own name before it. */
  readonly from: string
}

const HOUR_MS = 3_600_000

/** As it is kept while it may have to be tried again: the link's secret is in it, so it is sealed. */
const kept = z.object({ url: z.string().nullable() })

/**
 * Carries one e-mail to the mail server. That it is leaving is on record before its first byte; only when the server
 * certainly did not take it is it sent again, under the same Message-ID. What the server may have taken ends with a person,
 * or with its link being used, because no mail server can be asked.
 */
export async function sendMail(parts: SendMailParts, workspaceId: string, message: Message): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const letter = await within((sql) => beginSending(sql, parts, workspaceId, message))
  if (letter === null) return
  const answer = await parts.transport.send(letter, { workspaceId, mailId: message.subjectId })
  await within((sql) => afterSending(sql, parts, message, answer))
}

/** The letter to be handed over now; null where there is none. */
async function beginSending(
  sql: Sql,
  parts: SendMailParts,
  workspaceId: string,
  message: Message,
): Promise<Letter | null> {
  const held = await lockBoth(sql, message)
  if (!held) {
    await closeMessage(sql, message.messageId, 'cancelled', null)
    return null
  }
  const { mail, schedule } = held
  switch (mail.state) {
    case 'waiting':
      return write(sql, parts, workspaceId, message, mail, schedule)
    case 'sending':
    case 'unclear':
      await lookForUse(sql, parts, message, mail)
      return null
    case 'delivered':
      await closeMessage(sql, message.messageId, 'done', null)
      return null
    case 'refused':
    case 'bounced':
    case 'cancelled':
      await closeMessage(
        sql,
        message.messageId,
        mail.state === 'cancelled' ? 'cancelled' : 'refused',
        message.fault,
      )
      return null
  }
}

/** The schedule before the e-mail, as everybody locks them. */
async function lockBoth(sql: Sql, message: Message): Promise<{ mail: Mail; schedule: Schedule } | null> {
  const seen = await readMail(sql, message.subjectId)
  const scheduleId = seen && (await scheduleOf(sql, seen))
  const schedule = scheduleId ? await lockSchedule(sql, scheduleId) : null
  const mail = await lockMail(sql, message.subjectId)
  return mail && schedule ? { mail, schedule } : null
}

async function scheduleOf(sql: Sql, { roundId, changeOrderId }: Mail): Promise<string | null> {
  if (changeOrderId !== null) return (await readChangeOrder(sql, changeOrderId))?.scheduleId ?? null
  const round = roundId === null ? null : await readRound(sql, roundId)
  return round ? ((await readMilestone(sql, round.milestoneId))?.scheduleId ?? null) : null
}

async function write(
  sql: Sql,
  parts: SendMailParts,
  workspaceId: string,
  message: Message,
  mail: Mail,
  schedule: Schedule,
): Promise<Letter | null> {
  const { clock, sealer } = parts
  const place = mailPlace(workspaceId, mail.mailId)
  const earlier = earlierLink(sealer, mail, place)
  const composed = await composeMail(sql, { ...parts, workspaceId }, mail, schedule, earlier)
  if ('waitMs' in composed) {
    await deferMessage(sql, message.messageId, composed.waitMs)
    return null
  }
  if ('notNeeded' in composed) {
    await setMailState(sql, mail.mailId, 'cancelled', composed.notNeeded)
    await closeMessage(sql, message.messageId, 'cancelled', null)
    return null
  }
  const { words, link } = composed
  const sealed = sealer.seal(JSON.stringify({ url: link?.url ?? null }), place)
  await storeLetter(sql, mail.mailId, { subject: words.subject, sealed, linkId: link?.linkId ?? null })
  await markSending(sql, mail.mailId)
  const workspace = await readWorkspace(sql)
  const { fromName, replyTo } = workspace.settings.mail
  const { look, logo } = lookOf(await readLook(sql, workspace))
  const name = clientName(workspace)
  const answers: Address | null = replyTo === null ? null : { name: fromName ?? name, address: replyTo }
  return {
    messageId: `<${mail.mailId}@${new URL(parts.publicUrl).hostname}>`,
    date: clock.now().toISOString(),
    from: { name: fromName ?? name, address: parts.from },
    replyTo: answers,
    to: { name: mail.toName, address: mail.toEmail },
    subject: words.subject,
    ...renderLetter(words, look),
    logo,
    unsubscribe: words.footLink ? { post: words.footLink.url, mailto: mailtoOf(replyTo) } : null,
  }
}

const mailtoOf = (replyTo: string | null): string | null =>
  replyTo === null ? null : `mailto:${replyTo}?subject=${encodeURIComponent('Please send me no reminders')}`

/** How the company looks in the letter, and the picture that travels with it. */
function lookOf({ shades, logo }: Look): { look: LetterLook; logo: Letter['logo'] } {
  if (logo === null) return { look: { ...shades, logo: null }, logo: null }
  const { width, height, ground, bytes } = logo
  const points = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  return { look: { ...shades, logo: { ...points, ground } }, logo: { type: LOGO_TYPE, bytes } }
}

/** The link of the try before. One whose seal key is gone is left alone, and a new one opened. */
function earlierLink(sealer: Sealer, { sealed, linkId }: Mail, place: string): CarriedLink | null {
  if (sealed === null || linkId === null) return null
  try {
    const { url } = kept.parse(JSON.parse(sealer.open(sealed, place)))
    return url === null ? null : { linkId, url }
  } catch {
    return null
  }
}

/** Whether it arrived shows when somebody opens the link that only it carried; until then a person is asked. */
async function lookForUse(sql: Sql, parts: SendMailParts, message: Message, mail: Mail): Promise<void> {
  const link = mail.linkId === null ? null : await readLink(sql, mail.linkId)
  if (link?.lastUsedAt) return markDelivered(sql, parts.clock, message, mail, 'Its link was opened.')
  const since = parts.clock.now().getTime() - (mail.beganAt?.getTime() ?? 0)
  if (mail.state === 'sending' && since <= limits.vendorStillWorkingMs) {
    return deferMessage(sql, message.messageId, limits.vendorStillWorkingMs - since + 1_000)
  }
  if (mail.state === 'sending')
    return markUnclear(sql, message, mail, 'The program ended while it was being sent.')
  await deferMessage(sql, message.messageId, HOUR_MS)
}

async function afterSending(
  sql: Sql,
  parts: SendMailParts,
  message: Message,
  answer: Answer<{ readonly reply: string }>,
): Promise<void> {
  const held = await lockBoth(sql, message)
  // A person may have said meanwhile what became of it.
  if (held?.mail.state !== 'sending' && held?.mail.state !== 'unclear') return
  const { mail } = held
  switch (answer.outcome) {
    case 'done':
      return markDelivered(sql, parts.clock, message, mail, answer.value.reply)
    case 'unknown':
      return markUnclear(sql, message, mail, answer.fault.message)
    case 'refused':
      if (whoMends(answer.fault) === 'person') return markRefused(sql, message, mail, answer.fault)
      return tryLater(sql, parts, message, mail, answer.fault)
  }
}

async function tryLater(
  sql: Sql,
  parts: SendMailParts,
  message: Message,
  mail: Mail,
  fault: Fault,
): Promise<void> {
  await setMailState(sql, mail.mailId, 'waiting', fault.message)
  await postponeMessage(sql, message.messageId, {
    state: 'waiting',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  await tellOfTrouble(sql, message, mail, fault)
}
