import type { Answer } from '../answer'
import type { Ask } from './ask'
import { linkedIds, readRecords } from './linked-records'
import { type CrmRecord, contactProperties, lineItemProperties, quoteProperties } from './objects'

/** HubSpot's association type from a quote to the contact who signs it. */
const SIGNER = 702

/** The line items of a deal or a quote, in no order that means something. */
export async function readLineItems(
  ask: Ask,
  of: 'deals' | 'quotes',
  id: string,
): Promise<Answer<CrmRecord[]>> {
  const links = await linkedIds(ask, of, id, 'line_items')
  if (links.outcome !== 'done') return links
  return readRecords(ask, 'line_items', lineItemProperties, idsOf(links.value))
}

/** The quotes of a deal. */
export async function readQuotes(ask: Ask, dealId: string): Promise<Answer<CrmRecord[]>> {
  const links = await linkedIds(ask, 'deals', dealId, 'quotes')
  if (links.outcome !== 'done') return links
  return readRecords(ask, 'quotes', quoteProperties, idsOf(links.value))
}

/** The contacts who sign a quote; others it names are no signers. */
export async function readSigners(ask: Ask, quoteId: string): Promise<Answer<CrmRecord[]>> {
  const links = await linkedIds(ask, 'quotes', quoteId, 'contacts')
  if (links.outcome !== 'done') return links
  const signers = links.value.filter(({ typeIds }) => typeIds.includes(SIGNER))
  return readRecords(ask, 'contacts', contactProperties, idsOf(signers))
}

const idsOf = (links: readonly { id: string }[]): string[] => links.map(({ id }) => id)
