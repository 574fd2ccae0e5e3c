import type { Clock } from '../clock/clock'
import type { Happening } from '../history/history-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { BillingPolicy } from './billing-policy'
import type { Decision, Round } from './round'

/** Those who gave no answer until the window ended, where the contract says that this accepts the work. */
export interface Silence {
  readonly who: readonly { readonly name: string; readonly role: string | null }[]
  readonly businessDays: number
  /** The window's end, UTC. */
  readonly endedAt: string
}

/** A round that ended with the work accepted, whole or in part, and everything that was decided in it. */
export interface Approved {
  readonly schedule: Schedule
  /** As it is in the round; the accepted part, where it was split. */
  readonly milestone: Milestone
  readonly round: Round
  readonly decisions: readonly Decision[]
  /** Where it was accepted by silence, wholly or beside decisions: never told as anybody's approval. */
  readonly silence?: Silence | undefined
}

/**
 * What follows an approval beside its billing, handed in by the flow: proof of it, say. It runs in the transaction of the
 * decision, before billing, so that what it makes goes with the invoice, under the schedule's lock, and answers what is to
 * be recorded with it.
 */
export type AfterApproval = (sql: Sql, approved: Approved) => Promise<readonly Happening[]>

/** What deciding stands on: what follows a decision is handed in, because it stands to the right. */
export interface DecideParts {
  readonly clock: Clock
  readonly billing: BillingPolicy
  readonly afterApproval?: AfterApproval | undefined
}
