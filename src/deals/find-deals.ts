import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { DealPage, Portal } from '../../connectors/hubspot/portal'
import { readOrFail } from '../inbox/read-failed'
import { modifiedAt } from './deal'
import type { Move } from './deal-alias-table'

/** Found so far. */
type Finding = { readonly [Part in keyof Found]: Found[Part][number][] }

/** Pages of deleted deals turned in one sweep: a full recycle bin is gone through over several. */
const MOST_ARCHIVED_PAGES = 10

/** What one read of HubSpot found. `gone` are ids it no longer gives; `moved` those that were merged away. */
export interface Found {
  readonly deals: readonly HubSpotDeal[]
  readonly gone: readonly string[]
  readonly moved: readonly Move[]
  /** Deals that lack what Milepost relies on. */
  readonly unreadable: readonly string[]
}

/** Holds the reading's lease anew: what is asked call by call may outlast it. Throws LeaseLost. */
export type Hold = () => Promise<void>

/** Deals as a list of HubSpot has them, and when it answered by its own clock, where it says so. */
export type Listed = Pick<Found, 'deals' | 'unreadable'> & { readonly answeredAt: Date | null }

/**
 * Named deals by batch, with these properties of ours beside the usual ones, and what became of those it does not give. The
 * lease is held from call to call.
 */
export async function findNamed(
  portal: Portal,
  ids: readonly string[],
  { hold, also = [] }: { readonly hold: Hold; readonly also?: readonly string[] | undefined },
): Promise<Found> {
  const found: Finding = { deals: [], gone: [], moved: [], unreadable: [] }
  if (ids.length === 0) return found
  const seen = new Set<string>()
  const keep = (deal: HubSpotDeal) => {
    if (!seen.has(deal.id)) found.deals.push(deal)
    seen.add(deal.id)
  }
  const batches = async (wanted: readonly string[], how: Parameters<Portal['readDeals']>[1]) => {
    const missing: string[] = []
    for (const batch of batchesOf(wanted, limits.hubspot.dealsPerBatch)) {
      await hold()
      const read = done(await portal.readDeals(batch, how))
      for (const deal of read.deals) keep(deal)
      found.unreadable.push(...read.unreadable)
      missing.push(...read.missing)
    }
    return missing
  }
  const missing = await batches(ids, { also })
  // Many at once were deleted together: the recycle bin tells a hundred at a time.
  const left = missing.length > 1 ? await batches(missing, { archived: true }) : missing
  for (const id of left) {
    await hold()
    await findOne(portal, id, found, keep)
  }
  return found
}

/** A deal the batch did not give: archived, merged into another, or gone. */
async function findOne(
  portal: Portal,
  id: string,
  found: Finding,
  keep: (deal: HubSpotDeal) => void,
): Promise<void> {
  let answer = await portal.readDeal(id)
  // Asked twice before it is called unreadable, because a gateway's page is not its fault.
  if (isUnreadable(answer)) answer = await portal.readDeal(id)
  if (isUnreadable(answer)) return void found.unreadable.push(id)
  const deal = done(answer)
  if (deal === null) found.gone.push(id)
  else if (deal.id === id) keep(deal)
  else {
    found.moved.push({ from: id, to: deal.id })
    keep(deal)
  }
}

export function* batchesOf<T>(items: readonly T[], most: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += most) yield items.slice(at, at + most)
}

const isUnreadable = (answer: Answer<unknown>): boolean =>
  answer.outcome === 'unknown' && answer.fault.kind === 'unreadable'

const listed = ({ items, unreadable, answeredAt }: DealPage): Listed => ({
  deals: items,
  unreadable,
  answeredAt,
})

/**
 * Everything that changed until then stands on this page of a list, or on those after it: HubSpot's own time, because ours may
 * be ahead; or else the newest change on it. Null where neither is said.
 */
export function reachOf({ deals, answeredAt }: Listed): Date | null {
  if (answeredAt !== null) return answeredAt
  const changes = deals.flatMap((deal) => modifiedAt(deal)?.getTime() ?? [])
  return changes.length === 0 ? null : new Date(Math.max(...changes))
}

/** Every live deal, a page at a time. */
export async function* listAll(portal: Portal): AsyncGenerator<Listed> {
  let after: string | undefined
  do {
    const page = done(await portal.listDeals({ archived: false, after }))
    yield listed(page)
    after = page.next ?? undefined
  } while (after !== undefined)
}

/**
 * What changed since, by id, a page at a time: a deal that changes meanwhile stays where it is, and whatever joins behind the
 * reader changed after the first page, from whose time the next sweep goes on. All deals are listed where the search does
 * not go on, and where HubSpot itself has not come to the cursor yet: nobody knows what changed since the clock that it came
 * from was right.
 */
export async function* sweepSince(portal: Portal, cursorAt: Date): AsyncGenerator<Listed> {
  let beyond: string | undefined
  for (;;) {
    const page = done(await portal.dealsModifiedSince(cursorAt, beyond))
    if (page.answeredAt !== null && cursorAt > page.answeredAt) return yield* listAll(portal)
    yield listed(page)
    if (page.next === null) return
    if (!isBeyond(page.next, beyond ?? '')) return yield* listAll(portal)
    beyond = page.next
  }
}

/** Ids are whole numbers as text. */
const isBeyond = (id: string, other: string): boolean =>
  id.length === other.length ? id > other : id.length > other.length

/** Deleted deals from a place of HubSpot's list on, a page at a time, and where the next sweep goes on; null: anew. */
export async function* listArchived(
  portal: Portal,
  from: string | null,
): AsyncGenerator<Listed & { next: string | null }> {
  let after = from ?? undefined
  for (let pages = 0; pages < MOST_ARCHIVED_PAGES; pages += 1) {
    const page = done(await portal.listDeals({ archived: true, after }))
    yield { ...listed(page), next: page.next }
    if (page.next === null) return
    after = page.next
  }
}

/** The ids of deals that were merged into this one, as it says. */
export const mergedInto = (deal: HubSpotDeal): string[] =>
  (deal.properties['hs_merged_object_ids'] ?? '').split(';').filter((id) => id !== '')

const done = <T>(answer: Answer<T>): T => readOrFail('hubspot', answer)
