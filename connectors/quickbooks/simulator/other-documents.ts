import type { Books } from './company-books'
import { amountOf, money } from './decimal'
import { expenseLines } from './expense-lines'
import type { Kind } from './kinds'
import { owe } from './masters'
import { namedReference, referenced } from './references'
import { refuse } from './refusal'
import { checkOpenBooks, currencyReference } from './settings-of-company'
import { compact, type Entity, number, part, parts, refId, text } from './value'
import { checkedDay } from './vendor-time'

/** Deposits, journal entries, bills, purchases and time: as much of them as billing meets. */
export function writeOther(books: Books, kind: Kind, draft: Entity, stored: Entity | null): Entity {
  const day = checkedDay('TxnDate', text(draft, 'TxnDate') ?? books.today())
  checkOpenBooks(books, day, stored === null ? null : text(stored, 'TxnDate'))
  const dated = { ...draft, TxnDate: day }
  if (kind === 'TimeActivity') return save(books, kind, timeActivity(books, dated, stored), stored)
  const withLines = {
    ...dated,
    CurrencyRef: currencyReference(books.company.currency),
    Line: numbered(draft),
  }
  if (kind === 'Deposit') return writeDeposit(books, withLines, stored)
  if (kind === 'JournalEntry') return writeJournalEntry(books, withLines, stored)
  const spent = { ...withLines, Line: expenseLines(books, withLines.Line, stored) }
  return save(books, kind, kind === 'Bill' ? bill(books, spent) : purchase(books, spent), stored)
}

/** Takes back what such a document did, and deletes it. */
export function deleteOther(books: Books, kind: Kind, stored: Entity): void {
  checkOpenBooks(books, text(stored, 'TxnDate'))
  if (kind === 'Deposit') markDeposited(books, stored, false)
  if (kind === 'JournalEntry') {
    if (parts(stored, 'LinkedTxn').length > 0) throw refuse.dependencies('6000')
    moveReceivable(books, stored, -1n)
  }
  books.delete(kind, text(stored, 'Id') ?? '')
}

const save = (books: Books, kind: Kind, entity: Entity, stored: Entity | null): Entity =>
  stored === null ? books.add(kind, entity) : books.change(kind, entity)

function numbered(draft: Entity): readonly Entity[] {
  const lines = parts(draft, 'Line')
  if (lines.length === 0) throw refuse.missing('Line')
  let last = Math.max(0, ...lines.map((line) => Number(text(line, 'Id') ?? '0')))
  return lines.map((line, index) => {
    if (amountOf(line['Amount']) === null) throw refuse.missing('Line.Amount')
    const id = text(line, 'Id')
    if (id === null) last += 1
    return { Id: id ?? String(last), LineNum: number(index + 1), ...line }
  })
}

const totalOf = (entity: Entity): bigint =>
  parts(entity, 'Line').reduce((sum, line) => sum + (amountOf(line['Amount']) ?? 0n), 0n)

function bill(books: Books, draft: Entity): Entity {
  const vendor = namedReference(books, 'Vendor', draft, 'VendorRef')
  if (vendor === null) throw refuse.missing('VendorRef')
  const total = money(totalOf(draft))
  return {
    ...draft,
    VendorRef: vendor,
    DueDate: draft['DueDate'] ?? draft['TxnDate'] ?? '',
    TotalAmt: total,
    Balance: total,
  }
}

function purchase(books: Books, draft: Entity): Entity {
  const type = text(draft, 'PaymentType')
  if (type === null) throw refuse.missing('PaymentType')
  if (!['Cash', 'Check', 'CreditCard'].includes(type)) throw refuse.enumeration('PaymentType', type)
  const account = namedReference(books, 'Account', draft, 'AccountRef')
  if (account === null) throw refuse.missing('AccountRef')
  return { ...draft, AccountRef: account, TotalAmt: money(totalOf(draft)) }
}

const BILLABLE = ['Billable', 'NotBillable']

function timeActivity(books: Books, draft: Entity, stored: Entity | null): Entity {
  const who = text(draft, 'NameOf')
  if (who === null) throw refuse.missing('NameOf')
  if (who !== 'Employee' && who !== 'Vendor') throw refuse.enumeration('NameOf', who)
  const person = namedReference(books, who, draft, `${who}Ref`)
  if (person === null) throw refuse.missing(`${who}Ref`)
  const status = text(draft, 'BillableStatus') ?? 'NotBillable'
  // Only QuickBooks itself says that time has been billed.
  const kept = stored !== null && text(stored, 'BillableStatus') === status
  if (!BILLABLE.includes(status) && !kept) throw refuse.enumeration('BillableStatus', status)
  const hasSpan = text(draft, 'StartTime') !== null && text(draft, 'EndTime') !== null
  if (text(draft, 'Hours') === null && text(draft, 'Minutes') === null && !hasSpan)
    throw refuse.missing('Hours')
  const customer = namedReference(books, 'Customer', draft, 'CustomerRef')
  if (status === 'Billable' && customer === null) throw refuse.missing('CustomerRef')
  return compact({
    Taxable: false,
    HourlyRate: number(0),
    ...draft,
    [`${who}Ref`]: person,
    CustomerRef: customer,
    ItemRef: namedReference(books, 'Item', draft, 'ItemRef'),
    ClassRef: namedReference(books, 'Class', draft, 'ClassRef'),
    BillableStatus: status,
    // Of time from when to when QuickBooks says no hours.
    ...(hasSpan ? {} : { Hours: draft['Hours'] ?? number(0), Minutes: draft['Minutes'] ?? number(0) }),
  })
}

