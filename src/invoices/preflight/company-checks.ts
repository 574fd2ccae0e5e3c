import type { ComposedInvoice } from '../composing/compose-invoice'
import type { BillingFacts } from '../composing/read-billing-facts'
import type { ItemFacts } from '../composing/read-item-facts'
import type { PartKind } from '../intent'
import { checkNow, inPlan, inQuickBooks, inSettings, type Mend, neverRead } from './mend'
import { type Check, check } from './preflight'

interface Posting {
  readonly types: readonly string[]
  readonly purpose: string
  readonly words: string
}
const income = { types: ['Income', 'Other Income'], words: 'an income account' }
const held = { types: ['Other Current Asset'], words: 'an other current asset account' }

const owed = {
  types: ['Other Current Liability', 'Long Term Liability'],
  purpose: 'a deposit',
  words: 'a liability account',
}

/** What a line of each kind should post to, by QuickBooks' types of accounts; left out: anything. */
const POSTS_TO: Partial<Record<PartKind, Posting>> = {
  work: { ...income, purpose: 'work' },
  hours: { ...income, purpose: 'work by the hour' },
  retainage: { ...held, purpose: 'retainage' },
  retainage_release: { ...held, purpose: 'retainage' },
  deposit: owed,
  draw: owed,
  deposit_income: { ...income, purpose: 'a deposit that is earned' },
}

/**
 * Where the invoices' lines are posted: the account of each item is there and in use. One of another kind than the line
 * needs is a warning: QuickBooks takes it, and a bookkeeper would not.
 */
export function accountChecks(
  { items }: Pick<BillingFacts, 'items'>,
  invoices: readonly Pick<ComposedInvoice, 'lines'>[],
): Check[] {
  const checks = new Map<string, Check>()
  for (const { kind, reads } of invoices.flatMap(({ lines }) => lines)) {
    const item = reads.itemId === null ? undefined : items.get(reads.itemId)
    if (reads.itemId === null || item === undefined) continue
    const found = accountCheck(reads.itemId, item, kind)
    checks.set(found.detail, found)
  }
  return [...checks.values()]
}

function accountCheck(itemId: string, { name, account }: ItemFacts, kind: PartKind): Check {
  const mendItem = inQuickBooks('Mend the item in QuickBooks', 'items', itemId)
  if (account === null) {
    const detail = `The account that “${name}” posts to is not in QuickBooks’ list.`
    return { check: 'account', ok: false, detail, mend: mendItem }
  }
  if (!account.active) {
    return {
      check: 'account',
      ok: false,
      detail: `“${name}” posts to “${account.name}”, which is inactive in QuickBooks.`,
      mend: inQuickBooks('Open the account in QuickBooks', 'accounts', account.id),
    }
  }
  const wanted = POSTS_TO[kind]
  const fits = wanted === undefined || account.type === null || wanted.types.includes(account.type)
  return {
    check: 'account',
    ok: true,
    detail: fits
      ? `“${name}” posts to “${account.name}”.`
      : `“${name}” posts to “${account.name}”; ${wanted.purpose} belongs on ${wanted.words}.`,
    mend: fits ? null : mendItem,
  }
}

/** The product or service that the work is billed with. */
export function itemCheck({ item, unread }: Pick<BillingFacts, 'item' | 'unread'>, inSchedule: Mend): Check {
  const isUnread = item === null && unread.has('items')
  return check(
    'item',
    item?.active === true && item.body['IncomeAccountRef'] !== undefined,
    `Item “${item?.name}”.`,
    item !== null
      ? `The item “${item.name}” is inactive, or has no income account.`
      : isUnread
        ? neverRead('items', 'what to bill the work with is not known')
        : 'No product or service is chosen.',
    item !== null
      ? inQuickBooks('Mend the item in QuickBooks', 'items', item.quickbooksId)
      : isUnread
        ? checkNow
        : inSchedule,
  )
}

/** The tax code, where one is chosen or the company needs one. */
export function taxCheck(
  { taxCode, taxCodeKnown, unread }: Pick<BillingFacts, 'taxCode' | 'taxCodeKnown' | 'unread'>,
  inSchedule: Mend,
): Check {
  const isUnread = taxCode !== null && unread.has('tax-codes')
  return check(
    'tax_code',
    taxCodeKnown,
    taxCode === null ? 'QuickBooks decides about tax.' : `Tax code ${taxCode}.`,
    taxCode === null
      ? 'This company needs a tax code on every line.'
      : isUnread
        ? neverRead('tax-codes', `tax code ${taxCode} is not known`)
        : `QuickBooks has no tax code ${taxCode}.`,
    isUnread ? checkNow : inSchedule,
  )
}

/** What is not known of the company as a whole, because it was never read. */
export function unreadChecks({ unread }: Pick<BillingFacts, 'unread'>): Check[] {
  const lacking = (['preferences', 'company'] as const).filter((kind) => unread.has(kind))
  return lacking.map((kind) =>
    check(
      'connection',
      false,
      '',
      kind === 'preferences'
        ? neverRead(kind, 'whether its books are closed, and what it bills in, is not known')
        : neverRead(kind, 'which taxes it needs is not known'),
      checkNow,
    ),
  )
}

/** Class and location stand on the invoice only where QuickBooks has them in use. */
export function placeChecks({ places }: Pick<BillingFacts, 'places'>): Check[] {
  return places.map(({ kind, id, master, inPlanOf }) =>
    check(
      kind,
      master?.active === true,
      `${kind === 'class' ? 'Class' : 'Location'} “${master?.name}”.`,
      master === null
        ? `QuickBooks has no ${kind} ${id}.`
        : `The ${kind} “${master.name}” is inactive in QuickBooks.`,
      inPlanOf ? inPlan(inPlanOf, 'invoicing') : inSettings,
    ),
  )
}

/** Who gives the number, and that nothing we know of has it. */
export function numberCheck({ customNumbers, numbering, nextNumber }: BillingFacts): Check[] {
  if (numbering.by === 'quickbooks') return []
  if (!customNumbers) {
    return [
      {
        check: 'number',
        ok: true,
        detail:
          'QuickBooks gives the number: custom transaction numbers are off there, so the pattern waits.',
        mend: inQuickBooks('Switch on custom numbers in QuickBooks', 'settings'),
      },
    ]
  }
  return [
    check(
      'number',
      nextNumber !== null,
      `Its number will be ${nextNumber}, or the next that is free.`,
      `QuickBooks takes 21 characters for a number, and the next of “${numbering.pattern}” is longer.`,
      inSettings,
    ),
  ]
}
