import { z } from 'zod'
import * as approval from './approval'
import * as billing from './billing'
import { milestone, round } from './milestone'
import { list, nothing, page, type Route } from './route'

export const approvalRoutes = {
  readSubmission: {
    method: 'GET',
    path: '/milestones/{id}/submission',
    summary: 'What submitting would show, to whom, and what evidence is missing',
    role: 'viewer',
    answer: approval.submissionAhead,
  },
  submitMilestone: {
    method: 'POST',
    path: '/milestones/{id}/submit',
    summary: 'Ask for approval',
    role: 'member',
    body: approval.submitInput,
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
  listRounds: {
    method: 'GET',
    path: '/milestones/{id}/rounds',
    summary: 'Every round of a milestone, the newest first',
    role: 'viewer',
    answer: list(round),
  },
  readRound: {
    method: 'GET',
    path: '/rounds/{id}',
    summary: 'A round: what was shown, and how each answer came',
    role: 'member',
    answer: approval.roundPage,
  },
  decideRound: {
    method: 'POST',
    path: '/rounds/{id}/decision',
    summary: 'Decide as a named colleague, or record what an approver answered',
    role: 'member',
    body: approval.decisionInput,
    answer: milestone,
  },
  openRoundLink: {
    method: 'POST',
    path: '/rounds/{id}/links',
    summary: 'A new portal link for an approver',
    role: 'member',
    body: approval.linkInput,
    answer: approval.openedLink,
    status: 201,
  },
  openDealLink: {
    method: 'POST',
    path: '/deals/{dealId}/links',
    summary: 'A new portal link for somebody who should see the deal',
    role: 'member',
    body: approval.dealLinkInput,
    answer: approval.openedLink,
    status: 201,
  },
  listDealLinks: {
    method: 'GET',
    path: '/deals/{dealId}/links',
    summary: 'Who has a portal link into a deal, the newest first',
    role: 'viewer',
    answer: list(approval.portalLink),
  },
  revokeLink: {
    method: 'DELETE',
    path: '/links/{id}',
    summary:
      "Revoke a person's portal links into a deal, of which this is one; with `only=true` this one alone",
    role: 'member',
    query: z.strictObject({ only: z.enum(['true', 'false']).optional() }),
    answer: nothing,
    status: 204,
  },
  readOrderAnswers: {
    method: 'GET',
    path: '/change-orders/{id}/answers',
    summary: 'Who was asked about a change order, and how each answer came',
    role: 'member',
    answer: approval.orderAnswers,
  },
  listApprovals: {
    method: 'GET',
    path: '/approvals',
    summary: 'Everything that waits for an answer, the nearest deadline first',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(approval.waitingApproval),
  },
} as const satisfies Record<string, Route>
