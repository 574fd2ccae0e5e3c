import { type Books, findById } from '../company-books'
import { parseDecimal } from '../decimal'
import { mergeCustomers } from '../merge-customers'
import type { Office } from '../office'
import { sendDocument } from '../send-document'
import { compact, type Entity, isEntity, number, parts, refId, text, type Value } from '../value'
import { writeEntity } from '../write-entity'
import {
  amount,
  applyCredit,
  changePayment,
  deleteDocument,
  linesIn,
  linked,
  refund,
  save,
  writeOff,
} from './money-acts'

/** What a form brings. */
export type Form = URLSearchParams
/** Does it, in the open books, and says in a sentence what was done. */
export type Act = (books: Books, id: string, form: Form, office: Office) => string

function creditMemo(
  books: Books,
  office: Office,
  customer: string,
  value: Value,
  like: Entity | null,
): Entity {
  const first = parts(like ?? {}, 'Line').find((line) => text(line, 'DetailType') === 'SalesItemLineDetail')
  const detail = first?.['SalesItemLineDetail'] ?? { ItemRef: { value: '1' } }
  const { Qty, UnitPrice, TaxInclusiveAmt, ...kept }: Record<string, Value> = {
    ...(isEntity(detail) ? detail : {}),
  }
  const line = {
    Amount: value,
    DetailType: 'SalesItemLineDetail',
    Description: 'Credit',
    SalesItemLineDetail: kept,
  }
  const way = like?.['GlobalTaxCalculation']
  const tax = like === null && books.company.country !== 'US' ? 'NotApplicable' : (way ?? null)
  return save(
    books,
    office,
    'CreditMemo',
    compact({ CustomerRef: { value: customer }, Line: [line], GlobalTaxCalculation: tax }),
  )
}
/** Everything a bookkeeper does to an invoice. */
export const INVOICE_ACTS: Readonly<Record<string, Act>> = {
  pay: (books, id, form, office) => {
    const invoice = findById(books, 'Invoice', id)
    const value = amount(form, 'amount')
    const customer = refId(invoice, 'CustomerRef') ?? ''
    save(books, office, 'Payment', {
      CustomerRef: { value: customer },
      TotalAmt: value,
      Line: [linked('Invoice', id, value)],
    })
    return 'The payment is received.'
  },
  edit: (books, id, form, office) => {
    const invoice = findById(books, 'Invoice', id)
    const Line = parts(invoice, 'Line')
      .filter((line) => text(line, 'DetailType') !== 'SubTotalLineDetail')
      .map((line) => editedLine(line, form))
    save(books, office, 'Invoice', { Id: id, SyncToken: form.get('token') ?? '', sparse: true, Line })
    return 'The amounts are changed.'
  },
  credit: (books, id, form, office) => {
    const invoice = findById(books, 'Invoice', id)
    const customer = refId(invoice, 'CustomerRef') ?? ''
    const memo = creditMemo(books, office, customer, amount(form, 'credit'), invoice)
    const value = memo['TotalAmt'] ?? number(0)
    const lines = [linked('Invoice', id, value), linked('CreditMemo', text(memo, 'Id') ?? '', value)]
    save(books, office, 'Payment', { CustomerRef: { value: customer }, TotalAmt: number(0), Line: lines })
    return 'The credit memo is made and applied.'
  },
  send: (books, id, form, office) => {
    const bumps = office.behaviour.value('send-bumps-synctoken') === 'yes'
    const to = form.get('to') ?? ''
    sendDocument(books, 'Invoice', findById(books, 'Invoice', id), to === '' ? null : to, bumps)
    return 'The invoice is on its way.'
  },
  apply: applyCredit,
  writeoff: writeOff,
  copy: (books, id, _form, office) => {
    const invoice = findById(books, 'Invoice', id)
    const kept = [
      'CustomerRef',
      'CustomerMemo',
      'PrivateNote',
      'SalesTermRef',
      'BillEmail',
      'GlobalTaxCalculation',
    ]
    const Line = parts(invoice, 'Line')
      .filter((line) => text(line, 'DetailType') !== 'SubTotalLineDetail')
      .map(({ Id, LineNum, ...line }) => line)
    const copy = save(
      books,
      office,
      'Invoice',
      compact({ ...Object.fromEntries(kept.map((name) => [name, invoice[name]])), Line }),
    )
    return `The copy is invoice ${text(copy, 'DocNumber') ?? text(copy, 'Id') ?? ''}.`
  },
  void: (books, id, form, office) => {
    const body = { Id: id, SyncToken: form.get('token') ?? '' }
    writeEntity(books, 'Invoice', body, { operation: 'void', include: [] }, office.behaviour)
    return 'The invoice is void.'
  },
  delete: (books, id, form, office) => {
    const body = { Id: id, SyncToken: form.get('token') ?? '' }
    writeEntity(books, 'Invoice', body, { operation: 'delete', include: [] }, office.behaviour)
    return 'The invoice is deleted.'
  },
}

/** A line with the amount the form gives it; a quantity would contradict it and goes. */
function editedLine(line: Entity, form: Form): Entity {
  const name = `line-${text(line, 'Id') ?? ''}`
  if (!form.has(name)) return line
  const value = amount(form, name)
  if (parseDecimal(text(line, 'Amount') ?? '')?.units === parseDecimal(text({ value }, 'value') ?? '')?.units)
    return line
  const detail = line['SalesItemLineDetail']
  const { Qty, UnitPrice, TaxInclusiveAmt, ...kept }: Record<string, Value> = {
    ...(detail !== undefined && isEntity(detail) ? detail : {}),
  }
  return { ...line, Amount: value, SalesItemLineDetail: kept }
}

/** What is done to a customer as a whole. */
export const CUSTOMER_ACTS: Readonly<Record<string, Act>> = {
  pay: (books, id, form, office) => {
    save(books, office, 'Payment', {
      CustomerRef: { value: id },
      TotalAmt: amount(form, 'amount'),
      Line: linesIn(form),
    })
    return 'The payment is received.'
  },
  credit: (books, id, form, office) => {
    creditMemo(books, office, id, amount(form, 'credit'), null)
    return 'The credit memo is made.'
  },
  refund,
  merge: (books, id, form) => {
    mergeCustomers(books, id, (form.get('other') ?? '').trim())
    return 'The two customers are one now.'
  },
  active: (books, id, _form, office) => {
    const customer = findById(books, 'Customer', id)
    const Active = customer['Active'] === false
    save(books, office, 'Customer', { Id: id, SyncToken: customer['SyncToken'] ?? '', sparse: true, Active })
    return Active ? 'The customer is in use again.' : 'The customer is inactive.'
  },
}

export const PAYMENT_ACTS: Readonly<Record<string, Act>> = {
  change: changePayment,
  void: (books, id, form, office) => {
    const body = { Id: id, SyncToken: form.get('token') ?? '', sparse: true }
    writeEntity(books, 'Payment', body, { operation: 'update', include: ['void'] }, office.behaviour)
    return 'The payment is void.'
  },
  delete: (books, id, form, office) => {
    const body = { Id: id, SyncToken: form.get('token') ?? '' }
    writeEntity(books, 'Payment', body, { operation: 'delete', include: [] }, office.behaviour)
    return 'The payment is deleted.'
  },
}

export const CREDIT_ACTS: Readonly<Record<string, Act>> = { delete: deleteDocument('CreditMemo') }
export const REFUND_ACTS: Readonly<Record<string, Act>> = { delete: deleteDocument('RefundReceipt') }
