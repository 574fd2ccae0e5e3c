import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { freeParts } from '../billing-part-table'
import { dealsOf } from '../intent'
import { setIntentState } from '../intent-table'
import { noticeTooMuch } from '../notice-too-much'
import { lockInvoice } from './lock-invoice'

/**
 * Sets a prepared invoice aside that bills no milestone: what it held (hours, a deposit, a release) is free, and can be
 * billed again. One of a milestone goes with the work. Refuses: not_prepared.
 */
export async function cancelPrepared(sql: Sql, actor: Actor, intentId: string): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  if (intent.state !== 'prepared')
    throw conflict('not_prepared', 'It is not prepared any more: it was generated, or set aside before.')
  await setIntentState(sql, intentId, { state: 'cancelled' })
  await freeParts(sql, intentId)
  await noticeTooMuch(sql, [intentId])
  await markDirty(sql, dealsOf(intent))
  const amount = formatMoney(money(intent.amountMinor, intent.currency))
  await record(sql, actor, [
    {
      what: `Set a prepared invoice of ${amount} aside; nothing was made in QuickBooks`,
      dealId: intent.dealId,
    },
  ])
}
