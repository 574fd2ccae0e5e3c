import { z } from 'zod'

/** HubSpot's bound on the inputs of one batch call (associations take 1,000). */
export const BATCH = 100

/** What went wrong with some inputs of a batch; `context` names which: by their ids or our trace ids. */
const batchError = z.looseObject({
  category: z.string().optional(),
  subCategory: z.string().optional(),
  message: z.string().optional(),
  context: z.record(z.string(), z.array(z.string()).catch([])).optional(),
})
export type BatchError = z.infer<typeof batchError>

/** A batch answer, 200 or 207: what worked, and the errors of what didn't. */
export function batchOf<T>(result: z.ZodType<T>) {
  return z.looseObject({ results: z.array(result), errors: z.array(batchError).optional() })
}

/** A page of a list or a search. */
export function pageOf<T>(result: z.ZodType<T>) {
  return z.looseObject({
    results: z.array(result),
    paging: z.looseObject({ next: z.looseObject({ after: z.string() }).nullish() }).nullish(),
  })
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size))
  return chunks
}

/** The values that an error's context names under one key. */
export function named(error: BatchError, key: string): readonly string[] {
  return error.context?.[key] ?? []
}
