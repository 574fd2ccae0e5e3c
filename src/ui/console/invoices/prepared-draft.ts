import type { InvoiceLineView, InvoicePageView, InvoicePatch } from '../../../http/contract/invoice'
import { timesQuantity } from '../../../http/contract/quantity'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'

/** How one line's amount reads, as it is typed. */
export interface TypedQuantity {
  readonly quantity: string
  readonly unitPrice: string
}

/** What a bookkeeper changes, as it is typed; null leaves it to the schedule. */
export interface PreparedDraft {
  readonly taxCode: string | null
  readonly terms: NonNullable<InvoicePageView['changes']>['terms'] | null
  readonly memo: string
  /** By the line's id. */
  readonly quantities: Readonly<Record<string, TypedQuantity>>
}

export const emptyQuantity: TypedQuantity = { quantity: '', unitPrice: '' }

export function draftOf({ changes, paper }: InvoicePageView): PreparedDraft {
  return {
    taxCode: changes?.taxCode ?? null,
    terms: changes?.terms ?? null,
    memo: paper.memo ?? '',
    quantities: Object.fromEntries(
      (changes?.lines ?? []).map(({ id, quantity, unitPrice }) => [id, { quantity, unitPrice }]),
    ),
  }
}

/** What is wrong with how a line's amount is typed, in words; null where nothing is, or it is half typed. */
export function quantityProblem({ amount }: InvoiceLineView, typed: TypedQuantity): string | null {
  const [quantity, unitPrice] = [typed.quantity.trim(), typed.unitPrice.trim()]
  if (quantity === '' || unitPrice === '') return null
  const minor = timesQuantity(quantity, unitPrice, amount.currency)
  if (minor === minorOf(amount)) return null
  return `${quantity} × ${unitPrice} is not ${moneyText(amount)}: what is billed stays.`
}

/** Only what differs from what is kept: a field that is emptied goes back to the schedule. */
export function patchOf(page: InvoicePageView, draft: PreparedDraft): InvoicePatch {
  const before = draftOf(page)
  const lines = Object.entries(draft.quantities).flatMap(
    ([id, typed]): NonNullable<InvoicePatch['lines']> => {
      const was = before.quantities[id] ?? emptyQuantity
      if (was.quantity === typed.quantity.trim() && was.unitPrice === typed.unitPrice.trim()) return []
      const quantity = { quantity: typed.quantity.trim(), unitPrice: typed.unitPrice.trim() }
      if (quantity.quantity === '' && quantity.unitPrice === '') return [{ id, quantity: null }]
      // Half of it is still being typed.
      if (quantity.quantity === '' || quantity.unitPrice === '') return []
      const line = page.lines.find((each) => each.id === id)
      if (line === undefined || quantityProblem(line, typed) !== null) return []
      return [{ id, quantity }]
    },
  )
  return {
    ...(draft.taxCode !== before.taxCode && { taxCode: draft.taxCode }),
    ...(JSON.stringify(draft.terms ?? null) !== JSON.stringify(before.terms) && {
      terms: draft.terms ?? null,
    }),
    ...(draft.memo !== before.memo && { memo: draft.memo }),
    ...(lines.length > 0 && { lines }),
  }
}
