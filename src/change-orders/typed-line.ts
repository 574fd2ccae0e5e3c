import { randomUUID } from 'node:crypto'
import { formatAmount, formatMoney, money } from '../money/money'
import { timesQuantity } from '../money/quantity'
import { roundHalfUp, shareRatio } from '../money/share'
import type { MilestonePatch } from '../schedules/change-milestone'
import { detailsOf, draftAmount, type MilestoneDraft, type MoneyText } from '../schedules/draft'
import { lockReason, type Milestone } from '../schedules/milestone'
import { sameContent } from '../schedules/same-content'
import type { Schedule } from '../schedules/schedule'
import { conflict, type FieldError, invalid } from '../tenants/refusal'
import { beforeOf, type ChangeOrderLine } from './change-order'
import { lineErrors } from './line-errors'
import { patched } from './patched'

/** A line as a person typed it. `quantity` × `unitPrice` stand for an amount, or must come to it. */
export type TypedLine = {
  readonly quantity?: string | undefined
  readonly unitPrice?: MoneyText | undefined
} & (
  | { readonly op: 'add'; readonly milestone: MilestoneDraft }
  | { readonly op: 'change'; readonly milestoneId: string; readonly set: MilestonePatch }
  | { readonly op: 'remove'; readonly milestoneId: string }
)

/**
 * Typed lines as lines of a change order, each beside what its milestone is now. A share is taken of the original
 * contract value, by itself, half a unit up, and is a fixed amount from then on.
 * Refuses: validation_failed with pointers, milestone_locked.
 */
export function linesFrom(
  schedule: Schedule,
  milestones: readonly Milestone[],
  typed: readonly TypedLine[],
  held: readonly ChangeOrderLine[] = [],
): ChangeOrderLine[] {
  const errors: FieldError[] = []
  const byId = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone]))
  const seen = new Set<string>()
  const lines = typed.flatMap((line, index): ChangeOrderLine[] => {
    const pointer = `/lines/${index}`
    if (line.op === 'add') return addLine(schedule, line, pointer, errors)
    const milestone = byId.get(line.milestoneId)
    if (!milestone || seen.has(line.milestoneId)) {
      const detail = milestone
        ? 'Another line speaks of this milestone already.'
        : 'There is no such milestone in this schedule.'
      errors.push({ pointer: `${pointer}/milestoneId`, detail })
      return []
    }
    seen.add(line.milestoneId)
    const accepting = held.find((each) => each.accepts !== undefined && saysTheSame(each, line))
    if (accepting) return [accepting]
    const locked = lockReason(milestone)
    if (locked !== null) {
      throw conflict('milestone_locked', `“${milestone.name}” can't be changed. ${locked}`, {
        milestoneId: milestone.milestoneId,
      })
    }
    const before = beforeOf(milestone, schedule.currency)
    const found = { milestoneId: milestone.milestoneId, before, beforeMinor: milestone.amountMinor }
    if (line.op === 'remove') {
      return [{ ...found, op: 'remove', given: null, quantity: null, unitPrice: null, amountMinor: 0n }]
    }
    const known = errors.length
    const said = amountOf(schedule, line, line.set, `${pointer}/set`, pointer, errors)
    const amountMinor = said ?? milestone.amountMinor
    const sameMoney = errors.length === known && amountMinor === milestone.amountMinor
    if (sameMoney && changesNoWords(line.set, before.draft, milestone)) {
      errors.push({ pointer: `${pointer}/set`, detail: `This line changes nothing of “${milestone.name}”.` })
    }
    return [{ ...found, op: 'change', given: line.set, ...factorsOf(line), amountMinor }]
  })
  if (schedule.billingType === 'hourly' && typed.some((line) => line.op === 'add')) {
    errors.push({ pointer: '/lines', detail: 'An hourly schedule has no milestones. Choose fixed or mixed.' })
  }
  if (errors.length === 0) errors.push(...lineErrors(schedule, milestones, lines))
  if (errors.length > 0) throw invalid(errors)
  return lines
}

