import type {
  ChangeOrderInput,
  ChangeOrderLineView,
  ChangeOrderView,
} from '../../../http/contract/change-order'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { timesQuantity } from '../../../http/contract/quantity'
import { digitsOf, minorOf, toMinor, typedDecimal } from '../../parts/minor-units'
import { type MilestoneWords, noWords, wordsInput, wordsOf } from '../milestone-form/milestone-words'

/** What a line asks for in money, as it is typed: an amount, or a quantity and what one costs. */
export interface TypedMoney {
  readonly by: 'amount' | 'quantity'
  readonly amount: string
  readonly quantity: string
  readonly unitPrice: string
}

/** A milestone that the change order adds. */
export interface AddedRow {
  readonly key: string
  readonly words: MilestoneWords
  readonly money: TypedMoney
}

/** What becomes of a milestone that is there; those that are left alone have none. */
export type Fate =
  | { readonly is: 'removed' }
  | { readonly is: 'changed'; readonly words: MilestoneWords; readonly money: TypedMoney }

/** A change order while it is written: everything as it is typed. */
export interface OrderDraft {
  readonly currency: string
  readonly digits: number
  readonly reason: string
  readonly added: readonly AddedRow[]
  /** By the milestone's id. */
  readonly fates: ReadonlyMap<string, Fate>
}

const noMoney: TypedMoney = { by: 'amount', amount: '', quantity: '', unitPrice: '' }
let born = 0

export function newAdded(words: Partial<MilestoneWords> = {}, money: Partial<TypedMoney> = {}): AddedRow {
  born += 1
  return { key: `new-${born}`, words: { ...noWords, ...words }, money: { ...noMoney, ...money } }
}

/** A milestone as it is, ready to be changed. */
export const asItIs = (milestone: MilestoneView): Extract<Fate, { is: 'changed' }> => ({
  is: 'changed',
  words: wordsOf(milestone),
  money: { ...noMoney, amount: milestone.amount.amount },
})

/** Milestones that a change order may still touch: nothing of them is judged or billed. */
export const mayChange = (milestone: MilestoneView): boolean =>
  !milestone.locked && (milestone.workStatus === 'pending' || milestone.workStatus === 'in_progress')

/** An empty draft, or the lines of one that is there. */
export function draftOf(page: DealPageView, order: ChangeOrderView | null): OrderDraft {
  const currency = page.figures?.contractSum?.currency ?? 'USD'
  const byId = new Map(page.milestones.map((milestone) => [milestone.id, milestone]))
  const added: AddedRow[] = []
  const fates = new Map<string, Fate>()
  for (const line of order?.lines ?? []) {
    const milestone = byId.get(line.milestoneId ?? '')
    if (line.op === 'add' && line.after) added.push(newAdded(wordsOf(line.after), moneyOf(line)))
    else if (line.op === 'remove' && milestone) fates.set(milestone.id, { is: 'removed' })
    else if (line.after && milestone) {
      fates.set(milestone.id, { is: 'changed', words: wordsOf(line.after), money: moneyOf(line) })
    }
  }
  return { currency, digits: digitsOf(currency), reason: order?.reason ?? '', added, fates }
}

const moneyOf = ({ quantity, unitPrice, after }: ChangeOrderLineView): TypedMoney => ({
  by: quantity === null ? 'amount' : 'quantity',
  amount: after?.amount.amount ?? '',
  quantity: quantity ?? '',
  unitPrice: unitPrice?.amount ?? '',
})

/** The amount that is typed, in minor units; null while it can't be read. */
export function typedMinor(money: TypedMoney, draft: Pick<OrderDraft, 'currency' | 'digits'>): bigint | null {
  if (money.by === 'quantity') {
    const [quantity, unitPrice] = [money.quantity, money.unitPrice].map(plainDecimal)
    return timesQuantity(quantity ?? '', unitPrice ?? '', draft.currency)
  }
  const amount = typedDecimal(money.amount, draft.digits)
  return amount === null ? null : toMinor(amount, draft.digits)
}

