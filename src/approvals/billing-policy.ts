import type { Happening } from '../history/history-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'

/**
 * What becomes of work whose billing would pass the contract. What a colleague does here is *refused*, and nothing is
 * changed. What a client accepted is a fact: it is kept, and its billing is shown as *blocked*.
 */
export type PastCap = 'refused' | 'blocked'

/**
 * What billing does when work is judged. Approvals stand left of invoices and may not call them; the flow
 * hands this in, and it runs in the transaction of the judgement, under the schedule's lock.
 */
export interface BillingPolicy {
  /**
   * Work was completed or approved: puts a billing intent in, where the schedule bills by itself. Answers what
   * happened, for the caller to record after everything else. `pastCap` left out: refused. Refuses over_billing then.
   */
  onCompleted(
    sql: Sql,
    actor: Actor,
    schedule: Schedule,
    milestone: Milestone,
    pastCap?: PastCap,
  ): Promise<readonly Happening[]>
  /** The judgement is taken back: cancels what was never sent. Refuses when something was. */
  onTakenBack(
    sql: Sql,
    actor: Actor,
    milestone: Milestone,
    code: 'revoke_forbidden' | 'reopen_forbidden',
  ): Promise<void>
}
