import { raiseAttention } from '../attention/attention-table'
import { promiseMail } from '../outbox/promise-mail'
import type { Sql } from '../postgres/database'
import type { Approver, Schedule } from '../schedules/schedule'
import { readWorkspace } from '../tenants/workspace-table'
import { type ChangeOrder, netEffect, orderName, rejectedCause } from './change-order'
import type { OrderAnswer } from './order-answer-table'

/**
 * Tells whoever answered a change order by their link what is on record, and the team that waits for it; a rejection is
 * asked about too, because the work it was for stands still. Under the schedule's lock.
 */
export async function tellOrderAnswer(
  sql: Sql,
  { dealId }: Pick<Schedule, 'dealId'>,
  order: ChangeOrder,
  approver: Approver,
  { answer, reason, shownHash }: Pick<OrderAnswer, 'answer' | 'reason' | 'shownHash'>,
): Promise<void> {
  const { changeOrderId, revision } = order
  const { mail } = (await readWorkspace(sql)).settings
  const topic = `order-receipt:${changeOrderId}:${revision}:${approver.id}:${shownHash.slice(0, 12)}`
  const about = { kind: 'order_receipt', dealId, roundId: null, changeOrderId } as const
  if (mail.receipts) {
    const { name: toName, email: toEmail } = approver
    await promiseMail(sql, { ...about, topic, approverId: approver.id, toName, toEmail })
  }
  for (const address of mail.team) {
    const team = { approverId: null, toName: null, toEmail: address }
    await promiseMail(sql, { ...about, ...team, topic: `${topic}:${address.toLowerCase()}` })
  }
  if (answer !== 'reject') return
  await raiseAttention(sql, {
    cause: rejectedCause(order),
    kind: 'revision_requested',
    dealId,
    title: `${approver.name} rejected ${orderName(order)}`,
    detail: `${reason === null ? 'No reason was given.' : `“${reason}”`} The contract is as it was. Talk to them, and draft another one where it is still needed.`,
    actions: [{ action: 'leave', label: 'Seen' }],
    amountMinor: netEffect(order.lines),
    currency: order.currency,
  })
}
