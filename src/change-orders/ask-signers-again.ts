import { type Happening, record } from '../history/history-table'
import { formatAmount, money } from '../money/money'
import { promiseMail } from '../outbox/promise-mail'
import type { Database, Sql } from '../postgres/database'
import { lockSchedule, readSchedule } from '../schedules/schedule-table'
import { program } from '../tenants/actor'
import { orderName } from './change-order'
import { readChangeOrders } from './change-order-table'
import { readAnswers, readAsked, readPartlySigned } from './order-answer-table'
import { sameSums, shownOrder, shownOrderHash, standingAnswers } from './shown-order'

/**
 * Planning changes a contract too, and knows nothing of change orders: whoever signed one under another sum is asked again
 * by the clock, and whoever was asked already is not.
 */
export async function askWhoeverSignedOtherSums(
  { database }: { readonly database: Database },
  workspaceId: string,
): Promise<void> {
  const waiting = await database.inWorkspace(workspaceId, readPartlySigned)
  for (const { scheduleId, currency, contractMinor, sumsSigned } of waiting) {
    const stands = formatAmount(money(contractMinor, currency))
    if (sumsSigned.every((sum) => sum === stands)) continue
    await database.inWorkspace(workspaceId, async (sql) => {
      const schedule = await lockSchedule(sql, scheduleId)
      if (schedule) await record(sql, program('Milepost'), await askSignersAgain(sql, schedule))
    })
  }
}

/**
 * The contract, or what an order shows of it, may have changed while change orders waited for further signatures: whoever
 * approved one as it was is asked again, by an e-mail of their own, once for each content. Under the schedule's lock; answers
 * what is to be recorded.
 */
export async function askSignersAgain(
  sql: Sql,
  { scheduleId, dealId }: { readonly scheduleId: string; readonly dealId: string },
): Promise<Happening[]> {
  const schedule = await readSchedule(sql, scheduleId)
  if (!schedule) return []
  const told: Happening[] = []
  for (const order of (await readChangeOrders(sql, scheduleId)).filter(({ state }) => state === 'sent')) {
    const { changeOrderId, revision } = order
    const shown = shownOrder(order, schedule)
    const shownHash = shownOrderHash(shown)
    const answers = (await readAnswers(sql, [changeOrderId])).filter((each) => each.revision === revision)
    const standing = standingAnswers(order, shownHash, answers)
    const has = (those: typeof answers, id: string) => those.some(({ approverId }) => approverId === id)
    const asked = (await readAsked(sql, [changeOrderId])).get(changeOrderId)?.approvers ?? []
    for (const approver of asked.filter(({ id }) => has(answers, id) && !has(standing, id))) {
      const isNew = await promiseMail(sql, {
        kind: 'order_asked',
        topic: `order:${changeOrderId}:${revision}:${approver.id}:${shownHash.slice(0, 16)}`,
        dealId,
        roundId: null,
        changeOrderId,
        approverId: approver.id,
        toName: approver.name,
        toEmail: approver.email,
      })
      if (!isNew) continue
      const signed = answers.findLast(({ approverId }) => approverId === approver.id)
      const changed = signed && sameSums(signed.shown, shown) ? 'what it shows' : 'the contract'
      const what = `${approver.name} is asked again to sign ${orderName(order)}: ${changed} has changed since they did`
      told.push({ what, dealId, after: { shownHash } })
    }
  }
  return told
}
