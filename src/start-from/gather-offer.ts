import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { type Deal, dealAmount } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { mastersNamed } from '../masters/master-table'
import type { Database } from '../postgres/database'
import { invalid, notFound } from '../tenants/refusal'
import type { Vendors } from '../tenants/vendors'
import { readWorkspace } from '../tenants/workspace-table'
import { answered } from './ask-vendor'
import { type OfferGround, stageLineItems } from './line-item-schedule'
import { type QuoteChoice, quoteChoice, stageNoQuote, stageQuote } from './quote-schedule'
import type { StagedSchedule } from './staged-schedule'

export interface GatherParts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
}

/**
 * The deal's line items in HubSpot as a plan to look at: two calls. Writes nothing.
 * Refuses: not_found, connection_lost, vendor_unavailable.
 */
export async function gatherLineItems(
  parts: GatherParts,
  workspaceId: string,
  dealId: string,
): Promise<StagedSchedule> {
  const { deal, ground } = await readGround(parts, workspaceId, dealId)
  const portal = await parts.vendors.hubspot(workspaceId)
  const items = answered('hubspot', 'deal', await portal.lineItems('deals', deal.dealId))
  return stageLineItems(items, ground)
}

/**
 * A quote of the deal as a plan to look at; without an id the deal's only one, and a question where it has several.
 * Writes nothing. Refuses: not_found, validation_failed (a quote of another deal), connection_lost, vendor_unavailable.
 */
export async function gatherQuote(
  parts: GatherParts,
  workspaceId: string,
  dealId: string,
  quoteId: string | undefined,
): Promise<StagedSchedule> {
  const { deal, ground } = await readGround(parts, workspaceId, dealId)
  const portal = await parts.vendors.hubspot(workspaceId)
  const quotes = answered('hubspot', 'deal', await portal.quotes(deal.dealId))
  const quote = quoteId === undefined ? quotes[0] : quotes.find(({ id }) => id === quoteId)
  if (quoteId !== undefined && !quote) {
    throw invalid([{ pointer: '/quoteId', detail: `The deal has no quote ${quoteId} in HubSpot.` }])
  }
  if (!quote || (quoteId === undefined && quotes.length > 1)) return stageNoQuote(quotes)
  const items = answered('hubspot', 'quote', await portal.lineItems('quotes', quote.id))
  const signers = answered('hubspot', 'quote', await portal.signers(quote.id))
  return stageQuote(quote, items, signers, ground)
}

/** The quotes to choose from. Refuses as gathering one does. */
export async function gatherQuotes(
  parts: GatherParts,
  workspaceId: string,
  dealId: string,
): Promise<QuoteChoice[]> {
  const { deal } = await readGround(parts, workspaceId, dealId)
  const portal = await parts.vendors.hubspot(workspaceId)
  return answered('hubspot', 'deal', await portal.quotes(deal.dealId)).map(quoteChoice)
}

async function readGround(
  { database, clock }: GatherParts,
  workspaceId: string,
  dealId: string,
): Promise<{ deal: Deal; ground: OfferGround }> {
  return database.inWorkspace(workspaceId, async (sql) => {
    const deal = await readDeal(sql, dealId)
    if (!deal) throw notFound('deal')
    const { currency, zone } = await readWorkspace(sql)
    const customers = deal.company === null ? [] : await mastersNamed(sql, 'customers', deal.company)
    return {
      deal,
      ground: {
        currency: deal.currency ?? currency,
        dealAmount: dealAmount(deal),
        company: deal.company,
        customers,
        today: dayIn(zone, clock.now()),
      },
    }
  })
}
