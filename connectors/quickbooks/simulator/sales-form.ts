import type { Books } from './company-books'
import { amountOf, digitsOf, money, multiply, parseDecimal, toMinor } from './decimal'
import type { Kind } from './kinds'
import { documentNumber } from './numbering'
import { namedReference, nameOf, referenced } from './references'
import { refuse } from './refusal'
import { composeLines } from './sales-lines'
import { computeTax } from './sales-tax'
import {
  currencyReference,
  hasManyCurrencies,
  isUsCompany,
  salesForms,
  usualRate,
} from './settings-of-company'
import { compact, type Entity, number, part, parts, reference, refId, text } from './value'
import { addDays, checkedDay, dueOnDayOfMonth } from './vendor-time'

export interface FormOptions {
  readonly allowDuplicate: boolean
  readonly warn: boolean
}

/** A sales form worked out: the document to store, and its figures in minor units of its currency. */
export interface ComposedForm {
  readonly entity: Entity
  readonly total: bigint
  readonly digits: number
}

const NEEDS_CUSTOMER: readonly Kind[] = ['Invoice', 'Estimate', 'CreditMemo']

/** Invoice, estimate, credit memo, refund or sales receipt as QuickBooks stores it; balances are the caller's. */
export function composeForm(
  books: Books,
  kind: Kind,
  draft: Entity,
  stored: Entity | null,
  options: FormOptions,
): ComposedForm {
  if (refId(draft, 'CustomerRef') === null && NEEDS_CUSTOMER.includes(kind))
    throw refuse.missing('CustomerRef')
  const customer = referenced(books, 'Customer', draft, 'CustomerRef')
  const currency = currencyOf(books, draft, customer)
  const digits = digitsOf(currency)
  const day = checkedDay('TxnDate', text(draft, 'TxnDate') ?? books.today())
  const lines = composeLines(books, draft, stored, digits)
  const taxed = computeTax(books, draft, customer, lines, digits)
  const total = taxed.net - lines.discount + taxed.tax
  if (total < 0n) throw refuse.business('Transaction amount must be 0 or greater.')
  const number = documentNumber(books, kind, draft, stored, options)
  const entity = compact({
    ...draft,
    ...onlinePayment(kind, draft),
    CustomField: customFields(books, draft),
    DocNumber: number,
    TxnDate: day,
    CurrencyRef: currencyReference(currency),
    ...exchange(books, draft, currency, total, digits),
    Line: lines.lines,
    TxnTaxDetail: taxed.detail,
    ...customerFields(draft, customer),
    SalesTermRef: namedReference(books, 'Term', draft, 'SalesTermRef'),
    ClassRef: namedReference(books, 'Class', draft, 'ClassRef'),
    DepartmentRef: namedReference(books, 'Department', draft, 'DepartmentRef'),
    DueDate: kind === 'Invoice' || kind === 'Estimate' ? dueDate(books, kind, draft, day) : null,
    TotalAmt: money(total, digits),
    GlobalTaxCalculation: isUsCompany(books) ? null : (draft['GlobalTaxCalculation'] ?? 'TaxExcluded'),
    ApplyTaxAfterDiscount: draft['ApplyTaxAfterDiscount'] ?? false,
    PrintStatus: enumerated(draft, 'PrintStatus', ['NotSet', 'NeedToPrint', 'PrintComplete'], 'NeedToPrint'),
    EmailStatus: emailStatus(draft),
  })
  return { entity, total, digits }
}

function currencyOf(books: Books, draft: Entity, customer: Entity | null): string {
  const own = (customer === null ? null : refId(customer, 'CurrencyRef')) ?? books.company.currency
  const sent = refId(draft, 'CurrencyRef')
  if (sent !== null && customer !== null && sent !== own)
    throw refuse.business(`The currency of the transaction must be that of the customer, ${own}.`)
  return sent ?? own
}

function exchange(books: Books, draft: Entity, currency: string, total: bigint, digits: number): Entity {
  if (!hasManyCurrencies(books)) return { ExchangeRate: null }
  const sent = text(draft, 'ExchangeRate')
  const rateText = sent ?? usualRate(books, currency)
  const rate = parseDecimal(rateText)
  if (rate === null || rate.units <= 0n) throw refuse.property('ExchangeRate')
  const home = toMinor(multiply({ units: total, scale: digits }, rate), digitsOf(books.company.currency))
  return {
    ExchangeRate: number(rateText),
    HomeTotalAmt: money(home, digitsOf(books.company.currency)),
  }
}

