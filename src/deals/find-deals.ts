import type { Answer } from '../../connectors/answer'
import type { Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import { readOrFail } from '../inbox/read-failed'
import { modifiedAt } from './deal'
import type { Move } from './deal-alias-table'

/** HubSpot refuses a search past this row. */
const SEARCH_ENDS_AT = 10_000
/** Pages of deleted deals turned in one sweep: a full recycle bin is gone through over several. */
const MOST_ARCHIVED_PAGES = 10

/** What one read of HubSpot found. `gone` are ids it no longer gives; `moved` those that were merged away. */
export interface Found {
  readonly deals: HubSpotDeal[]
  readonly gone: string[]
  readonly moved: Move[]
}

/** Named deals by batch, with these properties of ours beside the usual ones, and what became of those it does not give. */
export async function findNamed(
  portal: Portal,
  ids: readonly string[],
  also: readonly string[] = [],
): Promise<Found> {
  const found: Found = { deals: [], gone: [], moved: [] }
  if (ids.length === 0) return found
  const seen = new Set<string>()
  const keep = (deal: HubSpotDeal) => {
    if (!seen.has(deal.id)) found.deals.push(deal)
    seen.add(deal.id)
  }
  const read = done(await portal.readDeals(ids, { also }))
  for (const deal of read.deals) keep(deal)
  // Many at once were deleted together: the recycle bin tells a hundred at a time.
  const bin = read.missing.length > 1 ? done(await portal.readDeals(read.missing, { archived: true })) : null
  for (const deal of bin?.deals ?? []) keep(deal)
  for (const id of bin?.missing ?? read.missing) await findOne(portal, id, found, keep)
  return found
}

/** A deal the batch did not give: archived, merged into another, or gone. */
async function findOne(
  portal: Portal,
  id: string,
  found: Found,
  keep: (deal: HubSpotDeal) => void,
): Promise<void> {
  const deal = done(await portal.readDeal(id))
  if (deal === null) found.gone.push(id)
  else if (deal.id === id) keep(deal)
  else {
    found.moved.push({ from: id, to: deal.id })
    keep(deal)
  }
}

/** Every live deal, a page at a time. */
export async function* listAll(portal: Portal): AsyncGenerator<HubSpotDeal[]> {
  let after: string | undefined
  do {
    const page = done(await portal.listDeals({ archived: false, after }))
    yield [...page.items]
    after = page.next ?? undefined
  } while (after !== undefined)
}

/**
 * What changed since, oldest first, a page at a time. A search ends at 10,000 rows, so a longer one begins again
 * where the last row changed; where that many changed in one moment it can't get past, and all are listed.
 */
export async function* sweepSince(portal: Portal, cursorAt: Date): AsyncGenerator<HubSpotDeal[]> {
  let since = cursorAt
  let after: string | undefined
  let rows = 0
  for (;;) {
    const page = done(await portal.dealsModifiedSince(since, after))
    yield [...page.items]
    rows += page.items.length
    after = page.next ?? undefined
    const isLast = after === undefined
    if (!isLast && rows + page.items.length > SEARCH_ENDS_AT) {
      const last = page.items.at(-1)
      const reached = last === undefined ? null : modifiedAt(last)
      if (reached === null || reached <= since) return yield* listAll(portal)
      since = reached
      after = undefined
      rows = 0
    }
    if (isLast) return
  }
}

/** Deleted deals from a place of HubSpot's list on, a page at a time, and where the next sweep goes on; null: anew. */
export async function* listArchived(
  portal: Portal,
  from: string | null,
): AsyncGenerator<{ deals: readonly HubSpotDeal[]; next: string | null }> {
  let after = from ?? undefined
  for (let pages = 0; pages < MOST_ARCHIVED_PAGES; pages += 1) {
    const page = done(await portal.listDeals({ archived: true, after }))
    yield { deals: page.items, next: page.next }
    if (page.next === null) return
    after = page.next
  }
}

/** The ids of deals that were merged into this one, as it says. */
export const mergedInto = (deal: HubSpotDeal): string[] =>
  (deal.properties['hs_merged_object_ids'] ?? '').split(';').filter((id) => id !== '')

const done = <T>(answer: Answer<T>): T => readOrFail('hubspot', answer)
