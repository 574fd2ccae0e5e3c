import { isOfSeveral } from '../composing/payer-part'
import type { BillingPart, PartKind } from '../intent'

/** What an invoice bills, as a sentence goes on: "… is billed", "… is not billed any more". */
export function whatIsBilled(parts: readonly BillingPart[]): string {
  if (parts.some((part) => part.milestoneId !== null))
    return parts.some(isOfSeveral) ? 'this payer’s part of its milestone is' : 'its milestone is'
  return BESIDE[parts[0]?.kind ?? 'work'].what
}

/** What a person can do about an invoice that doesn't count any more, and where. */
export function freedAdvice(
  parts: readonly BillingPart[],
  customer: string | null,
): { readonly detail: string; readonly actions: { action: string; label: string }[] } {
  const leave = { action: 'leave', label: 'Leave it' }
  if (parts.every((part) => part.milestoneId === null)) {
    const bill = { action: 'bill_deposit', label: 'Bill the deposit' }
    const isDeposit = parts.some(({ kind }) => kind === 'deposit')
    return {
      detail: BESIDE[parts[0]?.kind ?? 'work'].advice,
      actions: isDeposit ? [bill, leave] : [leave],
    }
  }
  return {
    detail: parts.some(isOfSeveral)
      ? `What ${customer ?? 'this payer'} pays of its milestone is not billed any more; the other payers’ invoices stand. Bill it again, or leave it.`
      : 'What it billed of its milestone is not billed any more. Bill it again, reopen the work, or leave it.',
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
