import { z } from 'zod'

/** Every refusal has one of these codes; the sentence may change, the code never does. */
export const problemCodes = [
  'malformed',
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'csrf_failed',
  'not_found',
  'method_not_allowed',
  'unsupported_media_type',
  'payload_too_large',
  'rate_limited',
  'version_conflict',
  'idempotency_key_reused',
  'over_billing',
  'milestone_locked',
  'already_billed',
  'not_accepted',
  'not_completed',
  'wrong_status',
  'approval_stale',
  'reopen_forbidden',
  'revoke_forbidden',
  'change_order_required',
  'change_order_conflict',
  'currency_mismatch',
  'preflight_failed',
  'schedule_missing',
  'schedule_accepted',
  'file_in_use',
  'too_many_files',
  'connection_lost',
  'vendor_unavailable',
  'nothing_to_cancel',
  'not_linked',
  'invoice_not_effective',
  'customer_mismatch',
  'nothing_to_undo',
  'customer_name_taken',
  'customer_being_created',
  'customer_refused',
  'customer_inactive',
  'several_payers',
  'internal',
] as const

/** Problem details (RFC 9457), with the numbers that matter beside the sentence. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.enum(problemCodes),
  /** What happened, what is safe, what to do. */
  detail: z.string(),
  /** What is wrong where, by JSON pointer into the body. */
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  /** Decimal amounts in `currency`. */
  remaining: z.string().optional(),
  attempted: z.string().optional(),
  currency: z.string().optional(),
  requestId: z.string().optional(),
})
export type ProblemView = z.infer<typeof problem>
