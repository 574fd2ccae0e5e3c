import type { Clock } from '../../../../src/clock/clock'
import type { Journal } from '../../../simulation/journal'
import type { Behaviour } from '../behaviour'
import { type Books, type CompanyProfile, openBooks } from '../company-books'
import { addMaster, writeMaster } from '../masters'
import { currencyReference } from '../settings-of-company'
import { compact, type Entity, number, text, type Value } from '../value'
import { dayOf } from '../vendor-time'
import { writeEntity } from '../write-entity'
import { companyInfo, preferences } from './company-settings'
import type { Sample, SampleCustomer, SampleDocument } from './sample'

const DAY_MS = 24 * 3600 * 1000
/** Lists are older than every document. */
const FOUNDED_DAYS_AGO = 400

/** Fills an empty company with its sample; what it writes is dated before `clock`, and rings for nobody. */
export function seedCompany(
  journal: Journal<Value>,
  company: CompanyProfile,
  sample: Sample,
  clock: Clock,
  behaviour: Behaviour,
): void {
  const ago = (days: number): Clock => {
    const at = new Date(clock.now().getTime() - days * DAY_MS)
    return { now: () => at }
  }
  const work = (days: number, call: (books: Books) => void): void => {
    const books = openBooks(journal, company, ago(days))
    call(books)
    books.keep()
  }
  work(FOUNDED_DAYS_AGO, (books) => addLists(books, sample))
  for (const document of sample.documents) {
    let id = ''
    work(document.daysAgo, (books) => {
      id = addDocument(books, document, behaviour)
    })
    const { paid } = document
    if (paid !== undefined)
      work(paid.daysAgo, (books) => pay(books, document.customer, id, paid.amount, behaviour))
  }
}

function addLists(books: Books, sample: Sample): void {
  books.add('CompanyInfo', companyInfo(books.company, sample), '1')
  books.add('Preferences', preferences(books.company, sample), '1')
  for (const { id, name, type, subType, classification } of sample.accounts)
    addMaster(books, 'Account', id, {
      Name: name,
      AccountType: type,
      AccountSubType: subType,
      Classification: classification,
    })
  for (const { id, name, days } of sample.terms)
    addMaster(books, 'Term', id, {
      Name: name,
      DueDays: number(days),
      DiscountPercent: number(0),
      DiscountDays: number(0),
    })
  for (const [id, name] of [
    ['1', 'Cash'],
    ['2', 'Check'],
    ['3', 'Credit Card'],
  ] as const)
    addMaster(books, 'PaymentMethod', id, {
      Name: name,
      Type: id === '3' ? 'CREDIT_CARD' : 'NON_CREDIT_CARD',
    })
  for (const { id, name, rates } of sample.taxCodes) {
    for (const rate of rates)
      books.add(
        'TaxRate',
        {
          Name: rate.name,
          Description: rate.name,
          Active: true,
          RateValue: number(rate.percent),
          AgencyRef: { value: '1' },
          SpecialTaxType: 'NONE',
          DisplayType: 'ReadOnly',
        },
        rate.id,
      )
    const details = rates.map((rate, order) => ({
      TaxRateRef: { value: rate.id, name: rate.name },
      TaxTypeApplicable: 'TaxOnAmount',
      TaxOrder: number(order),
    }))
    const lists = { SalesTaxRateList: { TaxRateDetail: details }, PurchaseTaxRateList: { TaxRateDetail: [] } }
    books.add(
      'TaxCode',
      { Name: name, Description: name, Active: true, Taxable: true, TaxGroup: true, ...lists },
      id,
    )
  }
  for (const { id, name, account, type = 'Service', price = '0', taxable = false } of sample.items)
    addMaster(books, 'Item', id, {
      Name: name,
      Description: name,
      Type: type,
      UnitPrice: number(price),
      Taxable: taxable,
      IncomeAccountRef: { value: account },
    })
  for (const { id, name } of sample.classes) addMaster(books, 'Class', id, { Name: name, SubClass: false })
  for (const { id, name } of sample.departments)
    addMaster(books, 'Department', id, { Name: name, SubDepartment: false })
  for (const customer of sample.customers) addMaster(books, 'Customer', customer.id, customerBody(customer))
  for (const { id, name, email } of sample.vendors)
    addMaster(
      books,
      'Vendor',
      id,
      compact({
        DisplayName: name,
        CompanyName: name,
        PrimaryEmailAddr: email === undefined ? null : { Address: email },
      }),
    )
  for (const { id, given, family, inactive } of sample.employees) {
    addMaster(books, 'Employee', id, { GivenName: given, FamilyName: family })
    if (inactive === true)
      writeMaster(books, 'Employee', { Id: id, SyncToken: '0', sparse: true, Active: false })
  }
  books.raise('document-number', BigInt(sample.firstNumber - 1))
  books.raise('estimate-number', BigInt(sample.firstNumber - 1))
  books.raise('transaction', 100n)
}

function customerBody(customer: SampleCustomer): Entity {
  const { id, name, person, company, email, phone, address, parent, taxable, currency, term } = customer
  const [given, ...family] = (person ?? '').split(' ')
  const [line, city, region, postal] = address ?? []
  const place =
    address === undefined
      ? null
      : {
          Id: String(Number(id) + 1),
          Line1: line ?? '',
          City: city ?? '',
          CountrySubDivisionCode: region ?? '',
          PostalCode: postal ?? '',
          Lat: 'INVALID',
          Long: 'INVALID',
        }
  return compact({
    DisplayName: name,
    CompanyName: company === true ? name : null,
    GivenName: given === '' ? null : (given ?? null),
    FamilyName: family.length === 0 ? null : family.join(' '),
    PrimaryEmailAddr: { Address: email },
    PrimaryPhone: phone === undefined ? null : { FreeFormNumber: phone },
    BillAddr: place,
    ShipAddr: place,
    ParentRef: parent === undefined ? null : { value: parent },
    Taxable: taxable ?? true,
    CurrencyRef: currency === undefined ? null : currencyReference(currency),
    SalesTermRef: term === undefined ? null : { value: term },
  })
}

const none = { operation: null, include: [] }

function addDocument(books: Books, document: SampleDocument, behaviour: Behaviour): string {
  const lines = document.lines.map(({ item, text: said, amount, taxed }) => ({
    Description: said,
    Amount: number(amount),
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: compact({
      ItemRef: { value: item },
      TaxCodeRef: taxed === undefined ? null : { value: taxed },
    }),
  }))
  const body = compact({
    CustomerRef: { value: document.customer },
    TxnDate: dayOf(books.now(), books.company.zone),
    SalesTermRef: document.term === undefined ? null : { value: document.term },
    Line: lines,
  })
  return text(writeEntity(books, document.kind, body, none, behaviour).entity, 'Id') ?? ''
}

function pay(books: Books, customer: string, invoice: string, amount: string, behaviour: Behaviour): void {
  const line = { Amount: number(amount), LinkedTxn: [{ TxnId: invoice, TxnType: 'Invoice' }] }
  const day = dayOf(books.now(), books.company.zone)
  writeEntity(
    books,
    'Payment',
    { CustomerRef: { value: customer }, TxnDate: day, TotalAmt: number(amount), Line: [line] },
    none,
    behaviour,
  )
}
