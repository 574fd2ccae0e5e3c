import { z } from 'zod'
import * as deal from './deal'
import { list, nothing, page, type Route } from './route'
import * as schedule from './schedule'

export const dealRoutes = {
  listDeals: {
    method: 'GET',
    path: '/deals',
    summary: 'Deals with their figures',
    role: 'viewer',
    query: z.strictObject({
      ...page,
      search: z.string().max(200).optional(),
      attention: z.enum(['true', 'false']).optional(),
      status: z.enum(['scheduled', 'unscheduled', 'archived']).optional(),
      sort: z.enum(['recent', 'name', 'amount']).optional(),
    }),
    answer: list(deal.dealSummary),
  },
  readDeal: {
    method: 'GET',
    path: '/deals/{dealId}',
    summary: 'A deal: schedule, milestones, figures, invoices, attention',
    role: 'viewer',
    answer: deal.dealPage,
  },
  planSchedule: {
    method: 'PUT',
    path: '/deals/{dealId}/schedule',
    summary: 'Create the schedule, or edit its header and open milestones',
    role: 'member',
    body: schedule.scheduleInput,
    answer: schedule.schedule,
  },
  acceptSchedule: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/accept',
    summary: 'Record that the client accepted the schedule',
    role: 'member',
    body: schedule.acceptInput,
    answer: schedule.schedule,
  },
  undoPlanning: {
    method: 'POST',
    path: '/deals/{dealId}/undo',
    summary: 'Take the newest planning back, while nothing came after it',
    role: 'member',
    body: nothing,
    answer: deal.dealPage,
  },
  readHistory: {
    method: 'GET',
    path: '/deals/{dealId}/history',
    summary: 'Everything that happened to a deal, newest first',
    role: 'viewer',
    query: z.strictObject({ ...page, milestone: z.uuid().optional(), who: z.string().max(200).optional() }),
    answer: list(deal.historyEntry),
  },
} as const satisfies Record<string, Route>
