import { z } from 'zod'
import * as document from './document'
import * as evidence from './evidence'
import { list, nothing, page, type Route } from './route'

export const evidenceRoutes = {
  attachEvidence: {
    method: 'POST',
    path: '/milestones/{id}/evidence',
    summary: 'Add a file as evidence of the work',
    role: 'member',
    takes: 'upload',
    body: evidence.evidenceUpload,
    answer: document.file,
    status: 201,
  },
  listEvidence: {
    method: 'GET',
    path: '/milestones/{id}/evidence',
    summary: 'A milestone’s evidence, as it was gathered',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(document.file),
  },
  assignEvidence: {
    method: 'PATCH',
    path: '/milestones/{id}/evidence/{fileId}',
    summary: 'Say which of the things that were asked it shows',
    role: 'member',
    body: evidence.evidenceItem,
    answer: document.file,
  },
  issueEvidenceTicket: {
    method: 'POST',
    path: '/milestones/{id}/evidence-ticket',
    summary: 'Open the page that adds evidence from inside HubSpot, for yourself and this milestone alone',
    role: 'member',
    answer: evidence.evidenceTicket,
    status: 201,
  },
  removeEvidence: {
    method: 'DELETE',
    path: '/milestones/{id}/evidence/{fileId}',
    summary: 'Remove evidence while the work is open',
    role: 'member',
    answer: nothing,
    status: 204,
  },
  readAttachments: {
    method: 'GET',
    path: '/milestones/{id}/attachments',
    summary: 'What goes with its next invoice, and how far what went with earlier ones is',
    role: 'viewer',
    answer: evidence.attachments,
  },
} as const satisfies Record<string, Route>
