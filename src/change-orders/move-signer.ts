import { mailsOfOrder } from '../mail/mail-table'
import { promiseMail } from '../outbox/promise-mail'
import type { Sql } from '../postgres/database'
import {
  type AddressMove,
  alreadyThere,
  asksAt,
  movedApprovers,
  movedRule,
  sameEmail,
} from '../schedules/approver-address'
import type { Approver, Schedule } from '../schedules/schedule'
import { invalid } from '../tenants/refusal'
import { type ChangeOrder, type ChangeOrderLine, orderName } from './change-order'
import { readChangeOrders, saveChangeOrder } from './change-order-table'
import { readAnswers, readAsked, storeAsked } from './order-answer-table'
import { shownOrder, shownOrderHash, standingAnswers } from './shown-order'

/** Somebody who is asked at another address to sign a change order that was sent. */
export interface MovedSigner {
  readonly order: ChangeOrder
  /** With the new address. */
  readonly approver: Approver
  /** Whether they have yet to answer what is shown now. */
  readonly waits: boolean
}

/**
 * Of every change order of a deal that waits for an answer the signer moves to another address: also one who has signed,
 * because they are asked again where the contract changes meanwhile. What they answered stays. Open lines that name approvers
 * name them by the new address. Under the schedule's lock. Answers who was moved, and whether a line named them.
 * Refuses validation_failed (`/email`: somebody else is asked there).
 */
export async function moveSigner(
  sql: Sql,
  schedule: Schedule,
  move: AddressMove,
): Promise<{ moved: MovedSigner[]; named: boolean }> {
  const orders = await readChangeOrders(sql, schedule.scheduleId)
  const moved: MovedSigner[] = []
  let named = false
  for (const before of orders.filter(({ state }) => state === 'draft' || state === 'sent')) {
    const lines = before.lines.map((line) => movedLine(line, move))
    const isNamed = lines.some((line, index) => line !== before.lines[index])
    // A line that did nothing but this very move shows something else from now on.
    const order = isNamed ? await saveChangeOrder(sql, { ...before, lines }) : before
    if (isNamed) named = true
    const asked = (await readAsked(sql, [order.changeOrderId])).get(order.changeOrderId)
    if (order.state !== 'sent' || !asked || !asksAt(asked.approvers, move.from)) continue
    const other = alreadyThere(asked.approvers, move)
    if (other) {
      const detail = `${other.name} is asked at this address to sign ${orderName(order)}.`
      throw invalid([{ pointer: '/email', detail }])
    }
    const approvers = movedApprovers(asked.approvers, move)
    await storeAsked(sql, order.changeOrderId, { ...asked, approvers })
    const shownHash = shownOrderHash(shownOrder(order, schedule))
    const standing = standingAnswers(order, shownHash, await readAnswers(sql, [order.changeOrderId]))
    for (const approver of approvers.filter(({ email }) => sameEmail(email, move.to))) {
      const waits = !standing.some(({ approverId }) => approverId === approver.id)
      moved.push({ order, approver, waits })
    }
  }
  return { moved, named }
}

/** Promises a signer who was moved an e-mail of their own, unless one to this address is on its way. */
export async function askMovedSigner(
  sql: Sql,
  dealId: string,
  { order: { changeOrderId, revision }, approver }: MovedSigner,
): Promise<void> {
  const topic = `order:${changeOrderId}:${revision}:${approver.id}`
  const earlier = (await mailsOfOrder(sql, changeOrderId)).filter(
    (each) => each.kind === 'order_asked' && `${each.topic}:`.startsWith(`${topic}:`),
  )
  const here = earlier.filter(({ toEmail }) => sameEmail(toEmail, approver.email))
  if (here.some(({ state }) => state === 'waiting' || state === 'sending')) return
  await promiseMail(sql, {
    kind: 'order_asked',
    topic: `${topic}:moved-${earlier.length}`,
    dealId,
    roundId: null,
    changeOrderId,
    approverId: approver.id,
    toName: approver.name,
    toEmail: approver.email,
  })
}

/**
 * A line whose approvers moved, in what it gives and in what the milestone was: otherwise the milestone's own move would look
 * like a change that the order does not know. The very same line where it names nobody.
 */
function movedLine(line: ChangeOrderLine, move: AddressMove): ChangeOrderLine {
  const given = movedRule(line.given?.approval, move)
  const was = movedRule(line.before?.draft.approval, move)
  if (given === null && was === null) return line
  const now = given !== null && { approval: given }
  if (line.op === 'add') return { ...line, given: { ...line.given, ...now } }
  const before =
    was === null ? line.before : { ...line.before, draft: { ...line.before.draft, approval: was } }
  return line.op === 'change' ? { ...line, given: { ...line.given, ...now }, before } : { ...line, before }
}
