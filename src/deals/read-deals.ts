import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { DealPipeline, Deal as HubSpotDeal } from '../../connectors/hubspot/objects'
import type { Portal } from '../../connectors/hubspot/portal'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { settleEvents, type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import { moveCursor, readReading } from '../inbox/reading-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { readWorkspace } from '../tenants/workspace-table'
import { type Deal, dealFromHubSpot } from './deal'
import { markArchived, moveDeal, saveDeals, scheduledDealIds } from './deal-table'

const MOST_EVENTS = 1_000

/** What one read of HubSpot found. `gone` are ids it no longer gives; `moved` those that were merged away. */
interface Found {
  readonly deals: HubSpotDeal[]
  readonly gone: string[]
  readonly moved: { from: string; to: string }[]
}

/**
 * Line 1 of the story: HubSpot's deals become known. Webhooks, the sweep and "Check now" all end here; the
 * sweep only asks for more: what changed since the cursor, and every deal that has a schedule. Answers how
 * many deals were stored anew.
 */
export async function readDeals(
  parts: { database: Database; clock: Clock },
  portal: Portal,
  workspaceId: string,
  sweep: boolean,
): Promise<number> {
  const { database, clock } = parts
  const startedAt = clock.now()
  const { events, reading, scheduled, currency } = await database.inWorkspace(workspaceId, async (sql) => ({
    events: await waitingEvents(sql, 'hubspot', MOST_EVENTS),
    reading: await readReading(sql, 'hubspot'),
    scheduled: await scheduledDealIds(sql),
    currency: (await readWorkspace(sql)).currency,
  }))

  const first = reading.cursorAt === null
  const wanted = new Set(dealIdsOf(events))
  if (sweep) for (const id of scheduled) wanted.add(id)
  const found = await findDeals(portal, [...wanted], first ? 'all' : sweep ? reading.cursorAt : null)
  const pipelines = found.deals.length > 0 ? done(await portal.pipelines()) : []
  const companies =
    found.deals.length > 0 ? done(await portal.companyNames(found.deals.map((deal) => deal.id))) : {}

  return database.inWorkspace(workspaceId, async (sql) => {
    const deals = found.deals.map((deal) => toDeal(deal, pipelines, companies, currency))
    const changed = await saveDeals(sql, deals)
    const story = await applyRemovals(sql, found, new Set(scheduled))
    if (first || sweep) {
      await moveCursor(sql, 'hubspot', new Date(startedAt.getTime() - limits.cursorOverlapMs))
    }
    await settleEvents(
      sql,
      events.map((event) => event.eventId),
      'read',
    )
    const concerned = [...changed, ...found.gone, ...found.moved.map((move) => move.to)]
    await markDirty(
      sql,
      concerned.filter((id) => scheduled.includes(id) || found.moved.some((m) => m.to === id)),
    )
    await record(sql, program('HubSpot'), story)
    return changed.length
  })
}

const toDeal = (
  deal: HubSpotDeal,
  pipelines: readonly DealPipeline[],
  companies: Readonly<Record<string, string>>,
  currency: string,
): Deal => dealFromHubSpot(deal, pipelines, companies[deal.id] ?? null, currency)

function dealIdsOf(events: readonly WaitingEvent[]): string[] {
  return events.filter((event) => event.entity === 'deal').flatMap((event) => event.entityIds)
}

/** Named deals by batch; on a sweep also everything changed since, on the first read everything there is. */
async function findDeals(portal: Portal, ids: readonly string[], since: Date | 'all' | null): Promise<Found> {
  const found: Found = { deals: [], gone: [], moved: [] }
  const seen = new Set<string>()
  const keep = (deal: HubSpotDeal) => {
    if (!seen.has(deal.id)) found.deals.push(deal)
    seen.add(deal.id)
  }
  if (ids.length > 0) {
    const read = done(await portal.readDeals(ids))
    for (const deal of read.deals) keep(deal)
    for (const id of read.missing) await findOne(portal, id, found, keep)
  }
  let after: string | null | undefined
  while (since !== null && after !== null) {
    const page = done(
      since === 'all'
        ? await portal.listDeals({ archived: false, after })
        : await portal.dealsModifiedSince(since, after),
    )
    for (const deal of page.items) keep(deal)
    after = page.next
  }
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
