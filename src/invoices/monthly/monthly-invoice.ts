import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { LookAlike } from '../catch-up/find-look-alike'
import type { InvoiceHead } from '../composing/invoice-head'
import { billsMilestone, type InvoiceLine } from '../composing/invoice-line'
import type { InvoiceAhead } from '../composing/look-ahead'
import { LONGEST_LINE } from '../preflight/payer-checks'
import { notStoredInUnitedStates, plainPunctuation } from '../words/plain-text'

/** QuickBooks takes no more lines on one invoice. */
export const MOST_LINES = 750

/** One payer's part of one milestone that is due. */
export interface DueWork {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestone: Milestone
  readonly ahead: InvoiceAhead
  readonly delivery: 'send' | 'post' | 'prepare'
  /** Invoices that people made, which look like this work. */
  readonly lookAlikes: readonly LookAlike[]
}

/** One invoice of the month: everything that one customer is billed in the same way. */
export interface MonthlyInvoice {
  readonly work: readonly [DueWork, ...DueWork[]]
  readonly head: InvoiceHead
  /** A deal's lines stand together, each milestone's with what goes with it. */
  readonly lines: readonly InvoiceLine[]
}

/**
 * What must be the same for two to stand on one invoice: who is billed and where to, in which currency, on which terms,
 * with which tax treatment, and how it is delivered and booked.
 */
function wayOf({ ahead: { head, facts, composed }, delivery }: DueWork): string {
  const { memo: _, estimateId: __, dealId: ___, ...same } = head
  const treatment = facts.taxCode === 'NON' ? 'none' : facts.taxCode === null ? 'theirs' : 'taxed'
  return JSON.stringify([
    same,
    facts.term?.quickbooksId ?? facts.term?.name ?? null,
    treatment,
    composed.email,
    delivery,
  ])
}

/** Puts due work together into invoices: as few as may be, in an order that depends on nothing but the work. */
export function monthlyInvoices(due: readonly DueWork[], mostLines = MOST_LINES): MonthlyInvoice[] {
  const ways = new Map<string, DueWork[]>()
  for (const work of due) ways.set(wayOf(work), [...(ways.get(wayOf(work)) ?? []), work])
  return [...ways.values()].flatMap((same) => inPieces([...same].sort(byDeal), mostLines))
}

const byDeal = (a: DueWork, b: DueWork): number =>
  a.schedule.dealId === b.schedule.dealId
    ? a.milestone.position - b.milestone.position
    : a.schedule.dealId < b.schedule.dealId
      ? -1
      : 1

/** A milestone's lines are never parted; an estimate that an invoice closes stands alone on it. */
function inPieces(work: readonly DueWork[], mostLines: number): MonthlyInvoice[] {
  const pieces: DueWork[][] = []
  let lines = 0
  for (const each of work) {
    const alone = each.ahead.head.estimateId !== null
    const last = pieces.at(-1)
    const open = last !== undefined && !alone && last[0]?.ahead.head.estimateId === null
    if (last && open && lines + each.ahead.lines.length <= mostLines) {
      last.push(each)
      lines += each.ahead.lines.length
    } else {
      pieces.push([each])
      lines = each.ahead.lines.length
    }
  }
  return pieces.flatMap(([first, ...others]) => (first ? [monthlyInvoice([first, ...others])] : []))
}

/** What one deal's memo says is not said of another one; what is agreed about paying late is the same for all. */
function monthlyInvoice(work: readonly [DueWork, ...DueWork[]]): MonthlyInvoice {
  const [{ ahead }] = work
  const head = work.length > 1 ? { ...ahead.head, memo: ahead.head.policy } : ahead.head
  const isOneDeal = new Set(work.map(({ schedule }) => schedule.dealId)).size === 1
  return { work, head, lines: work.flatMap((each) => (isOneDeal ? each.ahead.lines : linesUnderName(each))) }
}

/**
 * Where an invoice bills several deals, each milestone's line begins with its deal's name, as far as QuickBooks takes it:
 * "Milestone 1" alone says nothing then.
 */
function linesUnderName({ ahead: { lines, facts }, dealName }: DueWork): InvoiceLine[] {
  const name = plainPunctuation(dealName.trim())
  const sayable = name !== '' && !(facts.isUnitedStates && notStoredInUnitedStates(name) !== '')
  return lines.map((line) => {
    const text = [name, ...line.reads.text]
    const fits = text.join('\n').length <= LONGEST_LINE
    return sayable && fits && billsMilestone(line) ? { ...line, reads: { ...line.reads, text } } : line
  })
}
