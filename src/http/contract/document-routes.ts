import { z } from 'zod'
import { reasonInput } from './billing'
import * as document from './document'
import { milestone } from './milestone'
import { download, list, nothing, page, type Route } from './route'
import { schedule } from './schedule'

export const documentRoutes = {
  attachFile: {
    method: 'POST',
    path: '/deals/{dealId}/files',
    summary: 'Attach a file: the agreement, a sign-off, or another one',
    role: 'member',
    takes: 'upload',
    body: document.fileUpload,
    answer: document.file,
    status: 201,
  },
  listFiles: {
    method: 'GET',
    path: '/deals/{dealId}/files',
    summary: 'A deal’s files in all versions, the newest first',
    role: 'viewer',
    query: z.strictObject(page),
    answer: list(document.file),
  },
  readFile: {
    method: 'GET',
    path: '/files/{id}',
    summary: 'A file’s bytes',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  previewFile: {
    method: 'GET',
    path: '/files/{id}/preview',
    summary: 'A PDF to be looked at in a frame of our own pages; nothing that runs is in it',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  readThumbnail: {
    method: 'GET',
    path: '/files/{id}/thumbnail',
    summary: 'A small JPEG of a picture, upright and without the camera’s notes; not_ready while it is made',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  deleteFile: {
    method: 'DELETE',
    path: '/files/{id}',
    summary: 'Delete a file that nothing refers to',
    role: 'admin',
    answer: nothing,
    status: 204,
  },
  checkAgreement: {
    method: 'POST',
    path: '/milestones/{id}/agreement-check',
    summary: 'Record that the amount was checked against the agreement',
    role: 'member',
    body: document.agreementCheckInput,
    answer: milestone,
  },
  uncheckAgreement: {
    method: 'DELETE',
    path: '/milestones/{id}/agreement-check',
    summary: 'Take that check back',
    role: 'member',
    answer: milestone,
  },
  withdrawAcceptance: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/withdraw-acceptance',
    summary: 'Take a wrong acceptance back, while nothing stands on it',
    role: 'admin',
    body: reasonInput,
    answer: schedule,
  },
  verifyHistory: {
    method: 'GET',
    path: '/history/verification',
    summary: 'Whether the history is whole: every entry’s hash over the one before',
    role: 'admin',
    answer: document.historyVerification,
  },
} as const satisfies Record<string, Route>
