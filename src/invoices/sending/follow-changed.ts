import { endAttentions, isAnyAsked, raiseAttention } from '../../attention/attention-table'
import { formatMoney, money, sumOrUnknown } from '../../money/money'
import { readMessageOf, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { billedByPart, type InvoiceFacts, netOf } from '../books/document'
import { netOfLines } from '../composing/invoice-line'
import type { BillingIntent, BillingPart } from '../intent'
import { isApprovedChange } from './approved-change-table'

const us = program('QuickBooks')

/** By this code a message is known that was closed because its invoice is credited in full. */
export const CREDITED = 'credited_in_full'

/** Names the question about an invoice that was edited before its files or its e-mail left. */
export const changedCause = (intentId: string): string => `changed:${intentId}`

/** What the answer to that question is for: the sum that was read, net, in minor units; null can't be told. */
export const aboutNet = (net: bigint | null): string => (net === null ? 'unknown' : String(net))

/**
 * Follows an invoice that waits for a person because it was edited before it was complete: as approved once more, by whoever
 * put it back or agreed to it, it goes on by itself; edited on, the question says what it comes to now; voided or deleted,
 * nothing of it leaves any more. Credited in full it goes on waiting: it counts again once the credit is taken back.
 * Nothing where nobody is asked. Under the intent's lock; safe to repeat.
 */
export async function followChanged(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  facts: InvoiceFacts,
): Promise<void> {
  const { intentId } = intent
  if (!(await isAnyAsked(sql, [changedCause(intentId)]))) return
  if (isCredited(facts) || (facts.effective && !(await isAsApproved(sql, intent, parts, facts))))
    return askAboutChanged(sql, intent, parts, facts)
  await endAttentions(sql, [changedCause(intentId)], us.who, facts.gone ?? 'as approved')
  const message = await readMessageOf(sql, 'invoice.create', intentId)
  if (message?.state === 'refused') await wakeMessage(sql, message.messageId)
}

/** Credited in full: it asks nobody for money, but is there, and does again as soon as its credit is taken back. */
const isCredited = ({ gone }: InvoiceFacts): boolean => gone === 'credited'

/** Whether it comes to what was approved, by our lines alone; or a person let it go on as it is now. */
export async function isAsApproved(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  facts: InvoiceFacts,
): Promise<boolean> {
  const net = netOf(facts)
  if (net === null) return false
  const ours = sumOrUnknown([...billedByPart(facts, parts, intent).values()])
  const approved = netOfLines(parts)
  return (net === approved && ours === approved) || isApprovedChange(sql, intent.intentId, net)
}

/**
 * Asks whether an invoice goes on that comes to something else than was approved; with what it comes to now. While it is
 * credited in full it goes to nobody, whatever is answered: it can only be stopped.
 */
export async function askAboutChanged(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  facts: InvoiceFacts,
): Promise<void> {
  const net = netOf(facts)
  const approved = netOfLines(parts)
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  const sends = intent.sendState === 'wanted'
  const now = `${text(approved)} was approved; in QuickBooks it now comes to ${net === null ? 'an amount that can’t be read' : `${text(net)}, without tax`}.`
  const left = sends ? 'It was not e-mailed' : 'Its files were not attached'
  const isOff = isCredited(facts)
  await raiseAttention(sql, {
    cause: changedCause(intent.intentId),
    kind: 'edited',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `Invoice ${facts.docNumber ?? facts.quickbooksId} was edited before it was ${sends ? 'e-mailed' : 'complete'}`,
    detail: isOff
      ? `${now} ${left}, and it is credited in full by now. Should it count again, you can say whether it goes on; it goes by itself if it then comes to what was approved.`
      : `${now} ${left}: say whether it goes on like that, or edit it back first.`,
    actions: [
      ...(isOff ? [] : [{ action: 'go_on', label: sends ? 'Send it as it is now' : 'Attach the files' }]),
      { action: 'stop', label: sends ? 'Do not send it' : 'Leave the files out' },
    ],
    amountMinor: approved,
    currency: intent.currency,
    about: aboutNet(net),
  })
}
