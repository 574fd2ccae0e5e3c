import { createHash } from 'node:crypto'
import type { Fault } from '../../connectors/answer'
import type { LineReading } from './composing/invoice-line'
import type { CreditDivision } from './credits/credit-division'
import type { InvoiceChanges } from './prepared/invoice-changes'

/**
 * What one invoice line is: work of a milestone; a deposit, what is drawn of it (negative), and the income that a
 * drawn liability becomes; retainage held back (negative) and its release; hours and costs.
 */
export type PartKind =
  | 'work'
  | 'deposit'
  | 'draw'
  | 'deposit_income'
  | 'retainage'
  | 'retainage_release'
  | 'hours'
  | 'cost'

/** One line of an intent, as it was decided. */
export interface BillingPart {
  readonly intentId: string
  readonly partKey: string
  readonly scheduleId: string
  readonly milestoneId: string | null
  readonly kind: PartKind
  /** Signed, net of tax. */
  readonly amountMinor: bigint
  readonly reads: LineReading
  /** QuickBooks' id of our line, once the invoice exists. */
  readonly lineId: string | null
  /** Holds its key: no other intent may bill the same part. */
  readonly live: boolean
  /**
   * What was decided of it before its billing moved to an invoice that a person made: this invoice bills nothing of it any
   * more, unless its line comes back. Null for what did not move.
   */
  readonly movedMinor: bigint | null
}

/**
 * Our durable decision to bill certain parts in one invoice.
 *
 *   prepared ──► queued                            a bookkeeper looked at it and had it made
 *   queued ──► sending ──► posted                  the invoice exists in QuickBooks
 *                │  └────► refused                 it certainly does not; a person mends the cause
 *                └───────► unclear ──► posted      it may exist: looked for before anything is sent again
 *   prepared | queued | refused ──► cancelled               taken back before it could exist
 *
 * The body is frozen: a retry after midnight sends the same bytes under the same key.
 */
export type IntentState = 'prepared' | 'queued' | 'sending' | 'unclear' | 'refused' | 'posted' | 'cancelled'

/**
 * Who made the invoice: Milepost, or a person in QuickBooks, and it was linked afterwards. A linked intent is born
 * posted, is never sent, and has neither marker nor body; its document is only ever read.
 */
export type IntentOrigin = 'milepost' | 'linked'

export interface BillingIntent {
  readonly intentId: string
  readonly scheduleId: string
  readonly dealId: string
  /** Deals whose work is on it too; empty but for an invoice of a month. */
  readonly otherDeals: readonly string[]
  readonly generation: number
  readonly origin: IntentOrigin
  readonly state: IntentState
  readonly requestKey: string
  readonly marker: string
  readonly body: string
  readonly bodyHash: string
  readonly customerId: string
  readonly issuedOn: string
  /** What it comes to, net of tax. */
  readonly amountMinor: bigint
  /** How much is on it at all, whichever way it goes: it tells a void from an invoice that comes to nothing. */
  readonly sizeMinor: bigint
  readonly currency: string
  readonly delivery: 'send' | 'post'
  readonly sendState: 'none' | 'wanted' | 'sending' | 'sent' | 'unclear'
  readonly quickbooksId: string | null
  readonly fault: Fault | null
  /** When the newest attempt began. */
  readonly sentAt: Date | null
  readonly createdAt: Date
  readonly createdBy: string
  /** What a bookkeeper changed before it was made. */
  readonly changes: InvoiceChanges
  /** Counts the changes of one that waits for review. */
  readonly version: number
  /** Who had a prepared one made; null for one that went by itself. */
  readonly generated: { readonly at: Date; readonly by: string } | null
  /** How credits on its invoice were divided, each time somebody answered about them; the lowest credit first. */
  readonly divisions: readonly CreditDivision[]
  /** Handed over on paper. */
  readonly delivered: { readonly on: string; readonly by: string } | null
}

/** Every deal that an invoice concerns, the first one first. */
export const dealsOf = ({ dealId, otherDeals }: Pick<BillingIntent, 'dealId' | 'otherDeals'>): string[] => [
  dealId,
  ...otherDeals,
]

/** An intent without its frozen body: what a page, a figure and the cap need of each. */
export type IntentSummary = Omit<BillingIntent, 'body'>

/**
 * Which part of a milestone. The payer is 1 where one customer pays all of it, and `c` with QuickBooks' id of the
 * customer where several do. The claim is 1 where the milestone is billed at once, the claim's number where it is
 * billed by progress, and `k` with a number for what is billed again after a credit.
 */
export const partKey = (
  milestoneId: string,
  kind: PartKind,
  payer: 1 | `c${string}` = 1,
  claim: number | `k${number}` = 1,
): string => `${milestoneId}:${payer}:${claim}:${kind}`

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const KEY_LENGTH = 32

/**
 * The idempotency key, from what is billed and nothing random: a second instance, or a restored backup,
 * makes the same key for the same decision. WARNING: changing this changes every key; raise the version
 * and keep the old form for intents that exist.
 */
export function requestKeyOf(workspaceId: string, partKeys: readonly string[], generation: number): string {
  const text = JSON.stringify(['v1', workspaceId, [...partKeys].sort(), generation])
  const digest = createHash('sha256').update(text).digest()
  let bits = 0n
  for (const byte of digest) bits = (bits << 8n) | BigInt(byte)
  let key = ''
  for (let place = 0; place < KEY_LENGTH; place += 1) {
    key += BASE32[Number(bits & 31n)]
    bits >>= 5n
  }
  return key
}

const MARKER_LENGTH = 6

/**
 * What a mark says an invoice is of: milestone 2 is `M2`, a deposit `D`, hours `H`, a release of retainage `R`, and
 * several milestones together `S`.
 */
export type MarkOf = `M${number}` | 'D' | 'H' | 'R' | 'S'

/** The short human mark in the invoice's memo, "Milepost M2-7KQ4XB": the memo prints on customer statements. */
export const markerOf = (of: MarkOf, requestKey: string): string =>
  `Milepost ${of}-${requestKey.slice(0, MARKER_LENGTH).toUpperCase()}`

export const bodyHashOf = (body: string): string => createHash('sha256').update(body).digest('hex')
