import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Approver } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { linkWords } from '../tenants/link-came'
import { conflict } from '../tenants/refusal'
import { askSignersAgain } from './ask-signers-again'
import { type ChangeOrder, orderName } from './change-order'
import { approveChangeOrder, closeChangeOrder, type DecideOrderParts } from './decide-change-order'
import { lockOrder, notIn } from './draft-change-order'
import { type AskedOfOrder, addAnswer, type OrderAnswer, readAnswers } from './order-answer-table'
import { refuseBelowBilled, refuseConflicts } from './refuse-change-order'
import { shownOrder, shownOrderHash, standingAnswers } from './shown-order'
import { tellOrderAnswer } from './tell-order-answer'

/** An approver's own answer, with its signature and where it came from. */
export type GivenAnswer = Pick<OrderAnswer, 'changeOrderId' | 'answer' | 'reason' | 'signedName' | 'how'> & {
  readonly approver: Approver
  readonly asked: AskedOfOrder
  /** Whether the page that was signed showed this; a stale one is refused. */
  readonly wasShown: (shownHash: string) => boolean
}

/**
 * An approver answers a change order that was sent. Under `any` the first answer decides; under `all` one rejection does,
 * and approvals of one and the same content wait for each other: who approved while the contract was another one is asked
 * again. The answer is kept for ever, and what it decides takes effect with it. The same answer again, to the word, answers
 * the present state.
 * Refuses: not_found, wrong_status, approval_stale, change_order_conflict, currency_mismatch, over_billing.
 */
export async function takeAnswer(
  sql: Sql,
  actor: Actor,
  parts: DecideOrderParts,
  given: GivenAnswer,
): Promise<void> {
  const { order, schedule, milestones } = await lockOrder(sql, given.changeOrderId)
  const { changeOrderId, revision } = order
  const shown = shownOrder(order, schedule)
  const shownHash = shownOrderHash(shown)
  const answers = standingAnswers(order, shownHash, await readAnswers(sql, [changeOrderId]))
  const own = answers.filter(({ approverId }) => approverId === given.approver.id).at(-1)
  if (own?.answer === given.answer && own.reason === given.reason) return
  if (own) throw answeredAlready(order, own)
  if (order.state !== 'sent') throw notIn(order, 'answered', 'Ask whoever sent it.')
  if (!given.wasShown(shownHash)) {
    throw conflict(
      'approval_stale',
      `${orderName(order)}, or the contract it changes, is not what was shown any more. Look at it again, then decide. ` +
        'Nothing was recorded.',
    )
  }
  if (given.answer === 'approve') {
    refuseConflicts(order, schedule, milestones)
    await refuseBelowBilled(sql, parts.billedSoFar, order, schedule)
  }
  const { approver, answer, reason, signedName, how } = given
  const { name: who, role } = approver
  await addAnswer(sql, {
    changeOrderId,
    revision,
    approverId: approver.id,
    who,
    role,
    answer,
    reason,
    signedName,
    shown,
    shownHash,
    how,
  })
  const through = how.link && linkWords(how.link)
  await tellOrderAnswer(sql, schedule, order, approver, { answer, reason, shownHash })
  const answered = { changeOrderId, on: null, signedBy: null, reason, fileIds: [], ifVersion: null, through }
  if (answer === 'reject') {
    await closeChangeOrder(sql, actor, parts, { ...answered, how: 'rejected' })
    return
  }
  const approved = new Set([...answers.map(({ approverId }) => approverId), approver.id])
  const isDecided = given.asked.rule === 'any' || given.asked.approvers.every(({ id }) => approved.has(id))
  if (isDecided) {
    await approveChangeOrder(sql, actor, parts, answered)
    return
  }
  await announceDeals(sql, [schedule.dealId])
  const waiting = given.asked.approvers.filter(({ id }) => !approved.has(id)).map(({ name }) => name)
  const again = await askSignersAgain(sql, schedule)
  await record(sql, actor, [
    {
      what: `Approved ${orderName(order)}; ${waiting.join(', ')} must approve it too`,
      dealId: schedule.dealId,
      after: { reason, ...(through !== undefined && { by: through }), shownHash },
    },
    ...again,
  ])
}

const answeredAlready = (order: ChangeOrder, { who, answer, reason }: OrderAnswer) =>
  conflict(
    'wrong_status',
    `${who} has answered ${orderName(order)} already, and the first answer stands: ` +
      `${answer === 'approve' ? 'approved' : 'rejected'}${reason === null ? '' : `, “${reason}”`}. Nothing of this one was recorded.`,
  )