function writeDeposit(books: Books, draft: Entity, stored: Entity | null): Entity {
  const account = namedReference(books, 'Account', draft, 'DepositToAccountRef')
  if (account === null) throw refuse.missing('DepositToAccountRef')
  if (stored !== null) markDeposited(books, stored, false)
  const entity = { ...draft, DepositToAccountRef: account, TotalAmt: money(totalOf(draft)) }
  const saved = save(books, 'Deposit', entity, stored)
  markDeposited(books, saved, true)
  return saved
}

/** A deposited payment says so, and is then locked until the deposit goes. */
function markDeposited(books: Books, deposit: Entity, deposited: boolean): void {
  const id = text(deposit, 'Id') ?? ''
  for (const line of parts(deposit, 'Line'))
    for (const link of parts(line, 'LinkedTxn')) {
      const payment =
        text(link, 'TxnType') === 'Payment' ? books.get('Payment', text(link, 'TxnId') ?? '') : null
      if (payment === null) throw refuse.cannotLink(text(link, 'TxnType') ?? 'unknown')
      const others = parts(payment, 'LinkedTxn').filter((one) => text(one, 'TxnId') !== id)
      if (deposited && others.some((one) => text(one, 'TxnType') === 'Deposit')) throw refuse.deposited()
      const links = deposited ? [...others, { TxnId: id, TxnType: 'Deposit' }] : others
      books.change('Payment', { ...payment, LinkedTxn: links })
    }
}

const detailOf = (line: Entity): Entity => part(line, 'JournalEntryLineDetail')

/** A journal entry; what it books against receivables of one customer is a debt, or a credit to pay with. */
function writeJournalEntry(books: Books, draft: Entity, stored: Entity | null): Entity {
  let balance = 0n
  for (const line of parts(draft, 'Line')) {
    const posting = text(detailOf(line), 'PostingType')
    if (posting !== 'Debit' && posting !== 'Credit') throw refuse.enumeration('PostingType', posting ?? '')
    const account = referenced(books, 'Account', detailOf(line), 'AccountRef')
    if (account === null) throw refuse.missing('AccountRef')
    if (text(account, 'AccountType') === 'Accounts Receivable' && customerOf(line) === null)
      throw refuse.business('When you use accounts receivable, choose a customer in the name field.')
    balance += (posting === 'Debit' ? 1n : -1n) * (amountOf(line['Amount']) ?? 0n)
  }
  if (balance !== 0n) throw refuse.business('Debits and credits of a journal entry must be equal.')
  if (stored !== null) {
    if (parts(stored, 'LinkedTxn').length > 0) throw refuse.dependencies('6000')
    moveReceivable(books, stored, -1n)
  }
  const credit = receivables(books, draft).find((one) => one.minor < 0n)
  const hidden = credit === undefined ? {} : { _open: money(-credit.minor), _creditOf: credit.customer }
  const saved = save(
    books,
    'JournalEntry',
    { Adjustment: false, ...draft, ...hidden, TotalAmt: number(0) },
    stored,
  )
  moveReceivable(books, saved, 1n)
  return saved
}

function customerOf(line: Entity): string | null {
  const entity = part(detailOf(line), 'Entity')
  return text(entity, 'Type') === 'Customer' ? refId(entity, 'EntityRef') : null
}

function receivables(books: Books, entry: Entity): readonly { customer: string; minor: bigint }[] {
  return parts(entry, 'Line').flatMap((line) => {
    const account = books.get('Account', refId(detailOf(line), 'AccountRef') ?? '') ?? {}
    const customer = customerOf(line)
    if (text(account, 'AccountType') !== 'Accounts Receivable' || customer === null) return []
    const sign = text(detailOf(line), 'PostingType') === 'Debit' ? 1n : -1n
    return [{ customer, minor: sign * (amountOf(line['Amount']) ?? 0n) }]
  })
}

function moveReceivable(books: Books, entry: Entity, sign: bigint): void {
  for (const { customer, minor } of receivables(books, entry)) owe(books, customer, sign * minor)
}
