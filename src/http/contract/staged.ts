import { z } from 'zod'
import { milestoneFields } from './milestone'
import { scheduleInput } from './schedule'

const pointer = z.string()

/** A schedule as PUT takes it, as far as it is known: any field may be missing. */
export const stagedDraft = z
  .strictObject({
    ...scheduleInput.shape,
    milestones: z.array(z.strictObject(milestoneFields.shape).partial()).max(1000),
  })
  .partial()

/**
 * A schedule read from a sentence, a table, line items, a quote or an estimate, for review: nothing is stored. Without
 * questions and row errors `draft` is a body of `PUT /deals/{dealId}/schedule`.
 */
export const stagedSchedule = z.strictObject({
  draft: stagedDraft,
  /** Words of the source, what they were taken for, and where in the draft that stands. */
  understood: z.array(z.strictObject({ text: z.string(), meaning: z.string(), pointer })),
  /** What must be said before the draft can be planned. */
  questions: z.array(
    z.strictObject({ pointer, question: z.string(), choices: z.array(z.string()).optional() }),
  ),
  rowErrors: z.array(z.strictObject({ row: z.int(), pointer, detail: z.string() })),
  /** What one should know and need not answer. */
  notes: z.array(z.string()),
  source: z.strictObject({
    kind: z.enum(['text', 'csv', 'line_items', 'quote', 'estimate']),
    id: z.string().nullable(),
    label: z.string().nullable(),
  }),
})
export type StagedScheduleView = z.infer<typeof stagedSchedule>
