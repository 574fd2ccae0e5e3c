import type { Happening } from '../history/history-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import type { ChangeOrder } from './change-order'

/**
 * What follows the client's yes to a change order: proof of it, say. Handed in, because it stands to the right. It runs in
 * the transaction of the decision, under the schedule's lock, and answers what is to be recorded with it.
 */
export type AfterSigning = (
  sql: Sql,
  approved: ChangeOrder,
  schedule: Schedule,
) => Promise<readonly Happening[]>