/** "1,250.5" → "1250.5": a decimal with up to 4 places, as people type it. */
export function plainDecimal(text: string): string {
  const plain = text.trim().replace(/[\s\u00a0\u202f]/g, '')
  return /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain
}

/** What the change order would do to the contract sum so far; null while an amount can't be read. */
export function effectOf(draft: OrderDraft, milestones: readonly MilestoneView[]): bigint | null {
  const byId = new Map(milestones.map((milestone) => [milestone.id, milestone]))
  let effect = 0n
  for (const { money } of draft.added) {
    const minor = typedMinor(money, draft)
    if (minor === null) return null
    effect += minor
  }
  for (const [id, fate] of draft.fates) {
    const milestone = byId.get(id)
    if (!milestone) continue
    const minor = fate.is === 'removed' ? 0n : typedMinor(fate.money, draft)
    if (minor === null) return null
    effect += minor - minorOf(milestone.amount)
  }
  return effect
}

/** The body for the server, and which row each of its lines came from. */
export function inputOf(
  draft: OrderDraft,
  milestones: readonly MilestoneView[],
): { body: ChangeOrderInput; rows: string[] } {
  const lines: ChangeOrderInput['lines'] = []
  const rows: string[] = []
  for (const milestone of milestones) {
    const fate = draft.fates.get(milestone.id)
    if (fate === undefined) continue
    rows.push(milestone.id)
    lines.push(
      fate.is === 'removed'
        ? { op: 'remove', milestoneId: milestone.id }
        : { op: 'change', milestoneId: milestone.id, ...changeInput(fate, milestone, draft) },
    )
  }
  for (const { key, words, money } of draft.added) {
    rows.push(key)
    const { plannedFrom, ...said } = wordsInput(words)
    const milestone = { ...said, ...(plannedFrom !== null && { plannedFrom }) }
    lines.push({
      op: 'add',
      milestone: money.by === 'amount' ? { ...milestone, amount: amountInput(money, draft) } : milestone,
      ...pricedInput(money, draft),
    })
  }
  return { body: { reason: draft.reason.trim(), lines }, rows }
}

function changeInput(
  { words, money }: Extract<Fate, { is: 'changed' }>,
  milestone: MilestoneView,
  draft: OrderDraft,
) {
  const before: object = wordsInput(wordsOf(milestone))
  const changed = Object.fromEntries(
    Object.entries(wordsInput(words)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
    ),
  )
  const moved = money.by === 'amount' && typedMinor(money, draft) !== minorOf(milestone.amount)
  return {
    set: moved ? { ...changed, amount: amountInput(money, draft) } : changed,
    ...pricedInput(money, draft),
  }
}

const amountInput = (money: TypedMoney, { currency, digits }: OrderDraft) => ({
  // What can't be read goes as it is: the server says where it is wrong.
  amount: typedDecimal(money.amount, digits) ?? money.amount.trim(),
  currency,
})

const pricedInput = (money: TypedMoney, { currency }: OrderDraft) =>
  money.by === 'amount'
    ? {}
    : {
        quantity: plainDecimal(money.quantity),
        unitPrice: { amount: plainDecimal(money.unitPrice), currency },
      }

/** The first thing the server said about each field of each row: `row field` → sentence. */
export function errorsByRow(
  errors: readonly { readonly pointer: string; readonly detail: string }[],
  rows: readonly string[],
): Map<string, string> {
  const found = new Map<string, string>()
  for (const { pointer, detail } of errors) {
    const match = /^\/lines\/(\d+)\/(?:(?:milestone|set)\/)?(\w+)/.exec(pointer)
    const row = match === null ? undefined : rows[Number(match[1])]
    const key = row === undefined ? pointer.slice(1) : `${row} ${match?.[2] ?? ''}`
    if (!found.has(key)) found.set(key, detail)
  }
  return found
}
