import { type Books, meantBy } from './company-books'
import { amountOf, digitsOf, money } from './decimal'
import { type Kind, kindInfo } from './kinds'
import { moveCustomerBalance, namedReference } from './references'
import { refuse } from './refusal'
import { currencyReference } from './settings-of-company'
import { compact, type Entity, flag, number, part, refId, text } from './value'

const NAME_PARTS = ['Title', 'GivenName', 'MiddleName', 'FamilyName', 'Suffix']
const DELETED = ' (deleted)'

/** Creates or changes a row of a list: customers, vendors, employees, items, accounts, terms, classes … */
export function writeMaster(books: Books, kind: Kind, body: Entity): Entity {
  const isUpdate = text(body, 'Id') !== null
  if (!isUpdate) return books.add(kind, complete(books, kind, body, null))
  const stored = meantBy(books, kind, body)
  const { MetaData, sparse, domain, ...sent } = body
  const kept = flag(body, 'sparse') ? stored : retained(kind, stored)
  const merged = compact({ ...kept, ...sent, MetaData: part(stored, 'MetaData') })
  if (sameInactive(stored, merged)) return stored
  return books.change(kind, complete(books, kind, merged, stored))
}

/** A row of a sample company, under the id it is known by. */
export const addMaster = (books: Books, kind: Kind, id: string, body: Entity): Entity =>
  books.add(kind, complete(books, kind, body, null), id)

/** Deactivating what is inactive changes nothing, not even the token. */
const sameInactive = (stored: Entity, merged: Entity): boolean =>
  stored['Active'] === false && merged['Active'] === false

/** What a full update does not clear: what only QuickBooks itself writes. */
function retained(kind: Kind, stored: Entity): Entity {
  const own = [
    'Id',
    'SyncToken',
    'Balance',
    'BalanceWithJobs',
    'Job',
    'Level',
    'CurrencyRef',
    'Taxable',
    'Active',
  ]
  const also =
    kindInfo(kind).family === 'name' ? ['DefaultTaxCodeRef', 'BillWithParent', 'PreferredDeliveryMethod'] : []
  return compact(Object.fromEntries([...own, ...also].map((name) => [name, stored[name]])))
}

function complete(books: Books, kind: Kind, entity: Entity, stored: Entity | null): Entity {
  if (kindInfo(kind).family === 'name') return completePerson(books, kind, entity, stored)
  return completeListRow(books, kind, entity)
}

function completePerson(books: Books, kind: Kind, entity: Entity, stored: Entity | null): Entity {
  const parts = NAME_PARTS.map((name) => text(entity, name)).filter((part) => part !== null && part !== '')
  const given = text(entity, 'DisplayName')
  const name = (given === null || given === '' ? parts.join(' ') : given).trim()
  if (name === '') throw refuse.missing('DisplayName')
  if (/[:\t\n]/.test(name)) throw refuse.badText('DisplayName')
  const displayName = renamed(name, entity['Active'] === false)
  checkUniqueName(books, displayName, kind, text(entity, 'Id'))
  const common = {
    ...entity,
    DisplayName: displayName,
    PrintOnCheckName: text(entity, 'PrintOnCheckName') ?? text(entity, 'CompanyName') ?? name,
    Active: entity['Active'] ?? true,
  }
  if (kind === 'Employee') return compact({ BillableTime: false, ...common })
  const currency = currencyReference(
    refId(entity, 'CurrencyRef') ?? refId(stored ?? {}, 'CurrencyRef') ?? books.company.currency,
  )
  const owes = { Balance: entity['Balance'] ?? number(0), CurrencyRef: currency }
  if (kind === 'Vendor') return compact({ Vendor1099: false, ...common, ...owes })
  return completeCustomer(books, { ...common, ...owes }, displayName)
}

