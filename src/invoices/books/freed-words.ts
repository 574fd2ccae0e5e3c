import { isOfSeveral } from '../composing/payer-part'
import type { BillingPart, PartKind } from '../intent'

/** The cause of the question about one milestone, or about what is none's, of an invoice that doesn't count any more. */
export const freedCause = (intentId: string, milestoneId: string | null): string =>
  `freed:${intentId}:${milestoneId}`

/** What an invoice bills of one deal, as a sentence goes on: "… is billed", "… are free". `names` are its milestones. */
export function whatIsBilled(parts: readonly BillingPart[], names: readonly string[]): string {
  if (names.length === 0) return BESIDE[parts[0]?.kind ?? 'work'].what
  const quoted = names.map((name) => `“${name}”`)
  const [last, ...before] = quoted.reverse()
  const all = before.length > 0 ? `${before.reverse().join(', ')} and ${last}` : last
  if (parts.some(isOfSeveral)) return `this payer’s part of ${all} is`
  return names.length > 1 ? `${all} are` : `${all} is`
}

/** What a person can do about a milestone, by its name, whose invoice doesn't count any more, and where. Null: about what is none's. */
export function freedAdvice(
  parts: readonly BillingPart[],
  customer: string | null,
  name: string | null,
): { readonly detail: string; readonly actions: { action: string; label: string }[] } {
  const leave = { action: 'leave', label: 'Leave it' }
  if (name === null) {
    const bill = { action: 'bill_deposit', label: 'Bill the deposit' }
    const isDeposit = parts.some(({ kind }) => kind === 'deposit')
    return {
      detail: BESIDE[parts[0]?.kind ?? 'work'].advice,
      actions: isDeposit ? [bill, leave] : [leave],
    }
  }
  return {
    detail: parts.some(isOfSeveral)
      ? `What ${customer ?? 'this payer'} pays of “${name}” is not billed any more; the other payers’ invoices stand. Bill it again, or leave it.`
      : `What it billed of “${name}” is not billed any more. Bill it again, reopen the work, or leave it.`,
    actions: [{ action: 'bill_again', label: 'Bill again' }, { action: 'reopen', label: 'Reopen' }, leave],
  }
}

/** Of invoices that bill no milestone, by what they bill. */
const BESIDE: Readonly<Record<PartKind, { readonly what: string; readonly advice: string }>> = {
  retainage: { what: 'what it holds back is', advice: 'It holds nothing back any more.' },
  retainage_release: {
    what: 'its release of retainage is',
    advice:
      'What it released is held back again. Release it again on the deal’s page when it is due, or leave it.',
  },
  deposit: {
    what: 'its deposit is',
    advice: 'The deposit is not billed any more. Bill it again on the deal’s page, or leave it.',
  },
  draw: { what: 'what it draws is', advice: 'It draws nothing any more.' },
  deposit_income: { what: 'its deposit is', advice: 'It draws nothing any more.' },
  hours: {
    what: 'its hours are',
    advice: 'Its hours are not billed any more. Bill them again on the deal’s page, or leave them.',
  },
  cost: {
    what: 'its costs are',
    advice: 'Its costs are not billed any more. Bill them again on the deal’s page, or leave them.',
  },
  work: { what: 'what it bills is', advice: 'What it billed is not billed any more.' },
}
