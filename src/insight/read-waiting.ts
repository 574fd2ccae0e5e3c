import { readChangeOrder } from '../change-orders/change-order-table'
import { readAnswers } from '../change-orders/order-answer-table'
import { shownOrder, shownOrderHash, standingAnswers } from '../change-orders/shown-order'
import type { Sql } from '../postgres/database'
import { readSchedule } from '../schedules/schedule-table'
import { listWaiting, type Waiting } from './list-waiting-table'

/** Something that waits, with whoever signed under a contract that is another one by now: they are asked again. */
export interface WaitingNow extends Waiting {
  readonly answered: readonly string[]
  /** Ids of approvers. */
  readonly askedAgain: readonly string[]
}

/** Everything that waits for an answer; an answer that does not stand any more is none. */
export async function readWaiting(sql: Sql, page: { limit: number; offset: number }): Promise<WaitingNow[]> {
  const waiting: WaitingNow[] = []
  for (const item of await listWaiting(sql, page)) {
    const stale = item.kind === 'change_order' && item.answered.length > 0 ? await staleOf(sql, item.id) : []
    const answered = item.answered.filter((id) => !stale.includes(id))
    waiting.push({ ...item, answered, askedAgain: stale })
  }
  return waiting
}

/** Who answered what is shown no more, and nothing since. */
async function staleOf(sql: Sql, changeOrderId: string): Promise<string[]> {
  const order = await readChangeOrder(sql, changeOrderId)
  const schedule = order && (await readSchedule(sql, order.scheduleId))
  if (!order || !schedule) return []
  const answers = (await readAnswers(sql, [changeOrderId])).filter(
    ({ revision }) => revision === order.revision,
  )
  const standing = standingAnswers(order, shownOrderHash(shownOrder(order, schedule)), answers)
  const ids = new Set(answers.map(({ approverId }) => approverId))
  for (const { approverId } of standing) ids.delete(approverId)
  return [...ids]
}
