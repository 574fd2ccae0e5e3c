import { parseDecimal } from '../../money/decimal'
import { textAt } from '../books/difference'
import type { BillingPart } from '../intent'

/** A line of an invoice as it is sent: an object with an `Id` where QuickBooks knows it. */
type Line = object & { readonly Id?: string | undefined; readonly DetailType?: string | undefined }

/**
 * The lines of an invoice with ours as they were sent first, found by their ids; all others stay as they are, in their
 * places. One of ours that was removed is added behind the last of ours. QuickBooks' own subtotal is left to QuickBooks.
 * `sent` are the lines of the frozen body, in the order of `parts`.
 */
export function restoredLines(
  sent: readonly object[],
  parts: readonly Pick<BillingPart, 'lineId'>[],
  now: readonly Line[],
): object[] {
  const ours = new Map(
    parts.flatMap(({ lineId }, place) => {
      const line = sent[place]
      return lineId === null || line === undefined ? [] : [[lineId, line] as const]
    }),
  )
  const there = new Set(now.flatMap(({ Id }) => Id ?? []))
  const missing = sent.filter((_, place) => !there.has(parts[place]?.lineId ?? ''))
  const lines: object[] = []
  let behind = 0
  for (const line of now) {
    if (line.Id === undefined && line.DetailType === 'SubTotalLineDetail') continue
    const own = line.Id === undefined ? undefined : ours.get(line.Id)
    lines.push(own === undefined ? line : { ...own, Id: line.Id })
    if (own !== undefined) behind = lines.length
  }
  return [...lines.slice(0, behind), ...missing, ...lines.slice(behind)]
}

/** The lines of a frozen body. */
export function linesSent(body: string): object[] {
  const whole: unknown = JSON.parse(body)
  if (typeof whole !== 'object' || whole === null || !('Line' in whole) || !Array.isArray(whole.Line))
    return []
  return whole.Line.filter((line: unknown): line is object => typeof line === 'object' && line !== null)
}

/**
 * Which lines are ours that have another id now, because they had been removed and were added again: what no part holds,
 * and reads and costs exactly what was sent. By part key. So a line whose addition was answered by nobody is found again.
 */
export function findAgain(
  sent: readonly object[],
  parts: readonly Pick<BillingPart, 'partKey' | 'lineId'>[],
  now: readonly Line[],
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
  return plain(textAt(sent, 'Description')) === plain(textAt(now, 'Description'))
}

const plain = (text: string | null): string => (text ?? '').replace(/\r\n/g, '\n').trim()
