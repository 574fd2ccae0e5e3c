import type { Answer } from '../answer'
import type { Ask } from './ask'
import { type LinkedId, linkedIds, readRecords } from './linked-records'
import { companyProperties, contactProperties } from './objects'
import type { Parties } from './portal'

/** HubSpot's association type from a deal to its primary company. */
const PRIMARY = 5

/**
 * Whom a deal is with: its companies, the primary one first, and its contacts. HubSpot's index lags, so one that is
 * gone is left out. Fails as a whole with the first failing call; refused with `missing` when the deal is not there.
 */
export async function readParties(ask: Ask, dealId: string): Promise<Answer<Parties>> {
  const companyLinks = await linkedIds(ask, 'deals', dealId, 'companies')
  if (companyLinks.outcome !== 'done') return companyLinks
  const contactLinks = await linkedIds(ask, 'deals', dealId, 'contacts')
  if (contactLinks.outcome !== 'done') return contactLinks
  const companies = await readRecords(ask, 'companies', companyProperties, primaryFirst(companyLinks.value))
  if (companies.outcome !== 'done') return companies
  const contacts = await readRecords(
    ask,
    'contacts',
    contactProperties,
    contactLinks.value.map(({ id }) => id),
  )
  if (contacts.outcome !== 'done') return contacts
  return {
    outcome: 'done',
    value: { companies: companies.value, contacts: contacts.value },
    trace: contacts.trace ?? companies.trace ?? contactLinks.trace,
  }
}

function primaryFirst(links: readonly LinkedId[]): string[] {
  const isPrimary = ({ typeIds }: LinkedId) => typeIds.includes(PRIMARY)
  return [...links.filter(isPrimary), ...links.filter((link) => !isPrimary(link))].map(({ id }) => id)
}
