import { createHash } from 'node:crypto'
import type { Fault } from '../../connectors/answer'
import type { Actor } from '../tenants/actor'

/**
 * A decision to create one customer in QuickBooks.
 *
 *   waiting ──► sending ──► created                 QuickBooks has it, and so has the cache
 *      │          │  └────► refused                 it certainly was not created; a person decides what else
 *      │          └───────► unclear ──► created     it may exist: looked for by its exact name before anything is repeated
 *      └──► cancelled                               before anything was sent
 *
 * QuickBooks keeps display names apart, so one name is never two customers; the key, the look and the row that only
 * one person at a time can make are belts before that.
 */
export type CreationState = 'waiting' | 'sending' | 'unclear' | 'created' | 'refused' | 'cancelled'

export interface Creation {
  readonly creationId: string
  readonly dealId: string
  readonly displayName: string
  readonly generation: number
  readonly requestKey: string
  /** The exact JSON that QuickBooks gets, however often. */
  readonly body: string
  readonly bodyHash: string
  readonly state: CreationState
  readonly quickbooksId: string | null
  readonly fault: Fault | null
  /** Where its name is taken: by which customer, or `''` for a vendor or an employee. */
  readonly nameOf: string | null
  readonly createdBy: Actor
  readonly createdAt: Date
  readonly firstSentAt: Date | null
  readonly sentAt: Date | null
}

export const isOnItsWay = ({ state }: Pick<Creation, 'state'>): boolean =>
  state === 'waiting' || state === 'sending' || state === 'unclear'

export interface BillingAddress {
  readonly street?: string | undefined
  readonly city?: string | undefined
  readonly region?: string | undefined
  readonly postalCode?: string | undefined
  readonly country?: string | undefined
}

/** A customer as somebody wants it. */
export interface CustomerWish {
  readonly displayName: string
  readonly companyName?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  /** ISO-4217. */
  readonly currency?: string | undefined
  /** A customer whom this one is below: a sub-customer, which is what the API has for a job. */
  readonly parentId?: string | undefined
  /** Its invoices go to the parent. */
  readonly billWithParent?: boolean | undefined
  readonly address?: BillingAddress | undefined
}

/**
 * What QuickBooks is sent, in one order of fields, so that the same wish is the same text. `currency` is null where
 * the company has one only: QuickBooks takes none there.
 */
export function creationBody(wish: CustomerWish, currency: string | null): string {
  const { address = {} } = wish
  const lines = {
    ...(address.street && { Line1: address.street }),
    ...(address.city && { City: address.city }),
    ...(address.region && { CountrySubDivisionCode: address.region }),
    ...(address.postalCode && { PostalCode: address.postalCode }),
    ...(address.country && { Country: address.country }),
  }
  return JSON.stringify({
    DisplayName: wish.displayName,
    ...(wish.companyName && { CompanyName: wish.companyName }),
    ...(wish.email && { PrimaryEmailAddr: { Address: wish.email } }),
    ...(wish.phone && { PrimaryPhone: { FreeFormNumber: wish.phone } }),
    ...(currency !== null && { CurrencyRef: { value: currency } }),
    ...(wish.parentId && {
      Job: true,
      ParentRef: { value: wish.parentId },
      BillWithParent: wish.billWithParent ?? false,
    }),
    ...(Object.keys(lines).length > 0 && { BillAddr: lines }),
  })
}

export const creationHash = (body: string): string => createHash('sha256').update(body).digest('hex')

/**
 * The idempotency key, from what is created and nothing random: a second instance, or a restored backup, makes the
 * same key for the same decision. A new generation only after every attempt of the one before was refused.
 */
export function creationKey(workspaceId: string, bodyHash: string, generation: number): string {
  const text = JSON.stringify(['customer', 'v1', workspaceId, bodyHash, generation])
  return createHash('sha256').update(text).digest('hex').slice(0, 36)
}

/** The causes of what people may be asked about one creation. */
export const creationCauses = (creationId: string): string[] =>
  ['refused', 'unclear', 'stuck'].map((kind) => `customer_${kind}:${creationId}`)
