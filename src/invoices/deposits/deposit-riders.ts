import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { billsMilestone, type InvoiceLine, netOfLines } from '../composing/invoice-line'
import type { Wording } from '../words/wording'
import { type DepositAccount, drawableOf, drawKey, earnedKey } from './deposit-account'
import { asDeposit, drawLine, earnedLines } from './deposit-line'
import { type DrawInput, drawOf } from './draw'
import type { DepositBook } from './read-deposits'
import { customerOfLine, workBilledTo } from './work-plan'

/** The line of a milestone's work; where the milestone is the deposit, as one. */
export const workOrDeposit = (book: DepositBook | null, work: InvoiceLine): InvoiceLine =>
  book?.asDeposit.has(work.milestoneId ?? '') ? asDeposit(work, book.item) : work

/** The invoice that a deposit comes back on. */
export interface DepositRiderInput {
  readonly schedule: Schedule
  readonly milestone: Milestone
  readonly customerId: string | null
  readonly work: InvoiceLine
  /** What goes with the work before deposits: what is held back, say. */
  readonly before: readonly InvoiceLine[]
  readonly billed: readonly BilledIntent[]
  /** Lines that are decided in the same moment on other invoices. */
  readonly beside: readonly InvoiceLine[]
  readonly wording: Wording
}

/** What an invoice of work draws of its customer's deposits: one line of an advance, a pair of a liability. */
export function depositRiders(book: DepositBook | null, given: DepositRiderInput): InvoiceLine[] {
  const { schedule, milestone, work, wording } = given
  if (book === null || work.kind !== 'work') return []
  const own = book.accounts.filter((account) => account.customerId === (given.customerId ?? ''))
  return own.flatMap((account) => {
    const drawMinor = drawFor(book, account, given)
    if (drawMinor === 0n) return []
    return account.way === 'advance'
      ? [drawLine(work, book.item, account, drawMinor, schedule.currency, wording)]
      : earnedLines(work, milestone, book.item, account, drawMinor, wording)
  })
}

function drawFor(book: DepositBook, account: DepositAccount, given: DepositRiderInput): bigint {
  const { schedule, customerId, work } = given
  const isAdvance = account.way === 'advance'
  // The pair of a liability asks the client for nothing, so it waits for nothing either.
  const drawable = drawableOf(account, isAdvance && book.waitForPayment)
  if (drawable === null || account.effectiveMinor === null || account.drawnMinor === null) return 0n
  const beside = given.beside.filter(
    (line) =>
      line.scheduleId === schedule.scheduleId &&
      customerOfLine(schedule, book.milestones, line) === customerId,
  )
  const key = isAdvance ? drawKey('work') : earnedKey('work')
  const drawnBeside = -netOfLines(beside.filter((line) => line.kind === 'draw' && line.partKey.endsWith(key)))
  const workBeside = netOfLines(
    beside.filter((line) => billsMilestone(line) && !book.asDeposit.has(line.milestoneId ?? '')),
  )
  const left = drawable - drawnBeside
  const input: DrawInput = {
    draw: schedule.terms.deposit?.draw ?? 'full',
    depositsMinor: account.effectiveMinor,
    drawnMinor: account.drawnMinor + account.drawnUnderWayMinor + drawnBeside,
    drawableMinor: left > 0n ? left : 0n,
    roomMinor: netOfLines([work, ...given.before]),
    workMinor: workBilledTo(customerId, given.billed, book.asDeposit) + workBeside + work.amountMinor,
    customerId,
    plan: book.plan,
  }
  return isAdvance ? drawOf(input) : earnedOf(input, work.amountMinor)
}

/** A liability is earned with as much work as it paid; where it paid more than that, the rest in proportion to the work. */
function earnedOf(input: DrawInput, workMinor: bigint): bigint {
  const share = drawOf({ ...input, draw: 'proportional', roomMinor: input.depositsMinor })
  const full = drawOf({ ...input, draw: 'full', roomMinor: workMinor })
  return input.draw === 'full' && full > share ? full : share
}
