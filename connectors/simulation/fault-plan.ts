import { z } from 'zod'

/**
 * The ways a vendor can misbehave, as the door takes them.
 *
 *   drop-reply   carried out, then the connection closes without an answer
 *   reset        not carried out, the connection is reset
 *   status       answers `status`; carried out only when `executed`
 *   delay        answers normally, `delayMs` late
 *   hang         never answers
 *   fault-200    200 with the vendor's error body
 *   empty-200    200 with a success that holds nothing
 *   malformed    200 with the true answer cut in the middle
 *   html         a web page instead of JSON
 */
const executed = z.boolean()
const retryAfter = z.union([z.number().nonnegative(), z.string()]).optional()
const effects = [
  z.strictObject({ type: z.literal('drop-reply') }),
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({
    type: z.literal('status'),
    status: z.int().min(200).max(599),
    retryAfter,
    executed: executed.default(false),
  }),
  z.strictObject({ type: z.literal('delay'), delayMs: z.int().min(0).max(600_000) }),
  z.strictObject({ type: z.literal('hang'), executed: executed.default(false) }),
  z.strictObject({ type: z.literal('fault-200'), executed: executed.default(false) }),
  z.strictObject({ type: z.literal('empty-200'), executed: executed.default(false) }),
  z.strictObject({ type: z.literal('malformed'), executed: executed.default(true) }),
  z.strictObject({
    type: z.literal('html'),
    status: z.int().min(200).max(599).default(200),
    executed: executed.default(false),
  }),
] as const
const effect = z.discriminatedUnion('type', effects)
export type Effect = z.infer<typeof effect>

const target = {
  method: z.string().min(1).default('*'),
  path: z.string().min(1).default('*'),
  times: z.int().min(1).max(1_000_000).default(1),
  skip: z.int().min(0).max(1_000_000).default(0),
}
const planned = z.strictObject({ ...target, effect })
/** One fault as it waits: it lets `skip` matching requests pass and then meets the next `times`. */
export type PlannedFault = z.infer<typeof planned>

/** `{"effect":"status","status":503}` and `{"effect":{"type":"status","status":503}}` say the same. */
function gathered(fault: unknown): unknown {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) return fault
  const { effect: name, method, path, times, skip, ...parameters }: Record<string, unknown> = { ...fault }
  const place = Object.fromEntries(
    Object.entries({ method, path, times, skip }).filter(([, value]) => value !== undefined),
  )
  if (typeof name === 'string') return { ...place, effect: { type: name, ...parameters } }
  return { ...place, ...parameters, effect: name }
}

const wholePlan = z.strictObject({ faults: z.array(z.preprocess(gathered, planned)).max(1000) })

/** Reads the door's body; the problem names the field and what would be allowed. */
export function readFaultPlan(
  body: unknown,
): { readonly faults: readonly PlannedFault[] } | { readonly problem: string } {
  const parsed = wholePlan.safeParse(body)
  if (parsed.success) return parsed.data
  const names = effects.map((one) => one.shape.type.value).join(', ')
  return { problem: `${z.prettifyError(parsed.error)}\nEffects: ${names}.` }
}

/** `*` stands for any characters; a pattern with `?` is held against path and query, else against the path. */
export function meets(fault: PlannedFault, method: string, path: string, url: string): boolean {
  if (fault.method !== '*' && fault.method.toUpperCase() !== method.toUpperCase()) return false
  const pattern = fault.path.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*+/g, '.*')
  return new RegExp(`^${pattern}$`, 'is').test(fault.path.includes('?') ? url : path)
}
