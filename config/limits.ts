/**
 * Every limit in one place, with the reason. Limits know each other: `checkLimits` proves at start that
 * they still fit together.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND

export const limits = {
  /** What comes before a call's first byte, its place in line and its token, may each take this long. */
  beforeSendMs: 10 * SECOND,
  /**
   * An attempt older than this can't still be running at the vendor: it left within three times `beforeSendMs` of
   * its beginning, and Intuit cuts requests at 120 s.
   */
  vendorStillWorkingMs: 155 * SECOND,
  /** Our wait for one vendor answer. Shorter than Intuit's own, so a lost answer is looked for soon. */
  vendorDeadlineMs: 60 * SECOND,
  /** A person waits while a language model reads a text; after this it is read without one. */
  languageModelMs: 15 * SECOND,
  /** Events of one company are gathered this long from the first one, then read in one call. */
  gatherMs: 2 * SECOND,
  /** How long one worker may hold a message before another may take it. */
  leaseMs: 180 * SECOND,
  /** A refresh of a token is done by one process at a time; an unclear one is tried twice within this. */
  refreshLeaseMs: 130 * SECOND,
  /** Tokens are refreshed this long before they end, so that none ends in flight. */
  refreshEarlyMs: 5 * MINUTE,
  /** Change data is read again this far back; rows already held are passed over. */
  cursorOverlapMs: 5 * MINUTE,
  /** No invoice leaves while what we know of the company is older than this. */
  freshEnoughMs: 15 * MINUTE,
  /** Beyond this, change data cannot be relied on and everything is listed instead. */
  cdcHorizonMs: 29 * 24 * 60 * MINUTE,
  /** First wait after a failed try; doubles, with jitter, up to the longest. */
  retryFirstMs: 2 * SECOND,
  retryLongestMs: 15 * MINUTE,
  /** After this many tries a person is asked; trying goes on. */
  attemptsBeforeAttention: 8,
  /**
   * QuickBooks, per company: 10 calls a second and 500 a minute. One call every 123 ms keeps both in whatever
   * second or minute one looks at (488 a minute, 97.6 %); a counter per window would let twice as many pass
   * around its edge. Batches: 40 a minute.
   */
  quickbooks: { callEveryMs: 123, batchEveryMs: 1_550 },
  /** HubSpot, per portal: 110 calls in 10 s, and 5 searches a second. */
  hubspot: { callEveryMs: 95, searchEveryMs: 220, dealsPerBatch: 100 },
  /** The largest body a webhook or an API call may have. */
  bodyBytes: 1024 * 1024,
  /** The largest file that is taken: agreements and sign-offs are scans and photos. */
  uploadBytes: 25 * 1024 * 1024,
  /** A deal's files, all kinds and versions: enough for a long job, not for a drive. */
  filesPerDeal: 200,
  milestonesPerSchedule: 1000,
  /** Digits before the point of one amount: QuickBooks keeps 99,999,999,999.99, and JSON carries that exactly. */
  wholeDigitsPerAmount: 11,
  /** A customer's list of invoices is read again after this, when somebody catches up: each reading is metered. */
  customerInvoicesStaleMs: 10 * MINUTE,
  mastersStaleMs: 24 * 60 * MINUTE,
  sessionMs: 14 * 24 * 60 * MINUTE,
  oauthStateMs: 10 * MINUTE,
} as const

/** Throws when two limits contradict each other. Called at start. */
export function checkLimits(): void {
  const rules: [boolean, string][] = [
    [
      limits.vendorStillWorkingMs > 3 * limits.beforeSendMs + 120 * SECOND,
      'an attempt that is waited for includes the wait before its first byte',
    ],
    [limits.leaseMs > limits.vendorStillWorkingMs, 'a lease outlives the longest vendor call'],
    [
      limits.vendorDeadlineMs < limits.vendorStillWorkingMs,
      'we stop waiting before the vendor stops working',
    ],
    [limits.refreshLeaseMs > 2 * limits.vendorDeadlineMs, 'a refresh lease outlives two token calls'],
    [limits.cursorOverlapMs < limits.freshEnoughMs, 'the overlap alone never makes knowledge stale'],
  ]
  for (const [holds, rule] of rules) if (!holds) throw new Error(`limits contradict each other: ${rule}`)
}
