import { nothing, type Route } from './route'
import * as upload from './upload'

export const uploadRoutes = {
  startUpload: {
    method: 'POST',
    path: '/uploads',
    summary: 'Begin to send a file in pieces, or go on with one that broke off',
    role: 'member',
    body: upload.uploadAhead,
    answer: upload.upload,
    status: 201,
  },
  readUpload: {
    method: 'GET',
    path: '/uploads/{id}',
    summary: 'How much of your upload is here',
    role: 'member',
    answer: upload.upload,
  },
  sendPiece: {
    method: 'PUT',
    path: '/uploads/{id}',
    summary: 'Send the next piece: `pieceBytes` at most, as application/octet-stream',
    role: 'member',
    takes: 'bytes',
    query: upload.pieceQuery,
    body: upload.pieceBody,
    answer: upload.upload,
  },
  completeUpload: {
    method: 'POST',
    path: '/uploads/{id}/complete',
    summary: 'Make a file of what was sent',
    role: 'member',
    answer: upload.upload,
  },
  cancelUpload: {
    method: 'DELETE',
    path: '/uploads/{id}',
    summary: 'End an upload; what arrived of it is forgotten',
    role: 'member',
    answer: nothing,
    status: 204,
  },
} as const satisfies Record<string, Route>
