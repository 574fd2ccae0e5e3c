import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { DealPipeline, Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { settleEvents, type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import type { Lease } from '../inbox/reading-lease'
import { moveCursor, readReading, renewReading } from '../inbox/reading-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { addConnectionFact, readConnection } from '../tenants/connection-table'
import { readWorkspace, type Workspace } from '../tenants/workspace-table'
import { type Deal, dealFromHubSpot } from './deal'
import { unarchivedAmong, unmovedAmong } from './deal-alias-table'
import { dealStory } from './deal-story'
import { readPlannedDeals, saveDeals, scheduledDealIds } from './deal-table'
import {
  batchesOf,
  type Found,
  findNamed,
  type Hold,
  type Listed,
  listAll,
  listArchived,
  mergedInto,
  reachOf,
  sweepSince,
} from './find-deals'
import { followRemovals, goOn, lockMoves } from './follow-removals'
import { askOwners } from './keep-owners'
import { readOwnerNames } from './owner-table'
import { refusedDeals, takeInDeals, tellTaken } from './take-in-deals'

const MOST_EVENTS = 1_000
/** Deals whose companies are asked for at once, a page of the sweep: three calls or so. */
const NAMED_AT_ONCE = 200

/** Properties that are read beside a deal's own, and who looks at what they hold. */
export interface Watched {
  readonly names: readonly string[]
  /** Before these deals are read: what is known of them then is what the answer can be held against. */
  begin(sql: Sql, dealIds: readonly string[]): Promise<Look>
}
/** What was read in one part of a reading, beside what is stored of it. */
export interface Read {
  readonly deals: readonly HubSpotDeal[]
  /** Deals into which others went: HubSpot fills what they had empty, and all of ours is written anew. */
  readonly survivors: readonly string[]
}
/** Looks at deals as they were read; answers what happened to them. */
type Look = (sql: Sql, read: Read, now: Date) => Promise<readonly Happening[]>

/** What follows where deals became one, in the same transaction: `survivors` are those that are left. */
export type AfterMerge = (sql: Sql, survivors: readonly string[]) => Promise<void>

/** What reading needs; `lease` is under which it reads, `log` is told of what could not be taken in. */
interface ReadParts {
  readonly database: Database
  readonly clock: Clock
  readonly lease?: Lease
  readonly log?: (error: unknown, what: string, workspaceId: string) => void
  readonly afterMerge?: AfterMerge
}

/**
 * Line 1 of the story: HubSpot's deals become known. Webhooks, the sweep and "Check now" all end here; the
 * sweep only asks for more: every deal that has a schedule, what changed since the cursor, and what was deleted. What
 * rang is stored before the sweep begins, and the sweep page by page, so that a long one holds up nobody and loses
 * nothing when it breaks off; only the cursor waits for its end. A deal that can't be taken in is set aside, and holds up
 * nothing else. Answers how many deals were stored anew. Throws ReadFailed, and LeaseLost where another reading took over.
 */
export async function readDeals(
  parts: ReadParts,
  portal: Portal,
  workspaceId: string,
  sweep: boolean,
  watched: Watched | null = null,
): Promise<number> {
  const { database, clock, lease = null } = parts
  const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)
  const askedAt = clock.now()
  const { events, reading, planned, asked, home, archivedAfter } = await within(async (sql) => ({
    events: await waitingEvents(sql, 'hubspot', MOST_EVENTS),
    reading: await readReading(sql, 'hubspot'),
    planned: sweep ? await scheduledDealIds(sql) : [],
    asked: sweep ? await refusedDeals(sql) : [],
    home: homeOf(await readWorkspace(sql)),
    archivedAfter: (await readConnection(sql, 'hubspot'))?.facts.archivedAfter ?? null,
  }))
  const hold = async () => {
    if (lease !== null) await within((sql) => renewReading(sql, 'hubspot', lease, limits.leaseMs))
  }
  const name = namer(portal, home, hold)
  const first = reading.cursorAt === null
  const seen = new Set<string>()
  const store = async (found: Found, rung: readonly WaitingEvent[], look: Look | null) => {
    for (const { id } of found.deals) seen.add(id)
    const known = await within((sql) => readOwnerNames(sql, ownersOf(found.deals)))
    const deals = await name(found.deals, known)
    const named = new Map(deals.map((deal) => [deal.dealId, deal]))
    return takeInDeals(
      within,
      found,
      rung,
      async (sql, part, of) => {
        await renewReading(sql, 'hubspot', lease, limits.leaseMs)
        const own = part.deals.flatMap(({ id }) => named.get(id) ?? [])
        return storeFound(sql, part, own, {
          rung: of,
          look,
          afterMerge: parts.afterMerge,
          reading: first ? 'first' : 'later',
          now: clock.now(),
        })
      },
      (error, dealId) => parts.log?.(error, `taking in deal ${dealId}`, workspaceId),
    )
  }
  /** Deals as they are listed, and those that they say were merged into them. */
  const storeListed = async ({ deals: listed, unreadable }: Omit<Listed, 'answeredAt'>) => {
    const deals = listed.filter(({ id }) => !seen.has(id))
    const stored = await store({ deals, gone: [], moved: [], unreadable }, [], null)
    const merged = await within((sql) => unmovedAmong(sql, listed.flatMap(mergedInto)))
    return merged.length === 0
      ? stored
      : stored + (await store(await findNamed(portal, merged, { hold }), [], null))
  }

  const wanted = new Set(dealIdsOf(events))
  for (const id of [...planned, ...asked]) wanted.add(id)
  const look = watched === null ? null : await within((sql) => watched.begin(sql, [...wanted]))
  let stored = await store(await findNamed(portal, [...wanted], { hold, also: watched?.names }), events, look)
  if (!first && !sweep) return stored
  let opened: Listed | null = null
  for await (const listed of reading.cursorAt === null
    ? listAll(portal)
    : sweepSince(portal, reading.cursorAt)) {
    opened ??= listed
    stored += await storeListed(listed)
  }
  for await (const { deals, unreadable, next } of first ? [] : listArchived(portal, archivedAfter)) {
    const binned = [...deals.map(({ id }) => id), ...unreadable]
    const ids = new Set(await within((sql) => unarchivedAmong(sql, binned)))
    stored += await storeListed({
      deals: deals.filter(({ id }) => ids.has(id)),
      unreadable: unreadable.filter((id) => ids.has(id)),
    })
    await within((sql) => addConnectionFact(sql, 'hubspot', { archivedAfter: next }))
  }
  const reach = opened === null ? null : reachOf(opened)
  const cursorAt = reach === null ? null : new Date(reach.getTime() - limits.cursorOverlapMs)
  const vendorNow = opened?.answeredAt ?? null
  await within((sql) => moveCursor(sql, 'hubspot', lease, { cursorAt, askedAt, vendorNow }))
  return stored
}

/** Stores what one part of a reading found, with all that follows from it. Answers how many deals changed. */
async function storeFound(
  sql: Sql,
  found: Found,
  deals: readonly Deal[],
  {
    rung,
    look,
    afterMerge,
    reading,
    now,
  }: {
    readonly rung: readonly WaitingEvent[]
    readonly look: Look | null
    readonly afterMerge: AfterMerge | undefined
    readonly reading: 'first' | 'later'
    readonly now: Date
  },
): Promise<number> {
  const moves = await lockMoves(sql, found.moved)
  const ids = [...deals.map((deal) => deal.dealId), ...found.gone]
  const before = await readPlannedDeals(sql, ids)
  const changed = await saveDeals(sql, deals, reading)
  const { story, survivors, planned } = await followRemovals(sql, found, moves, changed)
  if (survivors.length > 0) await afterMerge?.(sql, survivors)
  // What is asked about a deal comes before its figures and the history, as everyone locks the three.
  await tellTaken(sql, found)
  const after = new Map((await readPlannedDeals(sql, ids)).map((deal) => [deal.dealId, deal]))
  const pairs = before.flatMap((was) => {
    const is = after.get(was.dealId)
    return is ? [{ was, is }] : []
  })
  await goOn(
    sql,
    pairs.filter(({ was, is }) => was.archived && !is.archived).map(({ is }) => is.dealId),
  )
  await settleEvents(
    sql,
    rung.map((event) => event.eventId),
    'read',
  )
  const watchedStory = look === null ? [] : await look(sql, { deals: found.deals, survivors }, now)
  const concerned = [...changed, ...found.gone].filter((id) => planned.has(id))
  await markDirty(sql, [...concerned, ...survivors])
  const told = pairs.flatMap(({ was, is }) => dealStory(was, is))
  await record(sql, program('HubSpot'), [...story, ...told, ...watchedStory])
  return changed.length
}

/**
 * Gives deals the names of their stages, companies and owners; asks for each list when it is needed first, and holds the
 * lease between.
 */
function namer(portal: Portal, home: ReturnType<typeof homeOf>, hold: Hold) {
  let pipelines: readonly DealPipeline[] | null = null
  let owners: ReadonlyMap<string, string> | null = null
  return async (deals: readonly HubSpotDeal[], known: ReadonlyMap<string, string>): Promise<Deal[]> => {
    if (deals.length === 0) return []
    pipelines ??= done(await portal.pipelines())
    const companies: Record<string, string> = {}
    for (const batch of batchesOf(deals, NAMED_AT_ONCE)) {
      await hold()
      Object.assign(companies, done(await portal.companyNames(batch.map((deal) => deal.id))))
    }
    await hold()
    if (ownersOf(deals).some((id) => !known.has(id))) owners ??= await askOwners(portal)
    const ownerOf = (deal: HubSpotDeal) => {
      const id = deal.properties['hubspot_owner_id'] ?? ''
      return owners?.get(id) ?? known.get(id) ?? null
    }
    const stages = pipelines
    return deals.map((deal) =>
      dealFromHubSpot(deal, stages, { company: companies[deal.id] ?? null, owner: ownerOf(deal) }, home),
    )
  }
}

const ownersOf = (deals: readonly HubSpotDeal[]): string[] => [
  ...new Set(deals.flatMap((deal) => deal.properties['hubspot_owner_id'] || [])),
]

const homeOf = ({ currency, settings }: Workspace) => ({ currency, wonStages: settings.wonStages })

function dealIdsOf(events: readonly WaitingEvent[]): string[] {
  return events.filter((event) => event.entity === 'deal').flatMap((event) => event.entityIds)
}

const done = <T>(answer: Answer<T>): T => readOrFail('hubspot', answer)
