import { z } from 'zod'
import * as billing from './billing'
import * as deal from './deal'
import { milestone, milestoneInput, milestonePatch } from './milestone'
import * as schedule from './schedule'
import { connection, master, me, type Role, usage, workspace, workspacePatch } from './workspace'

/** One route of the HTTP contract. The router, OpenAPI and the console's client are made from this table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under /api/v1, with `{name}` for path parameters. */
  readonly path: string
  readonly summary: string
  /** The least role that may call it. */
  readonly role: Role
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  /** Answer's status when done; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204
}

const list = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })
const page = {
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().max(500).optional(),
}
const nothing = z.strictObject({})

const masterKinds = z.enum(['customers', 'items', 'terms', 'tax-codes', 'classes', 'locations', 'estimates'])
export type MasterKind = z.infer<typeof masterKinds>

export const routes = {
  readMe: { method: 'GET', path: '/me', summary: 'Who am I, and what may I do', role: 'viewer', answer: me },
  readWorkspace: {
    method: 'GET',
    path: '/workspace',
    summary: 'Settings',
    role: 'viewer',
    answer: workspace,
  },
  changeWorkspace: {
    method: 'PATCH',
    path: '/workspace',
    summary: 'Change settings',
    role: 'admin',
    body: workspacePatch,
    answer: workspace,
  },
  listMasters: {
    method: 'GET',
    path: '/quickbooks/{kind}',
    summary: "QuickBooks' lists, cached, with their age",
    role: 'viewer',
    query: z.strictObject({ search: z.string().max(200).optional() }),
    answer: z.strictObject({ items: z.array(master), next: z.null(), readAt: z.string().nullable() }),
  },
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
  planFromTemplate: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-template',
    summary: 'Create the schedule from a template',
    role: 'member',
    body: schedule.fromTemplateInput,
    answer: schedule.schedule,
    status: 201,
  },
  acceptSchedule: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/accept',
    summary: 'Record that the client accepted the schedule',
    role: 'member',
    body: schedule.acceptInput,
    answer: schedule.schedule,
  },
  addMilestone: {
    method: 'POST',
    path: '/deals/{dealId}/milestones',
    summary: 'Add a milestone',
    role: 'member',
    body: milestoneInput,
    answer: milestone,
    status: 201,
  },
  changeMilestone: {
    method: 'PATCH',
    path: '/milestones/{id}',
    summary: 'Edit a milestone',
    role: 'member',
    body: milestonePatch,
    answer: milestone,
  },
  removeMilestone: {
    method: 'DELETE',
    path: '/milestones/{id}',
    summary: 'Remove a pending milestone',
    role: 'member',
    answer: nothing,
    status: 204,
  },
  orderMilestones: {
    method: 'PUT',
    path: '/deals/{dealId}/milestones/order',
    summary: 'Reorder: positions only',
    role: 'member',
    body: schedule.orderInput,
    answer: z.strictObject({ ids: z.array(z.string()) }),
  },
  startMilestone: {
    method: 'POST',
    path: '/milestones/{id}/start',
    summary: 'Pending → in progress',
    role: 'member',
    body: nothing,
    answer: milestone,
  },
  completeMilestone: {
    method: 'POST',
    path: '/milestones/{id}/complete',
    summary: 'Done; billing follows the schedule',
    role: 'member',
    body: billing.noteInput,
    answer: milestone,
  },
  submitMilestone: {
    method: 'POST',
    path: '/milestones/{id}/submit',
    summary: 'Ask for approval',
    role: 'member',
    body: billing.noteInput,
    answer: milestone,
  },
  withdrawMilestone: {
    method: 'POST',
    path: '/milestones/{id}/withdraw',
    summary: 'Take the question back',
    role: 'member',
    body: billing.noteInput,
    answer: milestone,
  },
  revokeMilestone: {
    method: 'POST',
    path: '/milestones/{id}/revoke',
    summary: 'Take an approval back',
    role: 'admin',
    body: billing.reasonInput,
    answer: milestone,
  },
  reopenMilestone: {
    method: 'POST',
    path: '/milestones/{id}/reopen',
    summary: 'Completed → in progress',
    role: 'admin',
    body: billing.reasonInput,
    answer: milestone,
  },
  decideRound: {
    method: 'POST',
    path: '/rounds/{id}/decision',
    summary: 'Approve or ask for changes, as a colleague',
    role: 'member',
    body: billing.decisionInput,
    answer: milestone,
  },
  billMilestone: {
    method: 'POST',
    path: '/milestones/{id}/bill',
    summary: 'Create its invoice; dryRun shows it instead',
    role: 'bookkeeper',
    body: billing.billInput,
    answer: z.union([milestone, billing.invoicePreview]),
  },
  readPreflight: {
    method: 'GET',
    path: '/milestones/{id}/preflight',
    summary: 'Everything QuickBooks would refuse, and its mend',
    role: 'viewer',
    answer: z.array(billing.preflightCheck),
  },
  previewInvoice: {
    method: 'GET',
    path: '/milestones/{id}/invoice-preview',
    summary: 'The exact invoice that would be sent',
    role: 'viewer',
    answer: billing.invoicePreview,
  },
  readHistory: {
    method: 'GET',
    path: '/deals/{dealId}/history',
    summary: 'Everything that happened to a deal, newest first',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(deal.historyEntry),
  },
  listInvoices: {
    method: 'GET',
    path: '/invoices',
    summary: 'Invoices',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(deal.invoice),
  },
  listAttention: {
    method: 'GET',
    path: '/attention',
    summary: 'What a person must decide',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(deal.attention),
  },
  settleAttention: {
    method: 'POST',
    path: '/attention/{id}/settle',
    summary: 'Settle one item',
    role: 'bookkeeper',
    body: z.strictObject({ action: z.string().max(50) }),
    answer: nothing,
  },
  listOwed: {
    method: 'GET',
    path: '/owed',
    summary: 'What Milepost still owes to the vendors',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(billing.owed),
  },
  retryOwed: {
    method: 'POST',
    path: '/owed/{id}/retry',
    summary: 'Try now',
    role: 'bookkeeper',
    body: nothing,
    answer: billing.owed,
  },
  cancelOwed: {
    method: 'POST',
    path: '/owed/{id}/cancel',
    summary: 'Cancel what was never sent, or was refused',
    role: 'bookkeeper',
    body: nothing,
    answer: billing.owed,
  },
  checkNow: {
    method: 'POST',
    path: '/sync/check-now',
    summary: 'Read both vendors now',
    role: 'member',
    body: nothing,
    answer: z.strictObject({ documents: z.int(), deals: z.int() }),
  },
  listTemplates: {
    method: 'GET',
    path: '/templates',
    summary: 'Schedule templates',
    role: 'viewer',
    answer: list(schedule.template),
  },
  listConnections: {
    method: 'GET',
    path: '/connections',
    summary: 'Both vendors: connected to what, and how healthy',
    role: 'viewer',
    answer: list(connection),
  },
  disconnect: {
    method: 'POST',
    path: '/connections/{vendor}/disconnect',
    summary: 'Revoke and forget the tokens',
    role: 'admin',
    body: nothing,
    answer: connection,
  },
  readUsage: {
    method: 'GET',
    path: '/usage',
    summary: "This month's vendor calls, metered and free",
    role: 'viewer',
    answer: usage,
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
