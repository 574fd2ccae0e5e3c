import { decimalNumber } from '../../../connectors/quickbooks/decimal-number'
import { parseDecimal } from '../../money/decimal'
import { formatAmount, money, parseAmount } from '../../money/money'
import { textAt } from '../books/difference'
import type { BillingIntent, BillingPart } from '../intent'

/** A line of an invoice as it is sent: an object with an `Id` where QuickBooks knows it. */
export type RestoredLine = object & {
  readonly Id?: string | undefined
  readonly DetailType?: string | undefined
}

/**
 * The lines of an invoice with ours as they were decided, found by their ids; all others stay as they are, in their
 * places. One of ours that was removed is added behind the last of ours, unless another invoice bills it by now. QuickBooks' own
 * subtotal is left to QuickBooks, and discounts are taken away.
 * `sent` are our lines as they were decided, in the order of `parts`.
 */
export function restoredLines(
  sent: readonly object[],
  parts: readonly Pick<BillingPart, 'lineId' | 'movedMinor'>[],
  now: readonly RestoredLine[],
): object[] {
  const ours = new Map(
    parts.flatMap(({ lineId }, place) => {
      const line = sent[place]
      return lineId === null || line === undefined ? [] : [[lineId, line] as const]
    }),
  )
  const there = new Set(now.flatMap(({ Id }) => Id ?? []))
  const missing = sent.filter((_, place) => {
    const part = parts[place]
    return !there.has(part?.lineId ?? '') && (part?.movedMinor ?? null) === null
  })
  const lines: object[] = []
  let behind = 0
  for (const line of now) {
    if (line.Id === undefined && line.DetailType === 'SubTotalLineDetail') continue
    // A discount comes off ours too: as it was sent, nothing did.
    if (line.DetailType === 'DiscountLineDetail') continue
    const own = line.Id === undefined ? undefined : ours.get(line.Id)
    lines.push(own === undefined ? line : { ...own, Id: line.Id })
    if (own !== undefined) behind = lines.length
  }
  return [...lines.slice(0, behind), ...missing, ...lines.slice(behind)]
}

/**
 * The lines of a frozen body, each with what was decided of its part: a change order that accepted an edit moved that since
 * they were sent. `parts` in the order of the lines.
 */
export function linesDecided(
  { body, currency }: Pick<BillingIntent, 'body' | 'currency'>,
  parts: readonly Pick<BillingPart, 'amountMinor'>[],
): object[] {
  const whole: unknown = JSON.parse(body)
  if (typeof whole !== 'object' || whole === null || !('Line' in whole) || !Array.isArray(whole.Line))
    return []
  const sent = whole.Line.filter((line: unknown): line is object => typeof line === 'object' && line !== null)
  return sent.map((line, place) => {
    const part = parts[place]
    if (part === undefined || parseAmount(textAt(line, 'Amount') ?? '', currency)?.minor === part.amountMinor)
      return line
    const amount = decimalNumber(formatAmount(money(part.amountMinor, currency)))
    const detail: unknown = Reflect.get(line, 'SalesItemLineDetail')
    return {
      ...line,
      Amount: amount,
      SalesItemLineDetail: { ...(detail instanceof Object && detail), Qty: 1, UnitPrice: amount },
    }
  })
}

/**
 * Which lines are ours that have another id now, because they had been removed and were added again: what no part holds,
 * and reads and costs exactly what was sent. By part key. So a line whose addition was answered by nobody is found again.
 */
export function findAgain(
  sent: readonly object[],
  parts: readonly Pick<BillingPart, 'partKey' | 'lineId'>[],
  now: readonly RestoredLine[],
): Map<string, string> {
  const there = new Set(now.flatMap(({ Id }) => Id ?? []))
  const held = new Set(parts.flatMap(({ lineId }) => lineId ?? []))
  const found = new Map<string, string>()
  for (const [place, { partKey, lineId }] of parts.entries()) {
    const line = sent[place]
    if (line === undefined || (lineId !== null && there.has(lineId))) continue
    const again = now.find(({ Id, ...rest }) => Id !== undefined && !held.has(Id) && readsLike(line, rest))
    if (again?.Id === undefined) continue
    held.add(again.Id)
    found.set(partKey, again.Id)
  }
  return found
}

function readsLike(sent: object, now: object): boolean {
  const [one, other] = [textAt(sent, 'Amount'), textAt(now, 'Amount')].map((text) => parseDecimal(text ?? ''))
  if (!one || !other || one.units * 10n ** BigInt(other.scale) !== other.units * 10n ** BigInt(one.scale))
    return false
  return sameText(textAt(sent, 'Description'), textAt(now, 'Description'))
}

/** QuickBooks has its own line ends, and takes away what stands before and after a text. */
export const sameText = (one: string | null, other: string | null): boolean => plain(one) === plain(other)

const plain = (text: string | null): string => (text ?? '').replace(/\r\n/g, '\n').trim()
