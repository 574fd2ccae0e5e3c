import type { CustomerChoice, CustomerMatchesView } from '../../../http/contract/customer'
import type { ProblemView } from '../../../http/contract/problem'

/** A new customer while it is typed. */
export interface CustomerDraft {
  readonly displayName: string
  readonly companyName: string
  readonly email: string
  readonly phone: string
  readonly currency: string
  readonly parentId: string | null
  readonly billWithParent: boolean
  readonly street: string
  readonly city: string
  readonly region: string
  readonly postalCode: string
  readonly country: string
}

/** What a new customer starts with, from what HubSpot knows of the deal. */
export function draftOf({ start, currency }: CustomerMatchesView): CustomerDraft {
  return {
    displayName: start.displayName,
    companyName: start.companyName ?? '',
    email: start.email ?? '',
    phone: start.phone ?? '',
    currency: currency.wanted,
    parentId: null,
    billWithParent: false,
    street: start.address?.street ?? '',
    city: start.address?.city ?? '',
    region: start.address?.region ?? '',
    postalCode: start.address?.postalCode ?? '',
    country: start.address?.country ?? '',
  }
}

type Wish = Extract<CustomerChoice, { create: unknown }>['create']

const orNot = (typed: string): string | undefined => typed.trim() || undefined

/** What was typed, for the contract; `fixed` is a currency that nobody may choose. Fields left empty are left out. */
export function wishOf(draft: CustomerDraft, fixed: boolean): Wish {
  const address = {
    street: orNot(draft.street),
    city: orNot(draft.city),
    region: orNot(draft.region),
    postalCode: orNot(draft.postalCode),
    country: orNot(draft.country),
  }
  return {
    displayName: draft.displayName.trim(),
    companyName: orNot(draft.companyName),
    email: orNot(draft.email),
    phone: orNot(draft.phone),
    currency: fixed ? undefined : orNot(draft.currency.toUpperCase()),
    ...(draft.parentId === null ? {} : { parentId: draft.parentId, billWithParent: draft.billWithParent }),
    ...(Object.values(address).some((part) => part !== undefined) ? { address } : {}),
  }
}

/** Who has a name that was refused, and one that is free. */
export interface NameClash {
  readonly existing: { readonly quickbooksId: string; readonly name: string; readonly active: boolean } | null
  readonly freeName: string | null
}

/** What a refusal says of a name; null for any other. */
export function nameClashOf(problem: ProblemView): NameClash | null {
  if (problem.code !== 'customer_name_taken') return null
  const existing: unknown = problem['existing']
  const freeName: unknown = problem['freeName']
  return {
    existing: isNamed(existing) ? existing : null,
    freeName: typeof freeName === 'string' ? freeName : null,
  }
}

function isNamed(value: unknown): value is NonNullable<NameClash['existing']> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'quickbooksId' in value &&
    typeof value.quickbooksId === 'string' &&
    'name' in value &&
    typeof value.name === 'string' &&
    'active' in value &&
    typeof value.active === 'boolean'
  )
}

/** The error at a field, by its name in the contract. */
export const errorAt = (problem: ProblemView | null, field: string): string | null =>
  problem?.errors?.find(({ pointer }) => pointer === `/create/${field}`)?.detail ?? null

export const shownFields = [
  'displayName',
  'companyName',
  'email',
  'phone',
  'currency',
  'parentId',
  'address/street',
  'address/city',
  'address/region',
  'address/postalCode',
  'address/country',
].map((field) => `/create/${field}`)
