import { settleAttention } from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import { closeMessage, type Message, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { askedOtherwise, conflict } from '../../tenants/refusal'
import type { BillingIntent } from '../intent'
import { setSendState } from '../intent-table'
import { approveChange } from '../sending/approved-change-table'
import { readNetNow } from '../sending/check-unchanged'
import { aboutNet } from '../sending/follow-changed'
import { isSettled, namesOf } from './attachment'
import { leaveOut, readAttachments, setAttachment } from './attachment-table'

/** Sends refused files once more. Under the intent's lock; nothing when none was refused. */
export async function retryAttachments(sql: Sql, actor: Actor, intentId: string): Promise<void> {
  const refused = (await readAttachments(sql, [intentId])).filter(({ state }) => state === 'refused')
  for (const each of refused) await setAttachment(sql, each, { state: 'wanted' })
  await settleAttention(sql, `attach:${intentId}`, actor.who, 'retry')
}

/** Lets the invoice go on without the files that QuickBooks refused. Answers what to record. */
export async function leaveRefusedOut(sql: Sql, actor: Actor, intent: BillingIntent): Promise<Happening[]> {
  const refused = (await readAttachments(sql, [intent.intentId])).filter(({ state }) => state === 'refused')
  const positions = refused.map(({ position }) => position)
  await leaveOut(sql, intent.intentId, positions, `${actor.who} left it out: QuickBooks refused it.`)
  await settleAttention(sql, `attach:${intent.intentId}`, actor.who, 'leave_out')
  if (refused.length === 0) return []
  const names = namesOf(refused.map(({ file }) => file))
  return [{ what: `Let the invoice go on without ${names}`, dealId: intent.dealId }]
}

/**
 * What a person says about an invoice that was edited in QuickBooks before it was complete: it goes on as it is now, or
 * stops as it is: nothing more is attached, and nobody is written to.
 * `about` is what the question said that it comes to. Refuses: wrong_status where what it comes to can't be read,
 * version_conflict where that is something else by now.
 */
export async function settleChanged(
  sql: Sql,
  actor: Actor,
  intent: BillingIntent,
  message: Message,
  { how, about }: { readonly how: 'go_on' | 'stop'; readonly about: string | null },
): Promise<void> {
  if (how === 'go_on') {
    const net = await readNetNow(sql, intent)
    if (net === null) {
      throw conflict(
        'wrong_status',
        'What this invoice comes to can’t be read from QuickBooks. Open it there and save it once, then try again.',
      )
    }
    // Nobody lets an amount go on that they were not asked about.
    if (aboutNet(net) !== about) throw askedOtherwise()
    await approveChange(sql, intent.intentId, net, actor.who)
    return wakeMessage(sql, message.messageId)
  }
  const open = (await readAttachments(sql, [intent.intentId])).filter((each) => !isSettled(each))
  await leaveOut(
    sql,
    intent.intentId,
    open.map(({ position }) => position),
    `${actor.who} left it out: the invoice had been edited.`,
  )
  if (intent.sendState === 'wanted') await setSendState(sql, intent.intentId, 'none')
  await closeMessage(sql, message.messageId, 'done', null)
}
