import { listOrderCertificates } from '../../approvals/certificates/certificate-table'
import type { ChangeOrder } from '../../change-orders/change-order'
import { readChangeOrder, readChangeOrders } from '../../change-orders/change-order-table'
import { type Answered, approveChangeOrder, closeChangeOrder } from '../../change-orders/decide-change-order'
import { draftChangeOrder, editChangeOrder } from '../../change-orders/draft-change-order'
import { reviseChangeOrder, sendChangeOrder } from '../../change-orders/send-change-order'
import type { TypedLine } from '../../change-orders/typed-line'
import { readDeal } from '../../deals/deal-table'
import { readBilledSoFar } from '../../invoices/books/read-billed-so-far'
import { followOrder } from '../../invoices/edited/follow-order'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readSchedule, readScheduleOfDeal } from '../../schedules/schedule-table'
import { notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { ChangeOrderInput } from '../contract/change-order'
import type { Asked, Handlers } from '../contract-router'
import { changeOrderView } from '../views/change-order-view'
import type { HandlerParts } from './handler-parts'

type ChangeOrderRoutes =
  | 'listChangeOrders'
  | 'draftChangeOrder'
  | 'readChangeOrder'
  | 'editChangeOrder'
  | 'sendChangeOrder'
  | 'reviseChangeOrder'
  | 'withdrawChangeOrder'
  | 'approveChangeOrder'
  | 'rejectChangeOrder'

export function changeOrderHandlers({
  clock,
  afterSigning,
}: HandlerParts): Pick<Handlers, ChangeOrderRoutes> {
  const parts = { clock, billedSoFar: readBilledSoFar, followOrder, afterSigning }
  return {
    listChangeOrders: {
      async run(sql, { params, caller }) {
        const deal = await readDeal(sql, params['dealId'] ?? '')
        if (!deal) throw notFound('deal')
        const schedule = await readScheduleOfDeal(sql, deal.dealId)
        if (!schedule) return { value: { items: [], next: null } }
        const milestones = await readMilestones(sql, [schedule.scheduleId])
        const orders = await readChangeOrders(sql, schedule.scheduleId)
        const papers = await listOrderCertificates(
          sql,
          orders.map(({ changeOrderId }) => changeOrderId),
        )
        return {
          value: {
            items: orders.map((order) => changeOrderView(order, schedule, milestones, caller.actor, papers)),
            next: null,
          },
        }
      },
    },
    draftChangeOrder: {
      async run(sql, { params, body, caller }) {
        return show(
          sql,
          caller,
          await draftChangeOrder(sql, caller.actor, {
            dealId: params['dealId'] ?? '',
            reason: body.reason,
            lines: typedLines(body),
          }),
        )
      },
    },
    readChangeOrder: {
      async run(sql, { params, caller }) {
        const order = await readChangeOrder(sql, params['id'] ?? '')
        if (!order) throw notFound('change order')
        return show(sql, caller, order)
      },
    },
    editChangeOrder: {
      async run(sql, { params, body, caller, ifVersion }) {
        return show(
          sql,
          caller,
          await editChangeOrder(sql, caller.actor, {
            changeOrderId: params['id'] ?? '',
            reason: body.reason,
            lines: typedLines(body),
            ifVersion,
          }),
        )
      },
    },
    sendChangeOrder: {
      async run(sql, { params, caller, ifVersion }) {
        const asked = { changeOrderId: params['id'] ?? '', ifVersion }
        return show(sql, caller, await sendChangeOrder(sql, caller.actor, parts, asked))
      },
    },
    reviseChangeOrder: {
      async run(sql, { params, body, caller, ifVersion }) {
        const asked = { changeOrderId: params['id'] ?? '', reason: body.reason || null, ifVersion }
        return show(sql, caller, await reviseChangeOrder(sql, caller.actor, parts, asked))
      },
    },
    withdrawChangeOrder: {
      async run(sql, { params, body, caller, ifVersion }) {
        return show(
          sql,
          caller,
          await closeChangeOrder(sql, caller.actor, parts, {
            changeOrderId: params['id'] ?? '',
            how: 'withdrawn',
            on: null,
            signedBy: null,
            reason: body.reason || null,
            fileIds: [],
            ifVersion,
          }),
        )
      },
    },
    approveChangeOrder: {
      async run(sql, asked) {
        const { caller } = asked
        return show(sql, caller, await approveChangeOrder(sql, caller.actor, parts, answered(asked)))
      },
    },
    rejectChangeOrder: {
      async run(sql, asked) {
        const { caller } = asked
        const answer = { ...answered(asked), how: 'rejected' as const }
        return show(sql, caller, await closeChangeOrder(sql, caller.actor, parts, answer))
      },
    },
  }
}

/** The change order as it is now, in the transaction that changed it. */
async function show(sql: Sql, caller: Caller, order: ChangeOrder) {
  const schedule = await readSchedule(sql, order.scheduleId)
  if (!schedule) throw notFound('change order')
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  return {
    value: changeOrderView(
      order,
      schedule,
      milestones,
      caller.actor,
      await listOrderCertificates(sql, [order.changeOrderId]),
    ),
    version: order.version,
  }
}

const answered = ({
  params,
  body,
  ifVersion,
}: Asked<'approveChangeOrder'> | Asked<'rejectChangeOrder'>): Answered => ({
  changeOrderId: params['id'] ?? '',
  on: body.on ?? null,
  signedBy: body.by || null,
  reason: body.reason || null,
  fileIds: body.fileIds ?? [],
  ifVersion,
})

/** A quantity may come as a whole number; it is kept as its text. */
function typedLines(body: ChangeOrderInput): TypedLine[] {
  return body.lines.map((line): TypedLine => {
    if (line.op === 'remove') return line
    const { quantity, ...rest } = line
    return quantity === undefined ? rest : { ...rest, quantity: String(quantity) }
  })
}
