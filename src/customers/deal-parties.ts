import type { Parties } from '../../connectors/hubspot/portal'
import { hostOf } from './customer'
import type { BillingAddress } from './customer-creation'
import type { DealParties } from './customer-match'

/** Free text of a vendor, cut to what QuickBooks keeps of it. */
const text = (value: string | null | undefined, longest: number): string | undefined =>
  value?.trim().slice(0, longest) || undefined

/** Whom a deal is with, from HubSpot's records; a company without a name tells nothing. */
export function dealParties({ companies, contacts }: Parties): DealParties {
  return {
    companies: companies.flatMap(({ properties }) => {
      const name = text(properties['name'], 500)
      const domains = [hostOf(properties['domain'] ?? null), hostOf(properties['website'] ?? null)]
      const known = [...new Set(domains.filter((domain) => domain !== null))]
      return name === undefined ? [] : [{ name, domains: known }]
    }),
    contacts: contacts.flatMap(({ properties }) => {
      const name = [properties['firstname'], properties['lastname']].map((part) => part?.trim() ?? '')
      const email = properties['email']?.trim().toLowerCase() || null
      const contact = { name: name.filter((part) => part !== '').join(' '), email }
      return contact.name === '' && email === null ? [] : [contact]
    }),
  }
}

/** What is known of a customer before anybody says more: the form of a new one starts with it. */
export interface FirstWish {
  readonly displayName: string
  readonly companyName: string | undefined
  readonly email: string | undefined
  readonly phone: string | undefined
  readonly address: BillingAddress | undefined
}

/** From the primary company, where there is one; else from the first contact, who is the customer then. */
export function firstWish(parties: Parties, fallback: string): FirstWish {
  const [company] = parties.companies
  const { contacts } = dealParties(parties)
  const [contact] = contacts
  const named = text(company?.properties['name'], 500)
  const address = company && {
    street: text(company.properties['address'], 500),
    city: text(company.properties['city'], 255),
    region: text(company.properties['state'], 255),
    postalCode: text(company.properties['zip'], 30),
    country: text(company.properties['country'], 255),
  }
  const email = contacts.find((each) => each.email !== null)?.email ?? undefined
  return {
    displayName: named ?? (contact?.name || fallback),
    companyName: named?.slice(0, 100),
    email: email !== undefined && email.length <= 100 ? email : undefined,
    phone: text(company?.properties['phone'], 30),
    address: address && Object.values(address).some((part) => part !== undefined) ? address : undefined,
  }
}
