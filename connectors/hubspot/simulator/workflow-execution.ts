import { z } from 'zod'

/** How one execution stands. BLOCK waits for a completion by callback. */
export const execution = z.object({
  callbackId: z.string(),
  portalId: z.number(),
  state: z.enum(['SUCCESS', 'FAIL_CONTINUE', 'BLOCK', 'ASYNC', 'FAILED', 'UNKNOWN']),
  outputFields: z.record(z.string(), z.unknown()),
})
export type Execution = z.infer<typeof execution>
