import type { CompanyProfile } from '../company-books'

/** One row of a list: the id it is known by, its name, and what else it needs. */
export interface SampleAccount {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly subType: string
  readonly classification: 'Asset' | 'Liability' | 'Equity' | 'Revenue' | 'Expense'
}
export interface SampleCustomer {
  readonly id: string
  readonly name: string
  readonly person?: string
  readonly company?: boolean
  readonly email: string
  readonly phone?: string
  /** Line, city, region, postal code. */
  readonly address?: readonly [string, string, string, string]
  readonly parent?: string
  readonly taxable?: boolean
  readonly currency?: string
  readonly term?: string
}
export interface SampleItem {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly type?: 'Service' | 'NonInventory'
  readonly account: string
  readonly price?: string
  readonly taxable?: boolean
}
/** A tax code with its rates, each with an id of its own. */
export interface SampleTaxCode {
  readonly id: string
  readonly name: string
  readonly rates: readonly { readonly id: string; readonly name: string; readonly percent: string }[]
}
/** A document of the past: so many days before the company was opened. */
export interface SampleDocument {
  readonly kind: 'Invoice' | 'Estimate' | 'CreditMemo'
  readonly daysAgo: number
  readonly customer: string
  readonly term?: string
  readonly lines: readonly {
    readonly item: string
    readonly text: string
    readonly amount: string
    readonly taxed?: string
  }[]
  /** Paid so many days later; part of it when an amount is given. */
  readonly paid?: { readonly daysAgo: number; readonly amount: string }
}

/** Everything a company begins with. */
export interface Sample {
  readonly profile: Omit<CompanyProfile, 'realmId' | 'name'>
  readonly email: string
  readonly address: readonly [string, string, string, string]
  readonly manyCurrencies: boolean
  readonly customField: string | null
  readonly accounts: readonly SampleAccount[]
  readonly terms: readonly { readonly id: string; readonly name: string; readonly days: number }[]
  readonly taxCodes: readonly SampleTaxCode[]
  readonly items: readonly SampleItem[]
  readonly customers: readonly SampleCustomer[]
  readonly vendors: readonly { readonly id: string; readonly name: string; readonly email?: string }[]
  readonly employees: readonly {
    readonly id: string
    readonly given: string
    readonly family: string
    readonly inactive?: boolean
  }[]
  readonly classes: readonly { readonly id: string; readonly name: string }[]
  readonly departments: readonly { readonly id: string; readonly name: string }[]
  readonly firstNumber: number
  readonly documents: readonly SampleDocument[]
}
