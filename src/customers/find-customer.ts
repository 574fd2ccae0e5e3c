import type { Answer, Fault } from '../../connectors/answer'
import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import type { Creation } from './customer-creation'

type Customer = Entities['Customer']

/** Vendor clocks and ours, and its whole seconds. */
const CLOCKS_APART_MS = 5 * 60_000

/** The customer of exactly this name, active or not; null where there is none. One metered read. */
export async function findNamed(company: Company, displayName: string): Promise<Answer<Customer | null>> {
  const answer = await company.query('Customer', [
    { field: 'DisplayName', operator: '=', value: displayName },
    { field: 'Active', operator: 'IN', value: ['true', 'false'] },
  ])
  if (answer.outcome !== 'done') return answer
  const named = answer.value.filter((each) => each.DisplayName.toLowerCase() === displayName.toLowerCase())
  return { ...answer, value: named[0] ?? null }
}

/** A customer of our name that is no older than our first attempt is what it made: QuickBooks keeps names apart. */
export function wasOurs({ firstSentAt }: Creation, { MetaData }: Customer): boolean {
  if (firstSentAt === null) return false
  const made = Date.parse(MetaData.CreateTime ?? MetaData.LastUpdatedTime)
  return Number.isFinite(made) && made >= firstSentAt.getTime() - CLOCKS_APART_MS
}

/** QuickBooks' code for a name that a customer, vendor or employee has. */
export const isNameClash = ({ code }: Fault): boolean => code === '6240'
