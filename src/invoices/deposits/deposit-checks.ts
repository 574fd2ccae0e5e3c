import { formatMoney, money } from '../../money/money'
import type { InvoiceLine } from '../composing/invoice-line'
import type { Check } from '../preflight/preflight'
import { drawableOf } from './deposit-account'
import type { DepositBook } from './read-deposits'

const inSettings = { label: 'Choose it in the billing settings', href: '/settings/billing' }

/** What invoices with a deposit on them, or with something drawn of one, need beside what every invoice needs. */
export function depositChecks(
  book: DepositBook | null,
  lines: readonly InvoiceLine[],
  currency: string,
): Check[] {
  if (book === null) return []
  const isUsed = lines.some(({ kind }) => kind === 'deposit' || kind === 'draw')
  return [
    ...(isUsed ? [itemCheck(book), ...taxCheck(book)] : []),
    ...unknownCheck(book),
    ...unpaidCheck(book, lines, currency),
  ]
}

function itemCheck({ master, item }: DepositBook): Check {
  const ok = master?.active === true && master.body['IncomeAccountRef'] !== undefined
  const bad =
    item.itemId === null
      ? 'No product or service is chosen for deposits.'
      : master === null
        ? `QuickBooks has no product or service ${item.itemId} for deposits.`
        : `“${master.name}”, with which deposits are billed, is inactive, or has no account.`
  return {
    check: 'item',
    ok,
    detail: ok ? `Deposits are kept with “${master.name}”.` : bad,
    mend: ok ? null : inSettings,
  }
}

function taxCheck({ item, taxCodeKnown }: DepositBook): Check[] {
  if (taxCodeKnown) return []
  return [
    {
      check: 'tax_code',
      ok: false,
      detail:
        item.taxCode === null
          ? 'This company needs a tax code on every line, deposits too.'
          : `QuickBooks has no tax code ${item.taxCode}, which is set for deposits.`,
      mend: inSettings,
    },
  ]
}

/** What a deposit comes to now must be known before anything is drawn of it, or the client would be asked for too much. */
function unknownCheck({ accounts, waitForPayment }: DepositBook): Check[] {
  const isKnown = accounts.every((account) => drawableOf(account, waitForPayment) !== null)
  if (isKnown) return []
  return [
    {
      check: 'headroom',
      ok: false,
      detail:
        'A deposit’s invoice, or a payment of it, could not be read, so what of it can be drawn is unknown.',
      mend: { label: 'Check now', href: '/connections' },
    },
  ]
}

/** An advance that is billed and not paid lowers nothing yet: who bills the work should know before the client asks. */
function unpaidCheck(book: DepositBook, lines: readonly InvoiceLine[], currency: string): Check[] {
  if (!book.waitForPayment || !lines.some(({ kind }) => kind === 'work')) return []
  return book.accounts.flatMap((account): Check[] => {
    const unpaidMinor = (account.effectiveMinor ?? 0n) - (account.paidMinor ?? 0n)
    if (account.way !== 'advance' || unpaidMinor <= 0n) return []
    return [
      {
        check: 'deposit',
        ok: true,
        detail: `${formatMoney(money(unpaidMinor, currency))} of the deposit is not paid yet, so this invoice is not lowered by it.`,
        mend: { label: 'Draw of unpaid deposits too', href: '/settings/billing' },
      },
    ]
  })
}
