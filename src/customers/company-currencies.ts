import type { Master } from '../masters/master-table'

/** What currencies a QuickBooks company bills in. */
export interface CompanyCurrencies {
  readonly home: string
  /** Off: everything is in the home currency, and customers have none of their own. */
  readonly several: boolean
}

const field = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (held, name) => (typeof held === 'object' && held !== null ? Reflect.get(held, name) : undefined),
    value,
  )

/** From QuickBooks' preferences as they were read; `fallback` is the workspace's own currency. */
export function companyCurrencies(preferences: Master | null, fallback: string): CompanyCurrencies {
  const home = field(preferences?.body, 'CurrencyPrefs', 'HomeCurrency', 'value')
  return {
    home: typeof home === 'string' ? home : fallback,
    several: field(preferences?.body, 'CurrencyPrefs', 'MultiCurrencyEnabled') === true,
  }
}

/** Whether the company is in the United States, where texts are ISO-8859-1; one that was never read is taken so. */
export function isUnitedStates(company: Master | null): boolean {
  const country = field(company?.body, 'Country')
  return typeof country !== 'string' || country.toUpperCase().startsWith('US')
}
