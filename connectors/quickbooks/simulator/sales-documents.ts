import { appliedLines, openFields, release, type Switchboard, setLines } from './application'
import type { Books } from './company-books'
import { amountOf, digitsOf, money } from './decimal'
import { followLinks, keptLinks, type LinkRules, writableLinks } from './estimate-links'
import type { Kind } from './kinds'
import { owe } from './masters'
import { writePayment } from './payment'
import { namedReference } from './references'
import { refuse } from './refusal'
import { composeForm, depositOf, type FormOptions } from './sales-form'
import { checkOpenBooks, salesForms } from './settings-of-company'
import { compact, type Entity, flag, number, part, parts, refId, text } from './value'
import { type VoidWord, voidMemo } from './void-memo'

export interface SalesRules extends FormOptions, Switchboard, LinkRules {
  readonly voidPaid: 'unlink' | 'refuse'
  readonly voidWord: VoidWord
  readonly deleteLinked: string
}

/** Creates or changes a sales form, with all that follows: balances, links, what the customer owes. */
export function writeSales(
  books: Books,
  kind: Kind,
  draft: Entity,
  stored: Entity | null,
  rules: SalesRules,
): Entity {
  const links = kind === 'Invoice' ? keptLinks(books, draft, stored, rules) : []
  const { entity, total, digits } = composeForm(books, kind, draft, stored, rules)
  checkOpenBooks(books, text(entity, 'TxnDate'), stored === null ? null : text(stored, 'TxnDate'))
  if (kind === 'RefundReceipt' && refId(draft, 'DepositToAccountRef') === null)
    throw refuse.missing('DepositToAccountRef')
  const due = total - depositOf(entity, digits)
  const settled = stored === null ? 0n : settledOf(kind, stored, digits)
  if (settled > due && stored !== null && (kind === 'Invoice' || kind === 'CreditMemo')) {
    release(books, stored, kind, settled - due, digits, rules)
    const released = books.get(kind, text(stored, 'Id') ?? '') ?? stored
    return writeSales(books, kind, { ...draft, SyncToken: released['SyncToken'] ?? '0' }, released, rules)
  }
  const document = compact({
    ...entity,
    ...kindFields(books, kind, entity, stored, due - settled, digits, links),
  })
  const saved = stored === null ? books.add(kind, document) : books.change(kind, document)
  followLinks(books, text(saved, 'Id') ?? '', stored === null ? [] : writableLinks(stored), links)
  moveDebt(books, kind, stored, -1n)
  moveDebt(books, kind, saved, 1n)
  return saved
}

/** How much of a document payments have taken. */
function settledOf(kind: Kind, stored: Entity, digits: number): bigint {
  const total = amountOf(stored['TotalAmt'], digits) ?? 0n
  if (kind === 'Invoice')
    return total - depositOf(stored, digits) - (amountOf(stored['Balance'], digits) ?? 0n)
  return kind === 'CreditMemo' ? total - (amountOf(stored['RemainingCredit'], digits) ?? 0n) : 0n
}

function kindFields(
  books: Books,
  kind: Kind,
  entity: Entity,
  stored: Entity | null,
  open: bigint,
  digits: number,
  links: readonly Entity[],
): Entity {
  const old = stored === null ? [] : parts(stored, 'LinkedTxn')
  const kept = old.filter((one) => !['Estimate', 'TimeActivity'].includes(text(one, 'TxnType') ?? ''))
  if (kind === 'Invoice')
    return { LinkedTxn: [...links, ...kept], ...openFields(books, entity, kind, open, digits) }
  if (kind === 'CreditMemo') return { LinkedTxn: kept, ...openFields(books, entity, kind, open, digits) }
  if (kind === 'Estimate') return estimateFields(entity, stored, old)
  const account = namedReference(books, 'Account', entity, 'DepositToAccountRef')
  return compact({
    Balance: number(0),
    DepositToAccountRef: account ?? { value: '4', name: 'Undeposited Funds' },
  })
}

const ESTIMATE_STATES = ['Pending', 'Accepted', 'Closed', 'Rejected', 'Converted']

function estimateFields(entity: Entity, stored: Entity | null, links: readonly Entity[]): Entity {
  const status =
    text(entity, 'TxnStatus') ?? (stored === null ? 'Pending' : text(stored, 'TxnStatus')) ?? 'Pending'
  if (!ESTIMATE_STATES.includes(status)) throw refuse.enumeration('TxnStatus', status)
  return { TxnStatus: status, LinkedTxn: links }
}

/** What a document adds to its customer's debt, in or out. */
function moveDebt(books: Books, kind: Kind, entity: Entity | null, sign: bigint): void {
  const customer = entity === null ? null : refId(entity, 'CustomerRef')
  if (entity === null || customer === null) return
  const digits = digitsOf(refId(entity, 'CurrencyRef') ?? books.company.currency)
  const total = amountOf(entity['TotalAmt'], digits) ?? 0n
  if (kind === 'Invoice') owe(books, customer, sign * (total - depositOf(entity, digits)))
  if (kind === 'CreditMemo') owe(books, customer, -sign * total)
}

