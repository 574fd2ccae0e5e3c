import type { Happening } from '../history/history-table'
import { formatMoney, money, parseAmount } from '../money/money'
import { shareText } from '../money/share'
import type { MilestoneDraft } from '../schedules/draft'
import { sameContent } from '../schedules/same-content'
import type { Schedule } from '../schedules/schedule'
import { type ChangeOrder, type ChangeOrderLine, netEffect, orderName, sumsOf } from './change-order'
import { patched } from './patched'

/** How an amount came about: "2 × $6,250.00", "5 % of $250,000.00"; null where it was simply said. */
export function basisOf(line: ChangeOrderLine, schedule: Pick<Schedule, 'originalMinor' | 'currency'>) {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  if (line.quantity !== null && line.unitPrice !== null) {
    // A price per unit may be finer than the currency's own coins.
    const price = parseAmount(line.unitPrice, schedule.currency)
    return `${line.quantity} × ${price ? formatMoney(price) : `${line.unitPrice} ${schedule.currency}`}`
  }
  return line.given?.share ? `${shareText(line.given.share)} of ${text(schedule.originalMinor)}` : null
}

/** What a line does, in one sentence for people. */
export function lineWords(line: ChangeOrderLine, currency: string): string {
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  switch (line.op) {
    case 'add':
      return `Add “${line.given.name}” at ${text(line.amountMinor)}`
    case 'remove':
      return `Remove “${line.before.draft.name}”, ${text(line.beforeMinor)}`
    case 'change': {
      const { draft, shareOf } = line.before
      const after = patched(draft, line.given)
      const was = `${text(line.beforeMinor)}${shareOf === null ? '' : ` (${shareOf})`}`
      const parts = [
        line.amountMinor === line.beforeMinor ? null : `amount ${was} → ${text(line.amountMinor)}`,
        ...changedFields(draft, after),
      ].filter((part) => part !== null)
      // It was so by other ways before the order took effect.
      return `Change “${draft.name}”: ${parts.length === 0 ? 'nothing, it is so already' : parts.join('; ')}`
    }
  }
}

const WORDED = [
  ['name', 'name'],
  ['deliverable', 'deliverable'],
  ['criteria', 'criteria'],
  ['plannedFrom', 'planned from'],
  ['plannedOn', 'planned'],
  ['evidenceRequired', 'evidence'],
  ['description', 'notes'],
] as const
/** Said to be changed, without what they were: nobody reads them in a sentence. */
const NAMED = [
  ['trigger', 'billing trigger'],
  ['approval', 'approval'],
  ['payers', 'payers'],
] as const
type Worded = Readonly<Partial<Record<(typeof WORDED | typeof NAMED)[number][0], unknown>>> & {
  readonly retainage?: MilestoneDraft['retainage']
}

function changedFields(before: Worded, after: Worded): string[] {
  const changed = (field: keyof Worded) => !sameContent(before[field], after[field])
  return [
    ...WORDED.filter(([field]) => changed(field)).map(
      ([field, name]) => `${name} ${inWords(before[field])} → ${inWords(after[field])}`,
    ),
    ...(changed('retainage')
      ? [`retainage ${heldBack(before.retainage)} → ${heldBack(after.retainage)}`]
      : []),
    ...NAMED.filter(([field]) => changed(field)).map(([, name]) => `${name} changed`),
  ]
}

const heldBack = (own: MilestoneDraft['retainage']): string =>
  own === undefined ? 'as in the schedule' : `${own.percent} %`

function inWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join(', ')
  return `“${value}”`
}

/** A change order as its story tells it: the reason, every line, and what the contract sum becomes. */
export function orderFacts(order: ChangeOrder, schedule: Schedule): Record<string, unknown> {
  const text = (minor: bigint) => formatMoney(money(minor, order.currency))
  return {
    reason: order.reason,
    lines: order.lines.map((line) => lineWords(line, order.currency)),
    netEffect: text(netEffect(order.lines)),
    contractSumIfApproved: text(sumsOf(order, schedule).after),
  }
}

/** What approval did, and by which link it came where it did: the contract sum once, and each milestone with what it was and what it is. */
export function approvalStory(order: ChangeOrder, schedule: Schedule, through?: string): Happening[] {
  const text = (minor: bigint) => formatMoney(money(minor, order.currency))
  const name = orderName(order)
  const { before, after } = sumsOf(order, schedule)
  const { ended } = order
  const { dealId } = schedule
  return [
    {
      what:
        ended?.signedBy != null
          ? `Recorded that ${ended.signedBy} approved ${name}: the contract sum is ${text(after)}`
          : `Approved ${name}: the contract sum is ${text(after)}`,
      dealId,
      before: { contractSum: text(before) },
      after: {
        contractSum: text(after),
        netEffect: text(after - before),
        on: ended?.on ?? null,
        ...(through !== undefined && { by: through }),
        reason: ended?.reason ?? null,
        files: ended?.fileIds ?? [],
      },
    },
    ...order.lines.map((line) => lineStory(line, name, dealId, text)),
  ]
}

function lineStory(
  line: ChangeOrderLine,
  order: string,
  dealId: string,
  text: (minor: bigint) => string,
): Happening {
  const { milestoneId } = line
  switch (line.op) {
    case 'add':
      return {
        what: `${order} added “${line.given.name}”`,
        dealId,
        milestoneId,
        after: { ...line.given, amount: text(line.amountMinor) },
      }
    case 'remove':
      return {
        what: `${order} removed “${line.before.draft.name}”`,
        dealId,
        milestoneId,
        before: { amount: text(line.beforeMinor), shareOf: line.before.shareOf },
        after: { workStatus: 'cancelled' },
      }
    case 'change': {
      const { draft, shareOf } = line.before
      const moved = line.amountMinor !== line.beforeMinor
      return {
        what: `${order} changed “${draft.name}”`,
        dealId,
        milestoneId,
        before: { ...draft, amount: text(line.beforeMinor), shareOf },
        after: {
          ...patched(draft, line.given),
          amount: text(line.amountMinor),
          shareOf: moved ? null : shareOf,
        },
      }
    }
  }
}
