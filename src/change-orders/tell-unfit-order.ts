import { raiseAttention } from '../attention/attention-table'
import type { Sql } from '../postgres/database'
import { clientName } from '../tenants/brand'
import { conflict, type Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { netEffect, orderName, unfitCause } from './change-order'
import { lockOrder } from './draft-change-order'
import type { UnfitOrder } from './unfit-order'

/**
 * A client tried to sign what can't be applied any more: the company is asked, in a transaction of its own, because nothing is
 * left of the one in which it was refused. Answers what the client is told. It is asked until the change order is taken back,
 * answered, or left.
 */
export async function tellUnfitOrder(sql: Sql, { order, signer, why }: UnfitOrder): Promise<Refusal> {
  const { order: now, schedule } = await lockOrder(sql, order.changeOrderId)
  const name = orderName(order)
  // Somebody may have taken it back meanwhile: then they know.
  if (now.state === 'sent' && now.revision === order.revision) {
    await raiseAttention(sql, {
      cause: unfitCause(order),
      kind: 'revision_requested',
      dealId: schedule.dealId,
      title: `${signer} tried to sign ${name}, which can't be applied any more`,
      detail: `${why} ${signer} reads that it changed since it was sent, and that you send it anew.`,
      actions: [{ action: 'leave', label: 'Seen' }],
      amountMinor: netEffect(now.lines),
      currency: now.currency,
    })
  }
  const company = clientName(await readWorkspace(sql))
  return conflict(
    'change_order_conflict',
    `${name} can’t be signed as it is: what it is about changed since it was sent. ${company} was told, and will send it anew. ` +
      'Nothing was recorded.',
  )
}
