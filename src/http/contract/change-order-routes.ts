import { z } from 'zod'
import * as order from './change-order'
import { list, type Route } from './route'

export const changeOrderRoutes = {
  listChangeOrders: {
    method: 'GET',
    path: '/deals/{dealId}/change-orders',
    summary: 'The change orders of a deal, newest first',
    role: 'viewer',
    answer: list(order.changeOrder),
  },
  draftChangeOrder: {
    method: 'POST',
    path: '/deals/{dealId}/change-orders',
    summary: 'Draft a change order',
    role: 'member',
    body: order.changeOrderInput,
    answer: order.changeOrder,
    status: 201,
  },
  readChangeOrder: {
    method: 'GET',
    path: '/change-orders/{id}',
    summary: 'A change order',
    role: 'viewer',
    answer: order.changeOrder,
  },
  editChangeOrder: {
    method: 'PUT',
    path: '/change-orders/{id}',
    summary: 'Write a draft anew',
    role: 'member',
    body: order.changeOrderInput,
    answer: order.changeOrder,
  },
  sendChangeOrder: {
    method: 'POST',
    path: '/change-orders/{id}/send',
    summary: 'The draft is final and goes to the client',
    role: 'member',
    body: z.strictObject({}),
    answer: order.changeOrder,
  },
  reviseChangeOrder: {
    method: 'POST',
    path: '/change-orders/{id}/revise',
    summary: 'Take a sent one back to change it',
    role: 'member',
    body: order.changeOrderReason,
    answer: order.changeOrder,
  },
  withdrawChangeOrder: {
    method: 'POST',
    path: '/change-orders/{id}/withdraw',
    summary: 'Take a change order back for good',
    role: 'member',
    body: order.changeOrderReason,
    answer: order.changeOrder,
  },
  approveChangeOrder: {
    method: 'POST',
    path: '/change-orders/{id}/approve',
    summary: 'Record that the client approved: every line takes effect',
    role: 'bookkeeper',
    body: order.changeOrderAnswer,
    answer: order.changeOrder,
  },
  rejectChangeOrder: {
    method: 'POST',
    path: '/change-orders/{id}/reject',
    summary: 'Record that the client said no',
    role: 'bookkeeper',
    body: order.changeOrderAnswer,
    answer: order.changeOrder,
  },
} as const satisfies Record<string, Route>
