import type { CachedKind } from './master-table'

/** What each of QuickBooks' lists is for people, after "QuickBooks’". */
export const listWords: Readonly<Record<CachedKind, string>> = {
  customers: 'list of customers',
  items: 'list of products and services',
  terms: 'list of payment terms',
  'tax-codes': 'list of tax codes',
  classes: 'list of classes',
  locations: 'list of locations',
  accounts: 'list of accounts',
  estimates: 'list of estimates',
  employees: 'list of employees',
  vendors: 'list of vendors',
  preferences: 'preferences',
  company: 'company details',
}
