import { z } from 'zod'
import { download, page, type Route } from './route'
import { releaseDifferenceInput, takeDifferenceInput, tieOut, tieOutFilter, workspaceTieOut } from './tie-out'

export const tieOutRoutes = {
  listTieOuts: {
    method: 'GET',
    path: '/tie-out',
    summary: 'Whether the figures of the whole workspace come out: by currency, and a row for each deal',
    role: 'viewer',
    query: z.strictObject({ ...page, ...tieOutFilter }),
    answer: workspaceTieOut,
  },
  readTieOut: {
    method: 'GET',
    path: '/deals/{dealId}/tie-out',
    summary: 'Whether the figures of a deal come out, document by document',
    role: 'viewer',
    answer: tieOut,
  },
  takeDifference: {
    method: 'POST',
    path: '/deals/{dealId}/tie-out/take',
    summary: 'Look into a difference: everybody sees who does, and since when',
    role: 'bookkeeper',
    bookkeeping: true,
    body: takeDifferenceInput,
    answer: tieOut,
  },
  releaseDifference: {
    method: 'POST',
    path: '/deals/{dealId}/tie-out/release',
    summary: 'Let go of a difference',
    role: 'bookkeeper',
    bookkeeping: true,
    body: releaseDifferenceInput,
    answer: tieOut,
  },
  printDealTieOut: {
    method: 'GET',
    path: '/deals/{dealId}/tie-out.pdf',
    summary: 'The tie-out of a deal, on paper',
    role: 'viewer',
    answer: download,
    gives: 'download',
  },
  printTieOut: {
    method: 'GET',
    path: '/tie-out.pdf',
    summary: 'The tie-out of the workspace, on paper',
    role: 'viewer',
    query: z.strictObject(tieOutFilter),
    answer: download,
    gives: 'download',
  },
  exportTieOut: {
    method: 'GET',
    path: '/exports/tie-out.csv',
    summary: 'Every figure of the tie-out with its documents, as a table',
    role: 'viewer',
    query: z.strictObject({ dealId: z.string().max(25).optional() }),
    answer: download,
    gives: 'download',
  },
} as const satisfies Record<string, Route>
