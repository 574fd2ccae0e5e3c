import { createHash } from 'node:crypto'
import { formatMoney, money, parseAmount, sumOrUnknown } from '../../money/money'
import { billedByPart, hasLooseLines, type InvoiceFacts, netOf, type Whose } from '../books/document'
import { soldBeside } from '../books/net-lines'
import { billsMilestone } from '../composing/invoice-line'
import type { BillingIntent, BillingPart } from '../intent'
import { lineWords } from '../sending/own-lines'

/** One of our lines: what was decided, and what the invoice says now. Minor units, net; null can't be told. */
export interface EditedLine {
  readonly part: BillingPart
  readonly decidedMinor: bigint
  readonly nowMinor: bigint | null
}

/** An invoice of which our lines come to something else than was decided. */
export interface Edit {
  readonly lines: readonly EditedLine[]
  readonly decidedMinor: bigint
  /** Null where our lines are gone and others stand in their place. */
  readonly nowMinor: bigint | null
}

/** What was edited of our lines; null where each comes to what was decided. */
export function editOf(facts: InvoiceFacts, parts: readonly BillingPart[], whose: Whose): Edit | null {
  const byPart = billedByPart(facts, parts, whose)
  const lines = parts.map((part) => ({
    part,
    decidedMinor: part.amountMinor,
    nowMinor: byPart.get(part.partKey) ?? null,
  }))
  if (lines.every(({ decidedMinor, nowMinor }) => nowMinor === decidedMinor)) return null
  return {
    lines,
    decidedMinor: lines.reduce((sum, line) => sum + line.decidedMinor, 0n),
    nowMinor: sumOrUnknown(lines.map(({ nowMinor }) => nowMinor)),
  }
}

/**
 * Names what is asked about an edit: another edit is another question. By a hash, because an index holds no more than some
 * 2,700 bytes of a cause, and an invoice may have 750 lines.
 */
export const editCause = (intentId: string, edit: Edit): string =>
  `edited:${intentId}:${createHash('sha256').update(linesText(edit)).digest('hex').slice(0, 32)}`

/** Tells edits apart: what each line comes to, because amounts that move from one to another leave the sum as it was. */
export const linesText = ({ lines }: Pick<Edit, 'lines'>): string =>
  lines.map(({ nowMinor }) => nowMinor ?? 'unknown').join(',')

/** What is known of an invoice that may be put back. */
export interface Restorable {
  readonly intent: Pick<BillingIntent, 'origin' | 'body' | 'currency'>
  readonly facts: InvoiceFacts
  readonly edit: Edit
  /** Whether a payment or a credit is on it, or money was taken with it, whatever it left open. */
  readonly moneyOnIt: boolean
  /** The books are closed up to this day; null while they are open. */
  readonly closedUpTo: string | null
}

/** Why an edited invoice can't be put back as it was sent, in words; null where it can. */
export function whyNotRestored({ intent, facts, edit, moneyOnIt, closedUpTo }: Restorable): string | null {
  if (intent.origin === 'linked' || intent.body === '')
    return 'A person made this invoice in QuickBooks: Milepost sent nothing that could be put back.'
  if (facts.gone !== null) return `It is ${facts.gone} in QuickBooks.`
  if (facts.totalMinor === null || facts.balanceMinor === null || facts.taxMinor === null)
    return 'Its amounts can’t be read from QuickBooks.'
  if (moneyOnIt || facts.balanceMinor !== facts.totalMinor)
    return 'Money or a credit is on it already. Unapply that in QuickBooks first, or accept the change.'
  if (closedUpTo !== null && facts.issuedOn !== null && facts.issuedOn <= closedUpTo)
    return `The books are closed up to ${closedUpTo}. Whoever closed them can open them in QuickBooks.`
  const parts = edit.lines.map(({ part }) => part)
  const lost = lostWords(intent, facts, edit)
  if (lost !== null)
    return `${lost} Give that line these words in QuickBooks, or void the invoice there and bill again.`
  if (parts.every((part) => !isThere(facts, part)))
    return 'Our lines are gone, and others may stand for them. Put it right in QuickBooks, or void it there and bill again.'
  if (edit.nowMinor === null || facts.discountMinor === null)
    return 'Its lines can’t be read from QuickBooks.'
  const replaced = replacedWords(intent, facts, edit)
  if (replaced !== null)
    return `${replaced} Give that line these words in QuickBooks, or take it away there, and it can be put right.`
  if (facts.discountMinor !== 0n && soldBeside(facts, parts, intent.currency))
    return `A discount of ${formatMoney(money(facts.discountMinor, intent.currency))} is on the whole invoice, and lines that are none of ours stand under it: nobody can tell what it was given for. Take it off in QuickBooks, or off the price of the line it is for, or accept the change.`
  return null
}

