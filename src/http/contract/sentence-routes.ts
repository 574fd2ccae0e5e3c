import { z } from 'zod'
import type { Route } from './route'
import { stagedSchedule } from './staged'

/** What a person says to a question about the same text: the question as it was asked, and a choice or words. */
export const givenAnswer = z.strictObject({
  question: z.string().min(1).max(1_000),
  answer: z.string().trim().min(1).max(500),
})

export const sentenceInput = z.strictObject({
  text: z.string().trim().min(1).max(4_000),
  answers: z.array(givenAnswer).max(100).optional(),
})

export const sentenceRoutes = {
  readFromText: {
    method: 'POST',
    path: '/deals/{dealId}/schedule/from-text',
    summary: 'Read a plan from a few sentences, for review; nothing is stored',
    role: 'member',
    body: sentenceInput,
    answer: stagedSchedule,
  },
} as const satisfies Record<string, Route>
