import { z } from 'zod'
import { list, nothing, type Route } from './route'
import { connection, master, me, pipeline, usage, workspace, workspacePatch } from './workspace'

export const workspaceRoutes = {
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
  listPipelines: {
    method: 'GET',
    path: '/hubspot/pipelines',
    summary: 'HubSpot’s deal pipelines, read now',
    role: 'viewer',
    answer: list(pipeline),
  },
  checkNow: {
    method: 'POST',
    path: '/sync/check-now',
    summary: 'Read both vendors now',
    role: 'member',
    body: nothing,
    answer: z.strictObject({ documents: z.int(), deals: z.int() }),
  },
  listConnections: {
    method: 'GET',
    path: '/connections',
    summary: 'Both vendors: connected to what, and how healthy',
    role: 'viewer',
    answer: list(connection),
  },
  tryConnection: {
    method: 'POST',
    path: '/connections/{vendor}/try',
    summary: 'See at once whether a vendor that was left alone is back',
    role: 'member',
    body: nothing,
    answer: connection,
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
