import { limits } from '../../config/limits'
import { readCertificateNumber } from '../approvals/certificates/certificate-table'
import { consequenceOf, mailStuckCause, mailWords } from '../approvals/mails/settle-delivery'
import { isAnyAsked, raiseAttention, settleAttention } from '../attention/attention-table'
import { timeCause } from '../hours/create-time'
import { wordsFor } from '../inbox/put-off-reading'
import { restoreCause } from '../invoices/edited/restore'
import { costCause } from '../invoices/extras/release-cost'
import { readIntent } from '../invoices/intent-table'
import { reminderCause } from '../invoices/reminders/reminder'
import { readMail } from '../mail/mail-table'
import { formatMoney, money } from '../money/money'
import { triesOfDirty } from '../outbox/deal-mirror-table'
import { keepsFailing } from '../outbox/keeps-failing'
import { type Message, postponeMessage, readMessage } from '../outbox/outbox-table'
import { backoffMs } from '../outbox/retry'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { isTroubled } from '../tenants/vendor-trouble-table'
import { noteCause } from '../writeback/certificate-note'

/** Work for QuickBooks that is no invoice's: what its own trouble is asked under, so that its own end settles it, and its name. */
const OTHER_WORK = {
  'customer.create': {
    cause: (id: string) => `customer_stuck:${id}`,
    what: 'A new customer',
    canRetry: false,
  },
  'time.create': { cause: timeCause, what: 'Hours', canRetry: true },
  'cost.release': { cause: costCause, what: 'A word about a cost', canRetry: true },
  'reminder.send': { cause: reminderCause, what: 'A reminder of an invoice', canRetry: true },
  'invoice.restore': { cause: restoreCause, what: 'Putting back an edited invoice', canRetry: true },
} as const

const TRY_NOW = { action: 'retry', label: 'Try now' }
/** Tries are that far apart in the end. */
const GOES_ON = 'Nothing is lost: trying goes on, about every quarter of an hour.'

/**
 * A message that failed by an error of our own: it is tried again, each time later, and after several times a person is asked.
 * One that came to its end meanwhile stays there.
 */
export async function putOffFailed(
  sql: Sql,
  random: () => number,
  message: Message,
  error: unknown,
): Promise<void> {
  const now = await readMessage(sql, message.messageId)
  if (now?.state !== 'waiting' && now?.state !== 'unclear') return
  const inMs = backoffMs(message.attempts, null, random)
  await postponeMessage(sql, message.messageId, { state: now.state, inMs, fault: null })
  await raiseStuckMessage(sql, message, wordsFor(error))
}

/**
 * A message that failed this time too: after several times a person is asked, and trying goes on. What is read for that is
 * nothing that can have broken the message.
 */
async function raiseStuckMessage(sql: Sql, message: Message, why: string): Promise<void> {
  const { kind, subjectId, dealId } = message
  const vendor = kind === 'mail.send' ? null : kind === 'certificate.note' ? 'hubspot' : 'quickbooks'
  if (!(await keepsFailing(sql, message, vendor))) return
  const item = { kind: 'stuck', dealId, detail: `${why} ${GOES_ON}`, actions: [TRY_NOW] } as const
  switch (kind) {
    case 'invoice.create': {
      const intent = await readIntent(sql, subjectId)
      if (!intent) return
      const { intentId, amountMinor, currency } = intent
      return raiseAttention(sql, {
        ...item,
        cause: `stuck:${intentId}`,
        dealId: intent.dealId,
        intentId,
        title: `An invoice of ${formatMoney(money(amountMinor, currency))} can’t be carried on`,
        amountMinor,
        currency,
      })
    }
    case 'mail.send': {
      const mail = await readMail(sql, subjectId)
      if (!mail) return
      return raiseAttention(sql, {
        ...item,
        cause: mailStuckCause(mail),
        title: `Milepost can’t send ${mailWords(mail)}`,
        detail: `${item.detail} ${consequenceOf(mail)}`.trim(),
      })
    }
    case 'certificate.note':
      if (await isAnyAsked(sql, [noteCause(subjectId)])) return
      return raiseAttention(sql, {
        ...item,
        cause: noteCause(subjectId),
        title: `The note with certificate ${await readCertificateNumber(sql, subjectId)} can’t be written on its deal in HubSpot`,
      })
    default: {
      const { cause, what, canRetry } = OTHER_WORK[kind]
      // What somebody is asked already has its own answers.
      if (await isAnyAsked(sql, [cause(subjectId)])) return
      return raiseAttention(sql, {
        ...item,
        cause: cause(subjectId),
        title: `${what} can’t be carried on`,
        actions: canRetry ? [TRY_NOW] : [],
      })
    }
  }
}

/** Settles what was asked about a message that has come to its end. */
export async function settleStuckMessage(sql: Sql, message: Message): Promise<void> {
  if ((await readMessage(sql, message.messageId))?.state !== 'done') return
  await settleAttention(sql, `stuck:${message.subjectId}`, program('QuickBooks').who, 'done')
}

/** After each writing to HubSpot: asks a person when deals keep failing, and settles it once none does. */
export async function tellOfStuckDeals(sql: Sql, why: string | null): Promise<void> {
  const { deals } = await triesOfDirty(sql, limits.attemptsBeforeAttention)
  if (deals === 0) return settleAttention(sql, 'stuck:writeback', program('HubSpot').who, 'written')
  if (await isTroubled(sql, 'hubspot')) return
  await raiseAttention(sql, {
    cause: 'stuck:writeback',
    kind: 'stuck',
    title: `HubSpot does not take the figures of ${deals === 1 ? 'a deal' : `${deals} deals`}`,
    detail: `${why ?? 'It refuses them.'} What Milepost shows is right; trying goes on.`,
    actions: [TRY_NOW],
  })
}
