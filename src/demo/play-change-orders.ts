import { changeOrder } from '../http/contract/change-order'
import type { DealPageView } from '../http/contract/deal'
import type { DemoChange, DemoChangeOrder } from './demo-deal'
import type { Stagehands } from './play-deal'

/** Writes, sends and answers the change orders of one deal, in their order, from wherever they stand. */
export async function playChangeOrders(
  hands: Stagehands,
  dealId: string,
  planned: readonly DemoChangeOrder[],
): Promise<void> {
  const step = (role: 'member' | 'bookkeeper', path: string, body: object) =>
    hands.milepost.as(role, changeOrder, 'POST', path, body)
  for (const order of planned) {
    const page = await hands.milepost.deal(dealId)
    let now = page.changeOrders.find((each) => each.reason === order.reason)
    now ??= await step('member', `/deals/${dealId}/change-orders`, {
      reason: order.reason,
      lines: order.lines.map((line) => lineOf(hands, page, line)),
    })
    if (now.state === 'draft') now = await step('member', `/change-orders/${now.id}/send`, {})
    if (now.state === 'sent' && order.approvedBy !== undefined) {
      await step('bookkeeper', `/change-orders/${now.id}/approve`, {
        by: order.approvedBy,
        on: hands.today.toFormat('yyyy-MM-dd'),
      })
    }
  }
}

function lineOf(hands: Stagehands, page: DealPageView, line: DemoChange) {
  const currency = page.schedule?.contractValue.currency ?? 'USD'
  switch (line.op) {
    case 'add':
      return {
        op: line.op,
        milestone: {
          name: line.name,
          deliverable: line.deliverable,
          criteria: line.criteria,
          plannedOn: hands.today.plus({ days: line.plannedInDays }).toFormat('yyyy-MM-dd'),
        },
        quantity: line.quantity,
        unitPrice: { amount: line.unitPrice, currency },
      }
    case 'change':
      return {
        op: line.op,
        milestoneId: page.milestones.find((each) => each.name === line.name)?.id ?? '',
        set: { amount: { amount: line.amount, currency }, deliverable: line.deliverable },
      }
    default:
      return line satisfies never
  }
}
