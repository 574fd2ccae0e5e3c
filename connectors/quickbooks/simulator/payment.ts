import {
  type Applied,
  appliedLines,
  isApplicable,
  openAmount,
  ownMoney,
  printedLines,
  relink,
  type Switchboard,
} from './application'
import type { Books } from './company-books'
import { amountOf, digitsOf, money } from './decimal'
import { owe } from './masters'
import { namedReference, nameOf, referenced } from './references'
import { refuse } from './refusal'
import { checkOpenBooks, currencyReference, hasManyCurrencies, usualRate } from './settings-of-company'
import { compact, type Entity, flag, number, parts, reference, refId, text } from './value'
import { checkedDay } from './vendor-time'
import { type VoidWord, voidMemo } from './void-memo'

export interface PaymentRules extends Switchboard {
  /** Whether one payment may pay invoices of other members of the customer's family. */
  readonly acrossFamily: boolean
  readonly voidWord: VoidWord
}

/** Creates or changes a payment; `stored` is null for a new one. Answers the stored payment. */
export function writePayment(
  books: Books,
  draft: Entity,
  stored: Entity | null,
  rules: PaymentRules,
): Entity {
  const customer = referenced(books, 'Customer', draft, 'CustomerRef')
  if (customer === null) throw refuse.missing('CustomerRef')
  const currency = refId(customer, 'CurrencyRef') ?? books.company.currency
  const digits = digitsOf(currency)
  const total = amountOf(draft['TotalAmt'], digits)
  if (total === null) throw refuse.missing('TotalAmt')
  if (total < 0n) throw refuse.negative('TotalAmt')
  const day = checkedDay('TxnDate', text(draft, 'TxnDate') ?? books.today())
  if (stored !== null) checkNotDeposited(stored)
  checkOpenBooks(books, day, stored === null ? null : text(stored, 'TxnDate'))

  const before = stored === null ? [] : appliedLines(stored, digits)
  const openBefore = (line: Applied): bigint => {
    const own = before.filter((one) => one.type === line.type && one.id === line.id)
    const entity = books.get(line.type, line.id) ?? {}
    return openAmount(entity, line.type, digits) + own.reduce((sum, one) => sum + one.minor, 0n)
  }
  const after = withinOpen(wantedLines(books, draft, customer, digits, rules), openBefore)
  const used = ownMoney(after)
  if (used > total)
    throw refuse.business('The amounts applied are more than the payment and the credits used.')
  if (used < 0n) throw refuse.business('Credits cannot be applied to more than is paid with them.')
  const method = namedReference(books, 'PaymentMethod', draft, 'PaymentMethodRef')
  const account = namedReference(books, 'Account', draft, 'DepositToAccountRef')
  const entity = compact({
    ProcessPayment: false,
    ...draft,
    TxnDate: day,
    CustomerRef: reference(text(customer, 'Id') ?? '', nameOf(customer)),
    CurrencyRef: currencyReference(currency),
    ExchangeRate: hasManyCurrencies(books)
      ? number(text(draft, 'ExchangeRate') ?? usualRate(books, currency))
      : null,
    PaymentMethodRef: method,
    DepositToAccountRef: account ?? reference(undepositedFunds(books), null),
    TotalAmt: money(total, digits),
    UnappliedAmt: money(total - used, digits),
    LinkedTxn: stored === null ? [] : parts(stored, 'LinkedTxn'),
    Line: printedLines(books, after, openBefore, digits),
  })
  const saved = stored === null ? books.add('Payment', entity) : books.change('Payment', entity)
  relink(books, text(saved, 'Id') ?? '', before, after, digits, rules)
  const was = stored === null ? 0n : (amountOf(stored['TotalAmt'], digits) ?? 0n)
  moveDebt(books, stored, was)
  owe(books, text(customer, 'Id') ?? '', -total)
  return saved
}

/** Takes the old payment out of what its (perhaps other) customer owes. */
function moveDebt(books: Books, stored: Entity | null, was: bigint): void {
  const id = stored === null ? null : refId(stored, 'CustomerRef')
  if (id !== null) owe(books, id, was)
}

