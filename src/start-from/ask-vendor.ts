import type { Answer } from '../../connectors/answer'
import { readOrFail } from '../inbox/read-failed'
import type { Vendor } from '../tenants/connection-table'
import { notFound, Refusal } from '../tenants/refusal'

const names: Readonly<Record<Vendor, string>> = { hubspot: 'HubSpot', quickbooks: 'QuickBooks' }

/**
 * What a vendor answered to a person who waits, or the refusal in words for them: `connection_lost` where only a new
 * connection helps, `not_found` for a record that is gone; anything else ends as `vendor_unavailable`.
 */
export function answered<T>(vendor: Vendor, what: string, answer: Answer<T>): T {
  if (answer.outcome === 'refused') {
    const { kind } = answer.fault
    if (kind === 'missing') throw notFound(what)
    if (kind === 'unauthorized' || kind === 'forbidden') {
      throw new Refusal(
        503,
        'connection_lost',
        `${names[vendor]} doesn't let Milepost read ${what === 'deal' ? 'what belongs to the deal' : `the ${what}`}. An admin can connect ${names[vendor]} again on the connections page. Nothing was changed.`,
      )
    }
  }
  return readOrFail(vendor, answer)
}
