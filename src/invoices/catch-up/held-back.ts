import { retainageKeyOf } from '../retainage/retainage-line'
import type { HeldInvoice, HeldLine } from './held-invoice'
import type { OpenPart } from './parts-to-link'
import { likeness } from './same-words'

/** A line below zero on the item that retainage is written with. */
type HeldBackLine = HeldLine & { readonly id: string; readonly amountMinor: bigint }

/** What a linked invoice holds back of one of its parts. */
export interface HeldBackPart extends OpenPart {
  readonly lineId: string
}

/** An invoice as its work alone reads, and the lines by which it holds some of that back. */
export interface WorkAndHeldBack {
  readonly work: HeldInvoice
  readonly heldBack: readonly HeldBackLine[]
}

/**
 * An invoice without what it holds back: milestones are held against the work on it, whatever of that is due now.
 * `retainageItemId` null: the workspace chose no item, so no line is told to be that.
 */
export function workOf(invoice: HeldInvoice, retainageItemId: string | null): WorkAndHeldBack {
  const isHeldBack = (line: HeldLine): line is HeldBackLine =>
    line.id !== null && line.itemId === retainageItemId && line.amountMinor !== null && line.amountMinor < 0n
  const heldBack = retainageItemId === null ? [] : invoice.lines.filter(isHeldBack)
  if (heldBack.length === 0) return { work: invoice, heldBack }
  const heldBackMinor = heldBack.reduce((sum, { amountMinor }) => sum - amountMinor, 0n)
  const before = (minor: bigint | null) => (minor === null ? null : minor + heldBackMinor)
  return {
    work: {
      ...invoice,
      netMinor: before(invoice.netMinor),
      totalMinor: before(invoice.totalMinor),
      lines: invoice.lines.filter((line) => !isHeldBack(line)),
      heldBackMinor,
    },
    heldBack,
  }
}

/**
 * Of which part each line holds back: of the one that it names, otherwise the largest of the largest, because one percentage is
 * agreed for most jobs. Each part has one such line; a line beyond that counts with the largest of them (`heldBackBeside`).
 * A part that `holding` has already gets none.
 */
export function heldBackParts(
  heldBack: readonly HeldBackLine[],
  parts: readonly OpenPart[],
  holding: ReadonlySet<string>,
): HeldBackPart[] {
  const bySize = <T extends { readonly amountMinor: bigint }>(sized: readonly T[]): T[] =>
    [...sized].sort((a, b) => (a.amountMinor > b.amountMinor ? -1 : a.amountMinor < b.amountMinor ? 1 : 0))
  let free = bySize(parts).filter(({ partKey }) => !holding.has(retainageKeyOf(partKey)))
  const named = (line: HeldLine) =>
    free.find(({ milestone }) => likeness(milestone.name, line.text) === 'all')
  // Below zero the largest is the last.
  return bySize(heldBack)
    .reverse()
    .flatMap((line): HeldBackPart[] => {
      const part = named(line) ?? free[0]
      if (part === undefined) return []
      free = free.filter((each) => each !== part)
      return [
        {
          milestone: part.milestone,
          partKey: retainageKeyOf(part.partKey),
          amountMinor: line.amountMinor,
          lineId: line.id,
        },
      ]
    })
}
