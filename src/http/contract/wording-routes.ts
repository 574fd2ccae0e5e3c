import { z } from 'zod'
import type { Route } from './route'
import { wording, wordingLanguage, wordingPatch, wordingPreview, wordingPreviewInput } from './wording'

export const wordingRoutes = {
  readWording: {
    method: 'GET',
    path: '/invoice-wording',
    summary: 'The words of invoices, in one language',
    role: 'viewer',
    /** Left out: the language that invoices are in now. */
    query: z.strictObject({ language: wordingLanguage.optional() }),
    answer: wording,
  },
  changeWording: {
    method: 'PATCH',
    path: '/invoice-wording',
    summary: 'Word invoices otherwise from now on',
    role: 'admin',
    body: wordingPatch,
    answer: wording,
  },
  previewWording: {
    method: 'POST',
    path: '/invoice-wording/preview',
    summary: 'How an invoice would read in other words; changes nothing',
    role: 'viewer',
    body: wordingPreviewInput,
    answer: wordingPreview,
  },
} as const satisfies Record<string, Route>
