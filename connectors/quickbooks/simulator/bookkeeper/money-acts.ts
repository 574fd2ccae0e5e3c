import { type Books, findById } from '../company-books'
import { parseDecimal } from '../decimal'
import type { Office } from '../office'
import { refuse } from '../refusal'
import { type Entity, number, parts, refId, text, type Value } from '../value'
import { writeEntity } from '../write-entity'
import type { Act, Form } from './acts'

const plain = { operation: null, include: [] }

/** A typed amount, not below zero. Refuses what is none. */
export function amount(form: Form, name: string): Value {
  const typed = (form.get(name) ?? '').replace(/[,\s]/g, '')
  const decimal = parseDecimal(typed)
  if (decimal === null || decimal.units < 0n) throw refuse.property(`The amount "${typed}"`)
  return number(typed)
}
/** A line of a payment over one document. */
export const linked = (type: string, id: string, value: Value): Entity => ({
  Amount: value,
  LinkedTxn: [{ TxnId: id, TxnType: type }],
})
/** Writes as the API would. */
export const save = (
  books: Books,
  office: Office,
  kind: Parameters<typeof writeEntity>[1],
  body: Entity,
): Entity => writeEntity(books, kind, body, plain, office.behaviour).entity

/** The lines that a form gives a payment: one for each invoice with an amount. */
export const linesIn = (form: Form): Entity[] =>
  [...form.keys()]
    .filter((name) => name.startsWith('invoice-') && (form.get(name) ?? '').trim() !== '')
    .map((name) => linked('Invoice', name.slice('invoice-'.length), amount(form, name)))

/** Money of nobody's own: a credit, or a journal, pays an invoice by a payment of nothing. */
function settleWith(books: Books, office: Office, invoiceId: string, by: Entity): void {
  const customer = refId(findById(books, 'Invoice', invoiceId), 'CustomerRef') ?? ''
  const value = by['Amount'] ?? number(0)
  save(books, office, 'Payment', {
    CustomerRef: { value: customer },
    TotalAmt: number(0),
    Line: [linked('Invoice', invoiceId, value), by],
  })
}

const accountOf = (books: Books, type: string): string => {
  const found = books.list('Account').find((one) => text(one, 'AccountType') === type)
  if (found === undefined) throw refuse.property(`The account of type ${type}`)
  return text(found, 'Id') ?? ''
}

/** Applies a credit memo that is there already. */
export const applyCredit: Act = (books, id, form, office) => {
  const memo = findById(books, 'CreditMemo', (form.get('memo') ?? '').trim())
  settleWith(books, office, id, linked('CreditMemo', text(memo, 'Id') ?? '', amount(form, 'applied')))
  return 'The credit memo is applied.'
}

/** Books an amount from receivables to an expense, and sets it against the invoice. */
export const writeOff: Act = (books, id, form, office) => {
  const value = amount(form, 'writeoff')
  const customer = refId(findById(books, 'Invoice', id), 'CustomerRef') ?? ''
  const row = (PostingType: string, account: string, more: Entity = {}): Entity => ({
    Amount: value,
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: account }, ...more },
  })
  const entry = save(books, office, 'JournalEntry', {
    Line: [
      row('Debit', accountOf(books, 'Expense')),
      row('Credit', accountOf(books, 'Accounts Receivable'), {
        Entity: { Type: 'Customer', EntityRef: { value: customer } },
      }),
    ],
  })
  settleWith(books, office, id, linked('JournalEntry', text(entry, 'Id') ?? '', value))
  return 'It is written off by a journal entry.'
}

/** Gives money back, by a refund receipt that names no invoice. */
export const refund: Act = (books, id, form, office) => {
  const line = {
    Amount: amount(form, 'refund'),
    DetailType: 'SalesItemLineDetail',
    Description: 'Refund',
    SalesItemLineDetail: { ItemRef: { value: '1' } },
  }
  const note = (form.get('note') ?? '').trim()
  const made = save(books, office, 'RefundReceipt', {
    CustomerRef: { value: id },
    Line: [line],
    DepositToAccountRef: { value: accountOf(books, 'Bank') },
    ...(books.company.country === 'US' ? {} : { GlobalTaxCalculation: 'NotApplicable' }),
    ...(note === '' ? {} : { PrivateNote: note }),
  })
  return `The refund receipt is made: ${text(made, 'DocNumber') ?? text(made, 'Id') ?? ''}.`
}

/** Another sum, or other invoices: what is left out is unapplied. Credits that it applies stay with it. */
export const changePayment: Act = (books, id, form, office) => {
  const payment = findById(books, 'Payment', id)
  const others = parts(payment, 'Line').filter((line) =>
    parts(line, 'LinkedTxn').some((link) => text(link, 'TxnType') !== 'Invoice'),
  )
  save(books, office, 'Payment', {
    Id: id,
    SyncToken: form.get('token') ?? '',
    sparse: true,
    CustomerRef: payment['CustomerRef'] ?? {},
    TotalAmt: amount(form, 'amount'),
    Line: [...linesIn(form), ...others],
  })
  return 'The payment is changed.'
}

/** What is done to a credit memo or a refund receipt as a whole. */
export const deleteDocument =
  (kind: 'CreditMemo' | 'RefundReceipt'): Act =>
  (books, id, form, office) => {
    const body = { Id: id, SyncToken: form.get('token') ?? '' }
    writeEntity(books, kind, body, { operation: 'delete', include: [] }, office.behaviour)
    return kind === 'CreditMemo' ? 'The credit memo is deleted.' : 'The refund receipt is deleted.'
  }