function onlinePayment(kind: Kind, draft: Entity): Entity {
  if (kind !== 'Invoice') return {}
  const names = [
    'AllowIPNPayment',
    'AllowOnlinePayment',
    'AllowOnlineCreditCardPayment',
    'AllowOnlineACHPayment',
  ]
  return Object.fromEntries(names.map((name) => [name, draft[name] ?? false]))
}

/** The company's own fields of sales forms, from its preferences. */
function customFieldNames(books: Books): readonly { id: string; name: string }[] {
  return parts(salesForms(books), 'CustomField')
    .flatMap((group) => parts(group, 'CustomField'))
    .flatMap((field) => {
      const [, id] = /^SalesFormsPrefs\.SalesCustomName(\d+)$/.exec(text(field, 'Name') ?? '') ?? []
      const name = text(field, 'StringValue')
      return id === undefined || name === null ? [] : [{ id, name }]
    })
}

function customFields(books: Books, draft: Entity): Entity['CustomField'] | null {
  const sent = parts(draft, 'CustomField')
  const fields = customFieldNames(books).map(({ id, name }) => {
    const given = sent.find((one) => text(one, 'DefinitionId') === id)
    const value = given === undefined ? null : text(given, 'StringValue')
    return compact({ DefinitionId: id, Name: name, Type: 'StringType', StringValue: value })
  })
  return fields.length === 0 ? null : fields
}

function customerFields(draft: Entity, customer: Entity | null): Entity {
  if (customer === null) return {}
  const address = (name: string) => draft[name] ?? customer[name] ?? null
  return compact({
    CustomerRef: reference(text(customer, 'Id') ?? '', nameOf(customer)),
    BillAddr: address('BillAddr'),
    ShipAddr: address('ShipAddr'),
  })
}

function dueDate(books: Books, kind: Kind, draft: Entity, day: string): string | null {
  const sent = text(draft, 'DueDate')
  if (sent !== null) return checkedDay('DueDate', sent)
  if (kind === 'Estimate') return null
  const term = referenced(books, 'Term', draft, 'SalesTermRef')
  if (term === null) return addDays(day, 30)
  const dayOfMonth = text(term, 'DayOfMonthDue')
  if (dayOfMonth !== null)
    return dueOnDayOfMonth(day, Number(dayOfMonth), Number(text(term, 'DueNextMonthDays') ?? '0'))
  return addDays(day, Number(text(term, 'DueDays') ?? '0'))
}

function enumerated(draft: Entity, name: string, values: readonly string[], otherwise: string): string {
  const sent = text(draft, name) ?? otherwise
  if (!values.includes(sent)) throw refuse.enumeration(name, sent)
  return sent
}

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/
/** Refuses (2210) what is no list of e-mail addresses. */
export function checkEmails(addresses: string): void {
  for (const address of addresses.split(',')) if (!EMAIL.test(address.trim())) throw refuse.badEmail()
}

function emailStatus(draft: Entity): string {
  const status = enumerated(draft, 'EmailStatus', ['NotSet', 'NeedToSend', 'EmailSent'], 'NotSet')
  for (const name of ['BillEmail', 'BillEmailCc', 'BillEmailBcc']) {
    const address = text(part(draft, name), 'Address')
    if (address !== null && address.length > 100) throw refuse.tooLong(name, 100, address.length)
    if (address !== null && address !== '') checkEmails(address)
  }
  if (status === 'NeedToSend' && (text(part(draft, 'BillEmail'), 'Address') ?? '') === '')
    throw refuse.noEmail()
  return status
}

/** The balance of a document in the company's own currency, where it keeps several. */
export function homeBalance(books: Books, entity: Entity, balance: bigint, digits: number): Entity {
  const rate = parseDecimal(text(entity, 'ExchangeRate') ?? '')
  if (!hasManyCurrencies(books) || rate === null) return {}
  const homeDigits = digitsOf(books.company.currency)
  return {
    HomeBalance: money(toMinor(multiply({ units: balance, scale: digits }, rate), homeDigits), homeDigits),
  }
}

export const depositOf = (entity: Entity, digits: number): bigint => amountOf(entity['Deposit'], digits) ?? 0n
