/**
 * What a vendor call can end in. A remote write has three outcomes, not two:
 *
 *   done     the vendor said yes, and the thing we asked for is in the answer
 *   refused  the vendor said no, or nothing ever left this machine: it certainly did not happen
 *   unknown  a timeout, a reset, a 5xx, an unreadable or empty answer: it may have happened
 *
 * Only `refused` may be shown as failed. After `unknown`, look before sending again.
 */
export type Answer<T> =
  | { readonly outcome: 'done'; readonly value: T; readonly trace: string | null }
  | { readonly outcome: 'refused'; readonly fault: Fault }
  | { readonly outcome: 'unknown'; readonly fault: Fault }

/**
 * Why a call did not end as done. `kind` decides what happens next, never the message text:
 *
 *   not_sent      no byte left us (connection refused, name not found): send again later
 *   throttled     429: wait (`retryAfterMs` when the vendor said how long), same request
 *   budget        the vendor's monthly cap is used up: stop until it is raised
 *   unauthorized  401: refresh the token once, then ask for a reconnect
 *   forbidden     403 or lost rights: reconnect
 *   stale         the SyncToken moved: read again, decide again
 *   missing       the object does not exist (any more)
 *   duplicate     a number, name or request key is already taken
 *   closed        the books are closed for that date
 *   invalid       the vendor refused the contents: a person must mend something
 *   unavailable   5xx, or a gateway's page
 *   timeout       no answer before the deadline
 *   unreadable    an answer without the entity it promised
 */
export type FaultKind =
  | 'not_sent'
  | 'throttled'
  | 'budget'
  | 'unauthorized'
  | 'forbidden'
  | 'stale'
  | 'missing'
  | 'duplicate'
  | 'closed'
  | 'invalid'
  | 'unavailable'
  | 'timeout'
  | 'unreadable'

/** A refusal or failure in words that are safe to store and show: no token, no header, no body. */
export interface Fault {
  readonly kind: FaultKind
  /** HTTP status, or null when no answer came. */
  readonly status: number | null
  /** The vendor's own code (QuickBooks `6140`, HubSpot `VALIDATION_ERROR`), when it gave one. */
  readonly code: string | null
  /** The vendor's sentence, cut to 1,000 characters. */
  readonly message: string
  /** The vendor's id of this exchange (`intuit_tid`, HubSpot's correlation id), for their support. */
  readonly trace: string | null
  readonly retryAfterMs: number | null
}

/** One finished vendor call, as the ledger of calls keeps it. Holds no body and no secret. */
export interface CallRecord {
  readonly vendor: 'quickbooks' | 'hubspot'
  /** What was asked, in words: `create Invoice`, `query Customer`, `changes`, `update deals`. */
  readonly operation: string
  /** True when the vendor meters it (Intuit's CorePlus reads). */
  readonly metered: boolean
  readonly write: boolean
  /** Our idempotency key, where the call takes one. */
  readonly requestKey: string | null
  readonly outcome: Answer<never>['outcome'] | 'done'
  /** Why it did not end as done. */
  readonly kind?: FaultKind
  readonly status: number | null
  readonly code: string | null
  readonly trace: string | null
  readonly durationMs: number
}

/** What every connector needs from its caller. */
export interface Caller {
  /** Where the vendor's API is: the real host, or a simulator. No trailing slash. */
  readonly baseUrl: string
  /** The current access token; called before each request, so that a refresh is seen. */
  readonly accessToken: () => Promise<string>
  /**
   * Waits until the vendor's limits admit one more call of this kind; the last thing before its first byte. Where calls
   * under way are counted, what it answers is called once the call is over.
   */
  readonly pace: (kind: 'call' | 'batch' | 'search') => Promise<(() => void) | undefined>
  /** Told of every finished call. Must not throw. */
  readonly record: (call: CallRecord) => void
  /** Longest wait for one answer. */
  readonly deadlineMs: number
}