const hasPayments = (stored: Entity): boolean =>
  parts(stored, 'LinkedTxn').some((one) => text(one, 'TxnType') === 'Payment')

/** Zeroes an invoice, keeps its number, frees whatever paid it. */
export function voidInvoice(books: Books, found: Entity, rules: SalesRules): Entity {
  checkOpenBooks(books, text(found, 'TxnDate'))
  const digits = digitsOf(refId(found, 'CurrencyRef') ?? books.company.currency)
  if (hasPayments(found) && rules.voidPaid === 'refuse') throw refuse.dependencies('6000')
  release(books, found, 'Invoice', null, digits, rules)
  const id = text(found, 'Id') ?? ''
  // Freeing the payments moved the token on; the void itself is one step, as its sender counts.
  const stored: Entity = { ...(books.get('Invoice', id) ?? found), SyncToken: found['SyncToken'] ?? '0' }
  const saved = books.change(
    'Invoice',
    compact({
      ...stored,
      Line: parts(stored, 'Line').map(zeroed),
      TxnTaxDetail: { ...without(part(stored, 'TxnTaxDetail'), 'TaxLine'), TotalTax: number(0) },
      LinkedTxn: [],
      TotalAmt: number(0),
      Balance: number(0),
      HomeTotalAmt: stored['HomeTotalAmt'] === undefined ? null : number(0),
      HomeBalance: stored['HomeBalance'] === undefined ? null : number(0),
      Deposit: stored['Deposit'] === undefined ? null : number(0),
      PrivateNote: voidMemo(text(stored, 'PrivateNote'), rules.voidWord),
    }),
    { operation: 'Void' },
  )
  followLinks(books, id, freed(stored, rules), [])
  moveDebt(books, 'Invoice', stored, -1n)
  return saved
}

function without(entity: Entity, name: string): Entity {
  const { [name]: _gone, ...rest } = entity
  return rest
}

function zeroed(line: Entity): Entity {
  const detail = part(line, 'SalesItemLineDetail')
  const quantity = detail['Qty'] === undefined ? {} : { Qty: number(0) }
  const emptied =
    line['SalesItemLineDetail'] === undefined
      ? {}
      : { SalesItemLineDetail: { ...without(detail, 'TaxInclusiveAmt'), ...quantity } }
  return { ...line, ...(line['Amount'] === undefined ? {} : { Amount: number(0) }), ...emptied }
}

/** What a document that is gone no longer links. */
const freed = (stored: Entity, rules: SalesRules): readonly Entity[] =>
  writableLinks(stored).filter((link) => !rules.keepTimeBilled || text(link, 'TxnType') !== 'TimeActivity')

/** Deletes a sales form that nothing is applied to. */
export function deleteSales(books: Books, kind: Kind, stored: Entity, rules: SalesRules): void {
  checkOpenBooks(books, text(stored, 'TxnDate'))
  if (hasPayments(stored)) throw refuse.dependencies(rules.deleteLinked)
  const id = text(stored, 'Id') ?? ''
  followLinks(books, id, freed(stored, rules), [])
  moveDebt(books, kind, stored, -1n)
  books.delete(kind, id)
}

/** Pays a new invoice from what the customer has left, where the company wants that: old credits, then rests. */
export function autoApply(books: Books, invoiceId: string, rules: SalesRules): void {
  const prefs = salesForms(books)
  const invoice = books.get('Invoice', invoiceId)
  if (invoice === null || !(flag(prefs, 'AutoApplyCredit') || flag(prefs, 'AutoApplyPayments'))) return
  const customer = refId(invoice, 'CustomerRef')
  const digits = digitsOf(refId(invoice, 'CurrencyRef') ?? books.company.currency)
  const open = (): bigint => amountOf(books.get('Invoice', invoiceId)?.['Balance'], digits) ?? 0n
  for (const kind of ['CreditMemo', 'Payment'] as const) {
    if (!flag(prefs, kind === 'CreditMemo' ? 'AutoApplyCredit' : 'AutoApplyPayments')) continue
    const name = kind === 'CreditMemo' ? 'RemainingCredit' : 'UnappliedAmt'
    for (const row of books.list(kind).filter((one) => refId(one, 'CustomerRef') === customer)) {
      const left = amountOf(row[name], digits) ?? 0n
      const minor = left < open() ? left : open()
      if (minor <= 0n) continue
      if (kind === 'Payment') {
        const before = appliedLines(row, digits)
        setLines(books, row, before, [...before, { type: 'Invoice', id: invoiceId, minor }], digits, rules)
      } else {
        const lines = [
          { Amount: money(minor, digits), LinkedTxn: [{ TxnId: invoiceId, TxnType: 'Invoice' }] },
          {
            Amount: money(minor, digits),
            LinkedTxn: [{ TxnId: text(row, 'Id') ?? '', TxnType: 'CreditMemo' }],
          },
        ]
        const draft = { CustomerRef: { value: customer ?? '' }, TotalAmt: number(0), Line: lines }
        writePayment(books, draft, null, { ...rules, acrossFamily: true })
      }
    }
  }
}
