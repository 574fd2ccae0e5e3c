import { z } from 'zod'
import * as billing from './billing'
import { milestone, milestoneInput, milestonePatch, splitInput, splitParts } from './milestone'
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
    summary: 'Start the work',
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
  splitMilestone: {
    method: 'POST',
    path: '/milestones/{id}/split',
    summary: 'Accept a part: two milestones that sum to the whole',
    role: 'member',
    body: splitInput,
    answer: splitParts,
  },
  revokeMilestone: {
    method: 'POST',
    path: '/milestones/{id}/revoke',
    summary: 'Take an approval back',
    role: 'admin',
    body: billing.revokeInput,
    answer: milestone,
  },
  reopenMilestone: {
    method: 'POST',
    path: '/milestones/{id}/reopen',
    summary: 'Reopen completed work',
    role: 'admin',
    body: billing.reasonInput,
    answer: milestone,
  },
} as const satisfies Record<string, Route>