const saysTheSame = (held: ChangeOrderLine, typed: TypedLine): boolean =>
  held.op === typed.op &&
  typed.op === 'change' &&
  held.milestoneId === typed.milestoneId &&
  sameContent(held.given, typed.set)

function addLine(
  schedule: Schedule,
  line: Extract<TypedLine, { op: 'add' }>,
  pointer: string,
  errors: FieldError[],
): ChangeOrderLine[] {
  const known = errors.length
  const said = amountOf(schedule, line, line.milestone, `${pointer}/milestone`, pointer, errors)
  if (said === null && errors.length === known) {
    errors.push({
      pointer: `${pointer}/milestone/amount`,
      detail: 'Give an amount, a share, or a quantity and its unit price.',
    })
  }
  const { id: _, ...given } = line.milestone
  return [
    {
      op: 'add',
      milestoneId: randomUUID(),
      given,
      ...factorsOf(line),
      before: null,
      beforeMinor: 0n,
      amountMinor: said ?? 0n,
    },
  ]
}

const factorsOf = (line: TypedLine) => ({
  quantity: line.quantity ?? null,
  unitPrice: line.unitPrice?.amount ?? null,
})

/** The amount that a line says in any of the ways, in minor units; null when it says none, or a wrong one. */
function amountOf(
  schedule: Schedule,
  line: TypedLine,
  given: MilestonePatch,
  at: string,
  pointer: string,
  errors: FieldError[],
): bigint | null {
  const { currency } = schedule
  if (given.amount && given.share) {
    errors.push({ pointer: `${at}/share`, detail: 'Give an amount or a share, not both.' })
    return null
  }
  const product = productOf(line, currency, pointer, errors)
  const amount = draftAmount(given, currency, at, errors)
  if (given.share) {
    if (product !== null)
      errors.push({ pointer: `${at}/share`, detail: 'Give a share or a quantity, not both.' })
    const { over, under } = shareRatio(given.share)
    return roundHalfUp(over * schedule.originalMinor, under)
  }
  if (product === null || given.amount === undefined) return product ?? amount
  if (amount !== null && amount !== product) {
    const text = (minor: bigint) => formatMoney(money(minor, currency))
    errors.push({
      pointer: `${pointer}/quantity`,
      detail: `${line.quantity} × ${line.unitPrice?.amount} is ${text(product)}, not ${text(amount)}.`,
    })
  }
  return product
}

function productOf(
  { quantity, unitPrice }: TypedLine,
  currency: string,
  pointer: string,
  errors: FieldError[],
): bigint | null {
  if (quantity === undefined && unitPrice === undefined) return null
  if (quantity === undefined || unitPrice === undefined) {
    const missing = quantity === undefined ? 'quantity' : 'unitPrice'
    errors.push({ pointer: `${pointer}/${missing}`, detail: 'A quantity and a unit price go together.' })
    return null
  }
  if (unitPrice.currency !== currency) {
    errors.push({ pointer: `${pointer}/unitPrice/currency`, detail: `The schedule is in ${currency}.` })
    return null
  }
  const minor = timesQuantity(quantity, unitPrice.amount, currency)
  if (minor === null) {
    errors.push({ pointer: `${pointer}/quantity`, detail: 'A quantity is a decimal with up to 4 places.' })
    return null
  }
  // A product must fit like any other amount.
  const amount = { amount: formatAmount(money(minor, currency)), currency }
  const unfit: FieldError[] = []
  const fit = draftAmount({ amount }, currency, '', unfit)
  errors.push(...unfit.map(({ detail }) => ({ pointer: `${pointer}/quantity`, detail })))
  return fit
}

function changesNoWords(set: MilestonePatch, held: MilestoneDraft, milestone: Milestone): boolean {
  const next = patched(held, set)
  return (
    next.name === milestone.name &&
    (next.plannedOn ?? null) === milestone.plannedOn &&
    sameContent(detailsOf(next), milestone.details)
  )
}
