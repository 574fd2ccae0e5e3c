import type { StillHeld } from '../deals/two-plans'
import { sumOrUnknown } from '../money/money'
import { type DepositAccount, heldOf } from './deposits/deposit-account'
import { type HeldFrom, releasable } from './retainage/held'

/**
 * What a plan that goes on no more still has of its client's money, in words: what is held back and not released, and what of
 * deposits no invoice has used. Null where nothing is left of either.
 */
export function stillHeld(
  held: readonly HeldFrom[],
  accounts: readonly DepositAccount[],
  currency: string,
  text: (minor: bigint) => string,
): StillHeld | null {
  const retained = releasable(held)
  const deposit = heldOf(accounts)
  const left = [retained, deposit === null || deposit > 0n ? deposit : 0n]
  if (left.every((minor) => minor === 0n)) return null
  const [heldBack = null, unused = null] = left
  return {
    words: [retainageWords(heldBack, text), depositWords(unused, unpaidOf(accounts, unused), text)]
      .filter((words) => words !== '')
      .join(' '),
    amountMinor: sumOrUnknown(left),
    currency,
    about: `held back ${heldBack}, deposit ${unused}`,
  }
}

function retainageWords(minor: bigint | null, text: (minor: bigint) => string): string {
  if (minor === 0n) return ''
  return minor === null
    ? 'What its invoices still hold back is unknown until all of them can be read.'
    : `Its invoices still hold back ${text(minor)}: that is released on its page, as before.`
}

function depositWords(
  minor: bigint | null,
  unpaidMinor: bigint | null,
  text: (minor: bigint) => string,
): string {
  if (minor === 0n) return ''
  if (minor === null)
    return 'What is left of its deposit is unknown until all of its invoices and payments can be read.'
  const unpaid = unpaidMinor !== null && unpaidMinor > 0n ? `, ${text(unpaidMinor)} of that not paid yet` : ''
  return (
    `${text(minor)} of its deposit is not used${unpaid}, and nothing more will draw it. Give it back in QuickBooks: by a ` +
    'refund, or void or credit the deposit’s invoice there, so that what was paid of it can pay invoices of this plan.'
  )
}

/** What nobody has paid of deposits that count, of no more than is left of them. */
function unpaidOf(accounts: readonly DepositAccount[], left: bigint | null): bigint | null {
  const unpaid = sumOrUnknown(
    accounts.flatMap(({ effectiveMinor, paidMinor }) => [
      effectiveMinor,
      paidMinor === null ? null : -paidMinor,
    ]),
  )
  return unpaid !== null && left !== null && unpaid > left ? left : unpaid
}
