import { limits } from '../../../config/limits'
import type { Sql } from '../../postgres/database'
import { hasArrived } from './answer-arrival-table'

/** A time to answer includes its last second. */
const SECOND_MS = 1_000

/** Whether an answer to a milestone came before the end and is still being worked on: silence does not overtake it. */
export const isAnswerUnderWay = (sql: Sql, milestoneId: string, endsAt: Date): Promise<boolean> =>
  hasArrived(sql, milestoneId, new Date(endsAt.getTime() + SECOND_MS), limits.answerUnderWayMs)
