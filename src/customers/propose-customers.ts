import type { Parties } from '../../connectors/hubspot/portal'
import type { Deal } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { customersLike } from '../masters/customer-search-table'
import { masterReadings, readOnly } from '../masters/master-table'
import type { Database, Sql } from '../postgres/database'
import { readScheduleOfDeal } from '../schedules/schedule-table'
import { notFound } from '../tenants/refusal'
import type { Vendors } from '../tenants/vendors'
import { readWorkspace } from '../tenants/workspace-table'
import { companyCurrencies } from './company-currencies'
import { type Customer, customerOf, domainOf } from './customer'
import { type CustomerMatch, type DealParties, isOwnDomain, matchCustomers } from './customer-match'
import { tamedName, wordsOf } from './customer-name'
import { dealParties, type FirstWish, firstWish } from './deal-parties'

/** More than anyone would look through. */
const MOST_PROPOSED = 20
/** A word of two letters is in every other name. */
const SHORTEST_WORD = 3

export interface ProposedCustomer extends CustomerMatch {
  /** Why it can't be chosen as it is; null when it can. */
  readonly whyNot: string | null
}

export interface CustomerProposals {
  readonly matches: readonly ProposedCustomer[]
  /** What a new customer would start with. */
  readonly start: FirstWish
  /** What the deal is billed in, and whether anybody may say otherwise. */
  readonly currency: { readonly wanted: string; readonly fixed: boolean; readonly several: boolean }
  /** When QuickBooks' list was read; null when it never was. */
  readonly readAt: Date | null
  /** Why HubSpot could not say whom the deal is with; what is proposed goes by the company's name then. */
  readonly trouble: string | null
}

const NOBODY: Parties = { companies: [], contacts: [] }

/**
 * Which customers of QuickBooks the deal may be with: by what HubSpot says of its companies and contacts, against the
 * list that is held already, so that nothing metered is read. Refuses not_found.
 */
export async function proposeCustomers(
  parts: { readonly database: Database; readonly vendors: Vendors },
  workspaceId: string,
  dealId: string,
): Promise<CustomerProposals> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const deal = await within((sql) => readDeal(sql, dealId))
  if (!deal) throw notFound('deal')
  const portal = await parts.vendors.hubspot(workspaceId).catch(() => null)
  const answer = portal && (await portal.parties(deal.dealId))
  const known = answer?.outcome === 'done' ? answer.value : NOBODY
  const trouble =
    answer === null
      ? 'HubSpot is not connected, so only the company’s name was compared.'
      : answer.outcome === 'done'
        ? null
        : 'HubSpot could not be asked whom the deal is with, so only the company’s name was compared.'
  return within((sql) => propose(sql, deal, known, trouble))
}

async function propose(
  sql: Sql,
  deal: Deal,
  known: Parties,
  trouble: string | null,
): Promise<CustomerProposals> {
  const parties = withCompany(dealParties(known), deal.company)
  const schedule = await readScheduleOfDeal(sql, deal.dealId)
  const workspace = await readWorkspace(sql)
  const { home, several } = companyCurrencies(await readOnly(sql, 'preferences'), workspace.currency)
  const wanted = schedule?.currency ?? deal.currency ?? home
  const emails = parties.contacts.flatMap(({ email }) => email ?? [])
  const domains = [...parties.companies.flatMap((company) => company.domains), ...emails.map(domainOf)]
  const names = [...parties.companies, ...parties.contacts].map(({ name }) => name)
  const candidates = await customersLike(sql, {
    emails: [...new Set(emails)],
    domains: [...new Set(domains.filter(isOwnDomain))],
    words: [...new Set(names.flatMap(wordsOf).filter((word) => word.length >= SHORTEST_WORD))],
  })
  const whyNot = (customer: Customer): string | null => {
    if (!customer.active) return 'Inactive in QuickBooks. Make it active there to choose it.'
    const theirs = customer.currency ?? home
    return schedule === null || theirs === schedule.currency
      ? null
      : `Billed in ${theirs}; this deal is in ${schedule.currency}.`
  }
  const start = firstWish(known, deal.company ?? deal.name)
  return {
    matches: matchCustomers(parties, candidates.map(customerOf))
      .slice(0, MOST_PROPOSED)
      .map((match) => ({ ...match, whyNot: whyNot(match.customer) })),
    start: { ...start, displayName: tamedName(start.displayName) },
    currency: { wanted, fixed: schedule !== null, several },
    readAt: (await masterReadings(sql)).get('customers')?.readAt ?? null,
    trouble,
  }
}

/** The company that the deal was last read with, where HubSpot named none now. */
const withCompany = (parties: DealParties, company: string | null): DealParties =>
  parties.companies.length > 0 || company === null
    ? parties
    : { ...parties, companies: [{ name: company, domains: [] }] }
