import type { Books } from './company-books'
import { refuse } from './refusal'
import { type Entity, flag, part, text } from './value'

export const preferencesOf = (books: Books): Entity => books.get('Preferences', '1') ?? {}
export const salesForms = (books: Books): Entity => part(preferencesOf(books), 'SalesFormsPrefs')

export const isUsCompany = (books: Books): boolean => books.company.country === 'US'
export const hasManyCurrencies = (books: Books): boolean =>
  flag(part(preferencesOf(books), 'CurrencyPrefs'), 'MultiCurrencyEnabled')

/** Refuses (6210) what would change a day on or before the closing date of the books. */
export function checkOpenBooks(books: Books, ...days: readonly (string | null)[]): void {
  const closed = text(part(preferencesOf(books), 'AccountingInfoPrefs'), 'BookCloseDate')
  if (closed === null) return
  if (days.some((day) => day !== null && day <= closed)) throw refuse.closedBooks()
}

const CURRENCIES: Readonly<Record<string, string>> = {
  USD: 'United States Dollar',
  EUR: 'Euro',
  GBP: 'British Pound Sterling',
  CAD: 'Canadian Dollar',
  CHF: 'Swiss Franc',
  AUD: 'Australian Dollar',
  JPY: 'Japanese Yen',
  KWD: 'Kuwaiti Dinar',
}
export const currencyReference = (code: string): Entity => ({ value: code, name: CURRENCIES[code] ?? code })

/** What one unit of the currency is worth in the company's own, when a document does not say it. */
const RATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  EUR: { USD: '0.92', GBP: '1.17', CHF: '1.05' },
  USD: { EUR: '1.0869', GBP: '1.27', CAD: '0.73' },
  KWD: { USD: '0.307' },
}
export const usualRate = (books: Books, currency: string): string =>
  currency === books.company.currency ? '1' : (RATES[books.company.currency]?.[currency] ?? '1')