/** Which of our lines nobody can find on an invoice, and why, in words; null where each is known, or certainly not there. */
export function lostWords(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  facts: InvoiceFacts,
  { lines }: Edit,
): string | null {
  const parts = lines.map(({ part }) => part)
  const words = lineWords(intent, parts)
  const lost = parts.flatMap(({ lineId }, place) => (lineId === null ? [`“${words[place]}”`] : []))
  return lost.length === 0 || !hasLooseLines(facts, parts)
    ? null
    : `Which line is ${lost.join(', and which ')} can’t be told: the invoice was edited before Milepost had seen it.`
}

/** Which of our lines was taken away where another one costs the same and may stand for it, in words; null where none was. */
export function replacedWords(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  facts: InvoiceFacts,
  { lines }: Edit,
): string | null {
  const parts = lines.map(({ part }) => part)
  const held = new Set(parts.map(({ lineId }) => lineId))
  const loose = facts.lines.filter(({ Id }) => !held.has(Id ?? null))
  const amounts = new Set(loose.map(({ Amount }) => parseAmount(Amount ?? '', intent.currency)?.minor))
  const place = parts.findIndex(
    (part) =>
      part.movedMinor === null &&
      part.lineId !== null &&
      !isThere(facts, part) &&
      amounts.has(part.amountMinor),
  )
  return place < 0
    ? null
    : `“${lineWords(intent, parts)[place]}” was taken away, and a line that is none of ours costs the same: it may stand for it.`
}

/**
 * What a restored invoice comes to, net: our lines as they were decided, all others as they are, and no discount. Null can't
 * be told. Minor units.
 */
export function restoredNet(facts: InvoiceFacts, { decidedMinor, nowMinor }: Edit): bigint | null {
  const net = netOf(facts)
  return net === null || nowMinor === null ? null : net - nowMinor + decidedMinor
}

const isThere = (facts: InvoiceFacts, { lineId }: BillingPart): boolean =>
  lineId !== null && facts.lines.some((line) => line.Id === lineId)

/** Why what an invoice bills now can't become what was agreed, in words; null where it can. */
export function whyNotAccepted(edit: Edit, otherPayersOpen: readonly string[]): string | null {
  if (edit.nowMinor === null)
    return 'What it bills of each milestone can’t be told. Put it right in QuickBooks, or void it there and bill again.'
  if (isBackBeside(edit)) return `${BACK_BESIDE}. Put this one back, or void one of the two in QuickBooks.`
  if (milestoneChanges(edit).length === 0)
    return 'What it bills of its milestones is what was decided: only lines beside them were edited.'
  if (otherPayersOpen.length > 0)
    return `Others pay a part of ${otherPayersOpen.map((name) => `“${name}”`).join(', ')} that is not billed yet, and would be billed another amount. Bill them first.`
  return null
}

/** Whether a line is back whose billing a person had moved to another invoice, and could not be taken back from there. */
export const isBackBeside = ({ lines }: Edit): boolean =>
  lines.some(({ part, nowMinor }) => part.movedMinor !== null && nowMinor !== 0n)

/** That, in words, as a sentence goes on. */
export const BACK_BESIDE = 'A line is on it again whose work another invoice bills, or is to bill'

/**
 * What an edit changes of each milestone, by its id: a difference in minor units, never 0. What another invoice bills of it
 * is nothing that can be agreed to here.
 */
export function milestoneChanges({ lines }: Pick<Edit, 'lines'>): readonly MilestoneChange[] {
  const found = new Map<string, MilestoneChange>()
  for (const { part, decidedMinor, nowMinor } of lines) {
    const { milestoneId, scheduleId } = part
    if (!billsMilestone(part) || milestoneId === null || nowMinor === null || part.movedMinor !== null)
      continue
    const before = found.get(milestoneId)?.byMinor ?? 0n
    found.set(milestoneId, { milestoneId, scheduleId, byMinor: before + nowMinor - decidedMinor })
  }
  return [...found.values()].filter(({ byMinor }) => byMinor !== 0n)
}

export interface MilestoneChange {
  readonly milestoneId: string
  readonly scheduleId: string
  readonly byMinor: bigint
}
