import { z } from 'zod'
import * as billing from './billing'
import { milestone, milestoneInput, milestonePatch } from './milestone'
import { nothing, type Route } from './route'
import * as schedule from './schedule'

export const milestoneRoutes = {
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
} as const satisfies Record<string, Route>
