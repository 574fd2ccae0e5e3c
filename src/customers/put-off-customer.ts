import { limits } from '../../config/limits'
import type { Fault } from '../../connectors/answer'
import { raiseAttention, settleAttentions } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { keepsFailing } from '../outbox/keeps-failing'
import { closeMessage, type Message, postponeMessage } from '../outbox/outbox-table'
import { backoffMs } from '../outbox/retry'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { type Creation, creationCauses } from './customer-creation'
import { endCreation, lockCreation, setCreationOpen } from './customer-creation-table'

const us = program('QuickBooks')

/** Somebody waits for the answer this long; a refusal that comes later is asked about on the home page. */
export const SOMEBODY_WAITS_MS = 8_000

/** It certainly was not created. A refusal for which nobody waits any more is asked about. */
export async function refuseCustomer(
  sql: Sql,
  parts: { readonly clock: Clock },
  message: Message,
  seen: Creation,
  fault: Fault,
  nameOf: string | null,
): Promise<void> {
  const creation = await lockCreation(sql, seen.creationId)
  if (!creation || creation.state === 'created') return
  await endCreation(sql, creation.creationId, { state: 'refused', fault, nameOf })
  await closeMessage(sql, message.messageId, 'refused', fault)
  await announceDeals(sql, [creation.dealId])
  await settleAttentions(sql, creationCauses(creation.creationId), us.who, 'refused')
  const what = `QuickBooks refused the new customer “${creation.displayName}”`
  if (parts.clock.now().getTime() - creation.createdAt.getTime() > SOMEBODY_WAITS_MS) {
    await raiseAttention(sql, {
      cause: `customer_refused:${creation.creationId}`,
      kind: 'refused',
      dealId: creation.dealId,
      title: what,
      detail: `${fault.message} Nothing was created. Choose a customer for the deal, or create one under another name.`,
      actions: [{ action: 'leave', label: 'Leave it' }],
    })
  }
  await record(sql, us, [
    { what, dealId: creation.dealId, after: { code: fault.code, message: fault.message } },
  ])
}

/** It may have been created: looked for once QuickBooks can't be working on it any more. */
export async function setUnclear(
  sql: Sql,
  message: Message,
  creation: Creation,
  fault: Fault,
): Promise<void> {
  await setCreationOpen(sql, creation.creationId, 'unclear', fault)
  await announceDeals(sql, [creation.dealId])
  await postponeMessage(sql, message.messageId, {
    state: 'unclear',
    inMs: limits.vendorStillWorkingMs,
    fault,
  })
}

/** Nothing happened; the same is tried again later. */
export async function putOff(
  sql: Sql,
  parts: { readonly clock: Clock; readonly random: () => number },
  message: Message,
  creation: Creation,
  fault: Fault,
): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state: creation.state === 'waiting' ? 'waiting' : 'unclear',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  await raiseAttention(sql, {
    cause: `customer_stuck:${creation.creationId}`,
    kind: 'stuck',
    dealId: creation.dealId,
    title: `The new customer “${creation.displayName}” keeps failing to reach QuickBooks`,
    detail: `${fault.message} Nothing is lost: trying goes on.`,
  })
}

/** Not there, but QuickBooks may still be working on the attempt: look once more when it can't be. */
export async function waitForVendor(
  sql: Sql,
  parts: { readonly clock: Clock; readonly random: () => number },
  message: Message,
  creation: Creation,
): Promise<void> {
  const since = parts.clock.now().getTime() - (creation.sentAt?.getTime() ?? 0)
  if (creation.state === 'sending') {
    await setCreationOpen(sql, creation.creationId, 'unclear', creation.fault)
    await announceDeals(sql, [creation.dealId])
  }
  await postponeMessage(sql, message.messageId, {
    state: 'unclear',
    inMs: Math.max(limits.vendorStillWorkingMs - since, 0) + 1_000,
    fault: creation.fault,
  })
}

/** Tells people what is unclear, unless it was found meanwhile. */
export async function raiseUnclear(sql: Sql, creation: Creation, fault: Fault): Promise<void> {
  if ((await lockCreation(sql, creation.creationId))?.state !== 'unclear') return
  await raiseAttention(sql, {
    cause: `customer_unclear:${creation.creationId}`,
    kind: 'unclear',
    dealId: creation.dealId,
    title: `Whether the customer “${creation.displayName}” was created is unclear`,
    detail: `${fault.message} Milepost looks again in two minutes, and sends it again only if it is not there.`,
  })
}
