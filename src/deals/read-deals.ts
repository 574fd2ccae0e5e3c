import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { DealPipeline, Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { settleEvents, type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import { moveCursor, readReading, renewReading } from '../inbox/reading-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { readWorkspace, type Workspace } from '../tenants/workspace-table'
import { type Deal, dealFromHubSpot, modifiedAt } from './deal'
import { markArchived, moveDeal, saveDeals, scheduledDealIds } from './deal-table'

const MOST_EVENTS = 1_000
/** HubSpot refuses a search past this row. */
const SEARCH_ENDS_AT = 10_000

/** What one read of HubSpot found. `gone` are ids it no longer gives; `moved` those that were merged away. */
interface Found {
  readonly deals: HubSpotDeal[]
  readonly gone: string[]
  readonly moved: { from: string; to: string }[]
}

/**
 * Line 1 of the story: HubSpot's deals become known. Webhooks, the sweep and "Check now" all end here; the
 * sweep only asks for more: what changed since the cursor, and every deal that has a schedule. What rang is
 * stored before the sweep begins, and the sweep page by page, so that a long one holds up nobody and loses
 * nothing when it breaks off; only the cursor waits for its end. Answers how many deals were stored anew.
 */
export async function readDeals(
  parts: { database: Database; clock: Clock },
  portal: Portal,
  workspaceId: string,
  sweep: boolean,
): Promise<number> {
  const { database, clock } = parts
  const startedAt = clock.now()
  const { events, reading, scheduled, home } = await database.inWorkspace(workspaceId, async (sql) => ({
    events: await waitingEvents(sql, 'hubspot', MOST_EVENTS),
    reading: await readReading(sql, 'hubspot'),
    scheduled: new Set(await scheduledDealIds(sql)),
    home: homeOf(await readWorkspace(sql)),
  }))
  let pipelines: readonly DealPipeline[] | null = null
  const first = reading.cursorAt === null
  const store = async (found: Found, rung: readonly WaitingEvent[]): Promise<number> => {
    if (found.deals.length > 0) pipelines ??= done(await portal.pipelines())
    const companies =
      found.deals.length > 0 ? done(await portal.companyNames(found.deals.map((deal) => deal.id))) : {}
    const deals = found.deals.map((deal) => toDeal(deal, pipelines ?? [], companies, home))
    return database.inWorkspace(workspaceId, async (sql) => {
      await renewReading(sql, 'hubspot', limits.leaseMs)
      return storeFound(sql, found, deals, scheduled, rung, first ? 'first' : 'later')
    })
  }

  const wanted = new Set(dealIdsOf(events))
  if (sweep) for (const id of scheduled) wanted.add(id)
  let stored = await store(await findNamed(portal, [...wanted]), events)
  if (!first && !sweep) return stored
  for await (const deals of reading.cursorAt === null
    ? listAll(portal)
    : sweepSince(portal, reading.cursorAt)) {
    stored += await store({ deals, gone: [], moved: [] }, [])
  }
  await database.inWorkspace(workspaceId, (sql) =>
    moveCursor(sql, 'hubspot', new Date(startedAt.getTime() - limits.cursorOverlapMs)),
  )
  return stored
}

/** Stores what one part of a reading found, with all that follows from it. Answers how many deals changed. */
async function storeFound(
  sql: Sql,
  found: Found,
  deals: readonly Deal[],
  scheduled: ReadonlySet<string>,
  rung: readonly WaitingEvent[],
  reading: 'first' | 'later',
): Promise<number> {
  const changed = await saveDeals(sql, deals, reading)
  const story = await applyRemovals(sql, found, scheduled)
  await settleEvents(
    sql,
    rung.map((event) => event.eventId),
    'read',
  )
  const survivors = found.moved.map((move) => move.to)
  const concerned = [...changed, ...found.gone].filter((id) => scheduled.has(id))
  await markDirty(sql, [...concerned, ...survivors])
  await record(sql, program('HubSpot'), story)
  return changed.length
}

const toDeal = (
  deal: HubSpotDeal,
  pipelines: readonly DealPipeline[],
  companies: Readonly<Record<string, string>>,
  home: ReturnType<typeof homeOf>,
): Deal => dealFromHubSpot(deal, pipelines, companies[deal.id] ?? null, home)

const homeOf = ({ currency, settings }: Workspace) => ({ currency, wonStages: settings.wonStages })

function dealIdsOf(events: readonly WaitingEvent[]): string[] {
  return events.filter((event) => event.entity === 'deal').flatMap((event) => event.entityIds)
}

/** Named deals by batch, and what became of those that it does not give. */
async function findNamed(portal: Portal, ids: readonly string[]): Promise<Found> {
  const found: Found = { deals: [], gone: [], moved: [] }
  if (ids.length === 0) return found
  const seen = new Set<string>()
  const keep = (deal: HubSpotDeal) => {
    if (!seen.has(deal.id)) found.deals.push(deal)
    seen.add(deal.id)
  }
  const read = done(await portal.readDeals(ids))
  for (const deal of read.deals) keep(deal)
  for (const id of read.missing) await findOne(portal, id, found, keep)
  return found
}

/** Every live deal, a page at a time. */
async function* listAll(portal: Portal): AsyncGenerator<HubSpotDeal[]> {
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
async function* sweepSince(portal: Portal, cursorAt: Date): AsyncGenerator<HubSpotDeal[]> {
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

async function applyRemovals(sql: Sql, found: Found, scheduled: ReadonlySet<string>): Promise<Happening[]> {
  const story: Happening[] = []
  for (const { from, to } of found.moved) {
    const move = await moveDeal(sql, from, to)
    if (move === 'known') continue
    story.push({
      what: 'The deal was merged in HubSpot',
      dealId: to,
      before: { deal: from },
      after: { deal: to },
    })
    if (move === 'both planned') {
      await raiseAttention(sql, {
        cause: `deal_merged:${from}`,
        kind: 'deal_removed',
        dealId: to,
        title: 'Two deals with a schedule each were merged in HubSpot',
        detail: `The schedule of the merged-away deal ${from} is kept aside and not shown any more; what it billed stays in QuickBooks.`,
        actions: [{ action: 'leave', label: 'Leave it' }],
      })
    }
  }
  if (found.gone.length > 0) await markArchived(sql, found.gone)
  const archived = found.deals.filter((deal) => deal.archived === true).map((deal) => deal.id)
  for (const id of [...found.gone, ...archived].filter((each) => scheduled.has(each))) {
    await raiseAttention(sql, {
      cause: `deal_removed:${id}`,
      kind: 'deal_removed',
      dealId: id,
      title: 'The deal was deleted in HubSpot',
      detail: 'Its schedule is kept, and nothing more is billed until the deal is restored there.',
    })
  }
  for (const deal of found.deals.filter((each) => each.archived !== true && scheduled.has(each.id))) {
    await settleAttention(sql, `deal_removed:${deal.id}`, program('HubSpot').who, 'restored')
  }
  return story
}

const done = <T>(answer: Answer<T>): T => readOrFail('hubspot', answer)