function wantedLines(
  books: Books,
  draft: Entity,
  customer: Entity,
  digits: number,
  { acrossFamily }: PaymentRules,
): readonly Applied[] {
  const family = familyOf(books, text(customer, 'Id') ?? '')
  return parts(draft, 'Line').flatMap((line) => {
    const minor = amountOf(line['Amount'], digits)
    if (minor === null) throw refuse.missing('Line.Amount')
    if (minor < 0n) throw refuse.negative('Line.Amount')
    return parts(line, 'LinkedTxn').map((link) => {
      const [type, id] = [text(link, 'TxnType') ?? '', text(link, 'TxnId') ?? '']
      if (!isApplicable(type)) throw refuse.cannotLink(type)
      const target = books.get(type, id)
      if (target === null) throw refuse.deleted()
      const owner = type === 'JournalEntry' ? text(target, '_creditOf') : refId(target, 'CustomerRef')
      const allowed = acrossFamily ? family.has(owner ?? '') : owner === text(customer, 'Id')
      if (!allowed) throw refuse.business('The linked transaction belongs to another customer.')
      return { type, id, minor }
    })
  })
}

/** A customer, those above it and all below those: who may pay for each other. */
function familyOf(books: Books, id: string): ReadonlySet<string> {
  const parent = (row: Entity): string | null => (flag(row, 'Job') ? refId(row, 'ParentRef') : null)
  let top = id
  for (let above = parent(books.get('Customer', top) ?? {}); above !== null; ) {
    top = above
    above = parent(books.get('Customer', top) ?? {})
  }
  const family = new Set([top])
  let size = 0
  while (size !== family.size) {
    size = family.size
    for (const row of books.list('Customer'))
      if (family.has(parent(row) ?? '')) family.add(text(row, 'Id') ?? '')
  }
  return family
}

/** Nobody pays more of a document than is open: the rest stays with the payment. */
function withinOpen(lines: readonly Applied[], openBefore: (line: Applied) => bigint): readonly Applied[] {
  const left = new Map<string, bigint>()
  return lines.flatMap((line) => {
    const key = `${line.type} ${line.id}`
    const open = left.get(key) ?? openBefore(line)
    const minor = line.minor < open ? line.minor : open
    left.set(key, open - minor)
    return minor > 0n ? [{ ...line, minor }] : []
  })
}

/** Zeroes a payment and gives its documents their open amounts back. */
export function voidPayment(books: Books, stored: Entity, rules: PaymentRules): Entity {
  const digits = digitsOf(refId(stored, 'CurrencyRef') ?? books.company.currency)
  checkNotDeposited(stored)
  checkOpenBooks(books, text(stored, 'TxnDate'))
  const saved = books.change(
    'Payment',
    compact({
      ...stored,
      TotalAmt: number(0),
      UnappliedAmt: number(0),
      Line: [],
      PrivateNote: voidMemo(text(stored, 'PrivateNote'), rules.voidWord),
    }),
    { operation: 'Void' },
  )
  relink(books, text(stored, 'Id') ?? '', appliedLines(stored, digits), [], digits, rules)
  owe(books, refId(stored, 'CustomerRef') ?? '', amountOf(stored['TotalAmt'], digits) ?? 0n)
  return saved
}

export function deletePayment(books: Books, stored: Entity, rules: Switchboard): void {
  const digits = digitsOf(refId(stored, 'CurrencyRef') ?? books.company.currency)
  checkNotDeposited(stored)
  checkOpenBooks(books, text(stored, 'TxnDate'))
  const id = text(stored, 'Id') ?? ''
  books.delete('Payment', id)
  relink(books, id, appliedLines(stored, digits), [], digits, rules)
  owe(books, refId(stored, 'CustomerRef') ?? '', amountOf(stored['TotalAmt'], digits) ?? 0n)
}

function checkNotDeposited(stored: Entity): void {
  if (parts(stored, 'LinkedTxn').some((one) => text(one, 'TxnType') === 'Deposit')) throw refuse.deposited()
}

/** The account where payments wait for the bank. */
export function undepositedFunds(books: Books): string {
  const row = books.list('Account').find((one) => text(one, 'AccountSubType') === 'UndepositedFunds')
  return row === undefined ? '4' : (text(row, 'Id') ?? '4')
}
