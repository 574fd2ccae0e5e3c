import { type Customer, domainOf, withoutDeleted } from './customer'
import { sameName, similarName } from './customer-name'

/** Somebody of the deal in HubSpot. */
export interface Contact {
  readonly name: string
  /** In lower case; null where HubSpot has none. */
  readonly email: string | null
}

/** Whom a deal is with, as HubSpot knows it. */
export interface DealParties {
  /** The primary one first. */
  readonly companies: readonly { readonly name: string; readonly domains: readonly string[] }[]
  readonly contacts: readonly Contact[]
}

export type Confidence = 'sure' | 'likely' | 'possible'

/** A customer that may be the deal's, with what speaks for it. */
export interface CustomerMatch {
  readonly customer: Customer
  readonly confidence: Confidence
  /** Such as "the e-mail address of Ana Ruiz"; the strongest first. */
  readonly reasons: readonly string[]
}

/** What speaks for a customer, and how much: a customer that two kinds agree on is the one. */
interface Sign {
  readonly kind: 'email' | 'name' | 'domain'
  readonly weight: number
  readonly reason: string
}

/** Mailboxes of everybody: sharing one says nothing. */
const EVERYBODYS = new Set(
  `aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hey.com hotmail.com icloud.com live.com mac.com mail.com
  me.com msn.com outlook.com proton.me protonmail.com t-online.de web.de yahoo.com ymail.com`.split(/\s+/),
)
export const isOwnDomain = (domain: string): boolean => domain.includes('.') && !EVERYBODYS.has(domain)

const STRONG = 60
const ORDER: readonly Confidence[] = ['sure', 'likely', 'possible']

/**
 * The customers that may be whom this deal is with, best first: by e-mail, name and domain. Whatever order they come
 * in, the answer is the same; one for which nothing speaks is left out.
 */
export function matchCustomers(parties: DealParties, customers: readonly Customer[]): CustomerMatch[] {
  const crowded = crowdedDomains(customers)
  return customers
    .map((customer) => ({ customer, signs: signsOf(parties, customer, crowded) }))
    .filter(({ signs }) => signs.length > 0)
    .map(({ customer, signs }) => ({ customer, signs, confidence: confidenceOf(signs), weight: sum(signs) }))
    .sort(
      (a, b) =>
        Number(b.customer.active) - Number(a.customer.active) ||
        ORDER.indexOf(a.confidence) - ORDER.indexOf(b.confidence) ||
        b.weight - a.weight ||
        a.customer.level - b.customer.level ||
        byText(a.customer.name.toLowerCase(), b.customer.name.toLowerCase()) ||
        byText(a.customer.quickbooksId, b.customer.quickbooksId),
    )
    .map(({ customer, confidence, signs }) => ({
      customer,
      confidence,
      reasons: signs.map((sign) => sign.reason),
    }))
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const sum = (signs: readonly Sign[]): number => signs.reduce((total, sign) => total + sign.weight, 0)

/** A domain that more customers share than one client has jobs is a host's, or an accountant's. */
const MOST_OF_A_DOMAIN = 3

function crowdedDomains(customers: readonly Customer[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { emails } of customers)
    for (const domain of new Set(emails.map(domainOf))) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count > MOST_OF_A_DOMAIN).map(([domain]) => domain))
}

/** The strongest sign of each kind, the strongest first: three contacts of one domain are one reason. */
function signsOf(parties: DealParties, customer: Customer, crowded: ReadonlySet<string>): Sign[] {
  const byEmail = emailSigns(parties, customer)
  const domains = domainSigns(parties, customer, crowded)
  // An address that is the same says all that its domain would.
  const own = byEmail.length > 0 ? domains.filter(({ weight }) => weight >= STRONG) : domains
  const all = [...byEmail, ...nameSigns(parties, customer), ...own]
  const best = new Map<Sign['kind'], Sign>()
  for (const sign of all) {
    const held = best.get(sign.kind)
    if (!held || sign.weight > held.weight || (sign.weight === held.weight && sign.reason < held.reason))
      best.set(sign.kind, sign)
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight || byText(a.kind, b.kind))
}

function confidenceOf(signs: readonly Sign[]): Confidence {
  const strong = signs.filter((sign) => sign.weight >= STRONG)
  if (strong.length > 0 && signs.length > 1) return 'sure'
  return strong.length > 0 ? 'likely' : 'possible'
}

function emailSigns({ contacts }: DealParties, { emails }: Customer): Sign[] {
  return contacts.flatMap(({ name, email }) =>
    email !== null && emails.includes(email)
      ? [{ kind: 'email' as const, weight: 100, reason: `Same e-mail as ${name === '' ? email : name}` }]
      : [],
  )
}

function nameSigns({ companies, contacts }: DealParties, customer: Customer): Sign[] {
  const names = [
    withoutDeleted(customer.name),
    ...(customer.companyName === null ? [] : [customer.companyName]),
  ]
  const signs: Sign[] = []
  for (const wanted of companies) {
    for (const name of names) {
      if (name.toLowerCase() === wanted.name.toLowerCase())
        signs.push({ kind: 'name', weight: 90, reason: 'Same name as the company' })
      else if (sameName(name, wanted.name))
        signs.push({ kind: 'name', weight: 75, reason: `Same name but for details: ${wanted.name}` })
      else if (similarName(name, wanted.name))
        signs.push({ kind: 'name', weight: 30, reason: `Name like ${wanted.name}` })
    }
  }
  for (const wanted of contacts.filter((contact) => contact.name !== '')) {
    // A person may be the customer; among companies it is the one to ask for only.
    if (names.some((name) => sameName(name, wanted.name)))
      signs.push({
        kind: 'name',
        weight: companies.length === 0 ? 80 : 50,
        reason: `Same name as ${wanted.name}`,
      })
  }
  return signs
}

function domainSigns(
  { companies, contacts }: DealParties,
  { emails, host }: Customer,
  crowded: ReadonlySet<string>,
): Sign[] {
  const own = new Set([...emails.map(domainOf), ...(host === null ? [] : [host])].filter(isOwnDomain))
  const ofCompanies = companies.flatMap(({ domains }) => domains)
  const ofContacts = contacts.flatMap(({ email }) => (email === null ? [] : [domainOf(email)]))
  return [
    ...ofCompanies
      .filter((domain) => own.has(domain))
      .map((domain): Sign => ({ kind: 'domain', weight: 60, reason: `At ${domain}, the company’s domain` })),
    ...ofContacts
      .filter((domain) => own.has(domain) && !crowded.has(domain))
      .map((domain): Sign => ({ kind: 'domain', weight: 40, reason: `At ${domain}, like the contact` })),
  ]
}
