import { limits } from '../config/limits'
import { isAnyAsked, raiseAttention, settleAttention } from './attention/attention-table'
import { timeCause } from './hours/create-time'
import { restoreCause } from './invoices/edited/restore'
import { costCause } from './invoices/extras/release-cost'
import { readIntent } from './invoices/intent-table'
import { reminderCause } from './invoices/reminders/reminder'
import { formatMoney, money } from './money/money'
import { triesOfDirty } from './outbox/deal-mirror-table'
import { keepsFailing } from './outbox/keeps-failing'
import { type Message, readMessage } from './outbox/outbox-table'
import type { Sql } from './postgres/database'
import { program } from './tenants/actor'
import { isTroubled } from './tenants/vendor-trouble-table'

/** Work that is no invoice's: what its own trouble is asked under, so that its own end settles it, and what it is called. */
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

/** A message that failed this time too: after several times a person is told, and trying goes on. */
export async function raiseStuckMessage(sql: Sql, message: Message, why: string): Promise<void> {
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  const { kind, subjectId, dealId } = message
  // These are carried elsewhere, and tell of their trouble there.
  if (kind === 'certificate.note' || kind === 'mail.send') return
  if (kind !== 'invoice.create') {
    const { cause, what, canRetry } = OTHER_WORK[kind]
    // What somebody is asked already has its own answers.
    if (await isAnyAsked(sql, [cause(subjectId)])) return
    return raiseAttention(sql, {
      cause: cause(subjectId),
      kind: 'stuck',
      dealId,
      title: `${what} can’t be carried on`,
      detail: `${why} Nothing is lost: trying goes on.`,
      actions: canRetry ? [{ action: 'retry', label: 'Try now' }] : [],
    })
  }
  const intent = await readIntent(sql, subjectId)
  if (!intent) return
  await raiseAttention(sql, {
    cause: `stuck:${intent.intentId}`,
    kind: 'stuck',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `An invoice of ${formatMoney(money(intent.amountMinor, intent.currency))} can’t be carried on`,
    detail: `${why} Nothing is lost: trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
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
    actions: [{ action: 'retry', label: 'Try now' }],
  })
}