function completeCustomer(books: Books, entity: Entity, displayName: string): Entity {
  const parentId = refId(entity, 'ParentRef')
  const parent = parentId === null ? null : books.get('Customer', parentId)
  if (parentId !== null && parent === null) throw refuse.reference('Names', parentId)
  const level = parent === null ? null : Number(text(parent, 'Level') ?? '0') + 1
  if (level !== null && level > 4) throw refuse.business('A customer can be at most five levels deep.')
  const above = parent === null ? '' : `${text(parent, 'FullyQualifiedName') ?? ''}:`
  return compact({
    Taxable: true,
    BillWithParent: false,
    PreferredDeliveryMethod: 'Print',
    ...(books.company.country === 'US' ? { DefaultTaxCodeRef: { value: '2' } } : {}),
    ...entity,
    Job: parent !== null,
    Level: level === null ? null : number(level),
    BalanceWithJobs: entity['BalanceWithJobs'] ?? entity['Balance'],
    FullyQualifiedName: `${above}${displayName}`,
    SalesTermRef: namedReference(books, 'Term', entity, 'SalesTermRef'),
  })
}

const renamed = (name: string, inactive: boolean): string => {
  if (inactive) return name.endsWith(DELETED) ? name : `${name}${DELETED}`
  return name.endsWith(DELETED) ? name.slice(0, -DELETED.length) : name
}

/** One name, whatever its case, for all customers, vendors and employees together. */
function checkUniqueName(books: Books, name: string, kind: Kind, id: string | null): void {
  const wanted = name.toLowerCase()
  for (const other of ['Customer', 'Vendor', 'Employee'] as const)
    for (const row of books.list(other)) {
      const self = other === kind && text(row, 'Id') === id
      if (!self && text(row, 'DisplayName')?.toLowerCase() === wanted) throw refuse.duplicateName()
    }
}

function completeListRow(books: Books, kind: Kind, entity: Entity): Entity {
  const given = text(entity, 'Name')
  if (given === null || given.trim() === '') throw refuse.missing('Name')
  if (given.length > 100) throw refuse.tooLong('Name', 100, given.length)
  const name = renamed(given, entity['Active'] === false)
  const taken = books
    .list(kind)
    .some(
      (row) =>
        text(row, 'Id') !== text(entity, 'Id') && text(row, 'Name')?.toLowerCase() === name.toLowerCase(),
    )
  if (taken) throw refuse.duplicateName()
  const row = { ...entity, Name: name, Active: entity['Active'] ?? true }
  if (kind === 'Term') {
    const byDate = text(row, 'DayOfMonthDue') !== null
    if (!byDate && text(row, 'DueDays') === null) throw refuse.missing('DueDays')
    return { ...row, Type: byDate ? 'DATE_DRIVEN' : 'STANDARD' }
  }
  if (kind === 'PaymentMethod') return row
  const full = { ...row, FullyQualifiedName: name }
  if (kind !== 'Item') return kind === 'Account' ? completeAccount(books, full) : full
  const type = text(row, 'Type') ?? 'Service'
  if (!['Service', 'NonInventory', 'Inventory', 'Group', 'Category'].includes(type))
    throw refuse.enumeration('Type', type)
  const income = namedReference(books, 'Account', row, 'IncomeAccountRef')
  if (income === null && type !== 'Group' && type !== 'Category') throw refuse.missing('IncomeAccountRef')
  return compact({
    Taxable: false,
    UnitPrice: number(0),
    ...full,
    Type: type,
    IncomeAccountRef: income,
  })
}

function completeAccount(books: Books, row: Entity): Entity {
  if (text(row, 'AccountType') === null && text(row, 'AccountSubType') === null)
    throw refuse.missing('AccountType')
  const balance = { CurrentBalance: number(0), CurrentBalanceWithSubAccounts: number(0) }
  return { SubAccount: false, ...balance, CurrencyRef: currencyReference(books.company.currency), ...row }
}

/** Moves what a customer owes by `change` minor units of its currency. */
export function owe(books: Books, customerId: string, change: bigint): void {
  if (change === 0n) return
  moveCustomerBalance(books, customerId, (customer, own) => {
    const digits = digitsOf(refId(customer, 'CurrencyRef') ?? books.company.currency)
    const moved = (name: string) => money((amountOf(customer[name], digits) ?? 0n) + change, digits)
    return {
      ...customer,
      ...(own ? { Balance: moved('Balance') } : {}),
      BalanceWithJobs: moved('BalanceWithJobs'),
    }
  })
}
