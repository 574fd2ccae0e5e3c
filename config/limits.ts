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
  /** A process that doesn't announce itself for so long is dead; one whose connection was cut does within seconds. */
  processGoneMs: 5 * SECOND,
  /** How often processes look for dead ones that had something in hand. */
  processLookMs: 2 * SECOND,
  /** What is done because time passes (overdue, reminders, the month) is looked at again after this, per workspace. */
  upkeepMs: 10 * MINUTE,
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
   * A call may leave so long after its moment, and the next one still in time. Eleven calls then span 1,220 − 100 ms,
   * which leaves 120 ms for the network before they would be eleven within a second. Of this, a moment may lie up to
   * `momentBackMs` back when it is given, so that who asks a little late does not lose the rhythm.
   */
  lateMs: 100,
  momentBackMs: 20,
  /**
   * QuickBooks, per company: 10 calls a second and 500 a minute. One call every 122 ms keeps both in whatever
   * second or minute one looks at (491 a minute, 98.4 %); a counter per window would let twice as many pass
   * around its edge. Batches: 40 a minute (38.7). In flight: 10, less one, because the vendor may see the end of an
   * answered call after the next one. After a refusal Intuit advises a minute.
   */
  quickbooks: { callEveryMs: 122, batchEveryMs: 1_550, inFlight: 9, quietMs: MINUTE, perBatch: 30 },
  /** HubSpot, per portal: 110 calls in 10 s, and 5 searches a second; its counters start anew every 10 s. */
  hubspot: { callEveryMs: 95, searchEveryMs: 230, quietMs: 10 * SECOND, dealsPerBatch: 100 },
  /**
   * What somebody makes of a property of ours in HubSpot is written over so often within so long, for each deal; after
   * that a person is asked. One slip, or two, is mended unseen; a workflow that always answers us is not fought for ever.
   */
  rewritesOfProperty: 3,
  rewritesWithinMs: 24 * 60 * MINUTE,
  /** Visits a minute of one address to a door that checks who somebody is. */
  visitsPerMinute: 30,
  /** The largest body a webhook or an API call may have. */
  bodyBytes: 1024 * 1024,
  /** A request that is not here whole after this, its headers after less, is given up: a phone's photos come slowly. */
  requestMs: 2 * MINUTE,
  requestHeadersMs: 15 * SECOND,
  requestLookMs: 5 * SECOND,
  /**
   * For so long an answer that came in time is waited for: until it is here whole, and where there was no room for it, until
   * it came again. Whoever works on it longer has been killed.
   */
  answerUnderWayMs: 250 * SECOND,
  /** Files of forms that are in memory at once, of everybody: of clients with their answers, and of HubSpot's windows. */
  formMemoryBytes: 256 * 1024 * 1024,
  /** Files that clients are being given at once, of everybody; one person has a quarter of it. */
  downloadMemoryBytes: 256 * 1024 * 1024,
  /** Bytes a second of the slowest line on which a file is waited for: a quarter of a megabit. */
  slowestReadBytes: 32 * 1024,
  /** From a press on HubSpot's card until its window is there; and how long somebody may gather photos in it. */
  evidenceTicketMs: MINUTE,
  evidencePassMs: 30 * MINUTE,
  /** Our wait for one answer of the bucket for files. */
  bucketDeadlineMs: 10 * SECOND,
  /** An object that no file was made of in so long never will be; and how many are removed at once. */
  bucketArrivalMs: 60 * MINUTE,
  bucketSweptAtOnce: 50,
  /** A small picture's longer side: 160 points on a screen of two pixels each. */
  thumbnailSide: 320,
  /** Unpacked, a pixel needs up to 30 bytes for a moment. What has more than a phone's photo has no small picture. */
  thumbnailPixels: 24_000_000,
  /** How long one picture may be drawn, by a thread that is ended then; and how often it is tried at all. */
  thumbnailMs: 30 * SECOND,
  thumbnailTries: 3,
  /** How long somebody who asks for one waits: a browser has few connections, and the page needs them. */
  thumbnailWaitMs: SECOND,
  /** For how long a workspace's pictures are drawn one after another, before others have their turn. */
  drawingTurnMs: 10 * SECOND,
  /** Pictures waiting to be drawn, of everybody. */
  thumbnailsWaiting: 200,
  /** A company's logo as it comes; and as it is drawn: 160 by 48 points at most, two pixels each, on every page and letter. */
  logoBytes: 2 * 1024 * 1024,
  logoWidth: 320,
  logoHeight: 96,
  logoDrawnBytes: 128 * 1024,
  /** Logos waiting to be drawn, of everybody. */
  logosWaiting: 4,
  /** An upload to QuickBooks is 100 MB at most, with its description. */
  quickbooksUploadBytes: 99 * 1024 * 1024,
  /** What is attached or e-mailed belongs to an invoice that was seen unchanged no longer ago than this. */
  seenUnchangedMs: 5 * MINUTE,
  milestonesPerSchedule: 1000,
  /** Digits before the point of one amount: QuickBooks keeps 99,999,999,999.99, and JSON carries that exactly. */
  wholeDigitsPerAmount: 11,
  /** A customer's list of invoices is read again after this, when somebody catches up: each reading is metered. */
  customerInvoicesStaleMs: 10 * MINUTE,
  /** Hours and costs are listed again after this, when somebody looks at them: each listing is metered. */
  workStaleMs: 5 * MINUTE,
  /** How far back hours and costs are listed, in days. */
  workDaysBack: 400,
  /** Entries of hours that a deal's page and its billing look at. */
  workEntriesRead: 5_000,
  /** Hours or costs on one invoice: QuickBooks takes 750 lines where there is tax. */
  workLinesPerInvoice: 500,
  /**
   * Settled events, and reads in the ledger of calls, are kept so long. Duplicates of an event come within a day
   * (HubSpot) or for as long as Intuit repeats a delivery, every six hours without a stated end; one that comes after this
   * costs a reading that finds nothing new. A whole month stays, to be held against Intuit's own count.
   */
  ledgerKeptMs: 35 * 24 * 60 * MINUTE,
  /** Rows that are thinned at once: a moment's work, so that nobody waits for it. */
  thinnedAtOnce: 1_000,
  /** Past the month's budget of reads, the sweep comes so many times more seldom, and what rings is gathered longer. */
  slowedSweeps: 6,
  slowedGatherMs: MINUTE,
  mastersStaleMs: 24 * 60 * MINUTE,
  /** How old a list that QuickBooks never rings for may be when somebody opens it. */
  unrungListsStaleMs: 10 * MINUTE,
  /** Visits a minute by one portal link, and of one address to all of them. */
  visitsPerLink: 120,
  visitsToPortal: 300,
  /** Small pictures are counted for themselves: a page may show hundreds, and asks for them all at once. */
  picturesPerLink: 1_200,
  /** How long a link into the portal opens it: every e-mail that asks something brings a new one. */
  portalLinkMs: 90 * 24 * 60 * MINUTE,
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
    [limits.processGoneMs >= 2 * limits.processLookMs, 'nobody is taken for dead after one look'],
    [limits.processGoneMs < limits.leaseMs, 'a dead process is found before its leases end'],
    [
      limits.vendorDeadlineMs < limits.vendorStillWorkingMs,
      'we stop waiting before the vendor stops working',
    ],
    [
      limits.requestHeadersMs < limits.requestMs,
      'headers are given up no later than the request that they begin',
    ],
    [
      limits.answerUnderWayMs >= limits.requestMs + limits.requestLookMs + MINUTE + 30 * SECOND,
      'silence waits for an answer whose files come slowly, a minute until it is tried again, and half of one more',
    ],
    [limits.refreshLeaseMs > 2 * limits.vendorDeadlineMs, 'a refresh lease outlives two token calls'],
    [limits.momentBackMs < limits.lateMs, 'a call has some time to leave after its moment'],
    [
      10 * limits.quickbooks.callEveryMs - limits.lateMs > SECOND,
      'calls that are late stay within ten a second',
    ],
    [
      500 * limits.quickbooks.callEveryMs - limits.lateMs > MINUTE,
      'calls that are late stay within 500 a minute',
    ],
    [
      40 * limits.quickbooks.batchEveryMs - limits.lateMs > MINUTE,
      'batches that are late stay within 40 a minute',
    ],
    [
      5 * limits.hubspot.searchEveryMs - limits.lateMs > SECOND,
      'searches that are late stay within five a second',
    ],
    [limits.cursorOverlapMs < limits.freshEnoughMs, 'the overlap alone never makes knowledge stale'],
    [limits.seenUnchangedMs > limits.vendorStillWorkingMs, 'one slow upload makes no invoice unknown again'],
  ]
  for (const [holds, rule] of rules) if (!holds) throw new Error(`limits contradict each other: ${rule}`)
}
