import type { Master } from '../masters/master-table'

/** A customer of QuickBooks, as far as finding the right one needs it. */
export interface Customer {
  readonly quickbooksId: string
  /** The display name, by which QuickBooks knows it; unique over customers, vendors and employees. */
  readonly name: string
  readonly companyName: string | null
  /** In lower case; QuickBooks lets people write several into one field. */
  readonly emails: readonly string[]
  /** The web page's host without `www.`, in lower case. */
  readonly host: string | null
  /** ISO-4217; null where the company has one currency only. */
  readonly currency: string | null
  readonly active: boolean
  readonly parentId: string | null
  /** "Acme:Brand Redesign" for a sub-customer; the name otherwise. */
  readonly fullName: string
  /** 0 for a customer that is below nobody. */
  readonly level: number
}

const field = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (held, name) => (typeof held === 'object' && held !== null ? Reflect.get(held, name) : undefined),
    value,
  )
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What QuickBooks puts behind the name of an inactive customer. */
const DELETED = ' (deleted)'

export const withoutDeleted = (name: string): string =>
  name.endsWith(DELETED) ? name.slice(0, -DELETED.length) : name

export function customerOf({ quickbooksId, name, active, body }: Master): Customer {
  return {
    quickbooksId,
    name,
    companyName: text(body['CompanyName']),
    emails: emailsIn(text(field(body, 'PrimaryEmailAddr', 'Address')) ?? ''),
    host: hostOf(text(field(body, 'WebAddr', 'URI'))),
    currency: text(field(body, 'CurrencyRef', 'value')),
    active,
    parentId: text(field(body, 'ParentRef', 'value')),
    fullName: text(body['FullyQualifiedName']) ?? name,
    level: Number(text(body['Level']) ?? '0'),
  }
}

/** The addresses in a field, which commas, semicolons or spaces divide. */
export const emailsIn = (typed: string): string[] =>
  typed
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((part) => /^[^@]+@[^@]+$/.test(part))

/** `https://www.Acme.com/shop` → `acme.com`; null for what has no host. */
export function hostOf(address: string | null): string | null {
  const [, host] = /^(?:[a-z]+:\/\/)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/?#]|$)/i.exec(
    address?.trim() ?? '',
  ) ?? [null, null]
  return host?.toLowerCase() ?? null
}

export const domainOf = (email: string): string => email.slice(email.indexOf('@') + 1).toLowerCase()
