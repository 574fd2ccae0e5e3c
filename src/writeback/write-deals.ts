import { limits } from '../../config/limits'
import type { DealUpdate, Portal } from '../../connectors/hubspot/portal'
import type { Clock } from '../clock/clock'
import { askForDeal } from '../deals/ask-for-deal'
import { readDeal } from '../deals/deal-table'
import { type Forecast, readForecasts } from '../forecast/read-forecasts'
import {
  type DirtyDeal,
  dueDirtyDeals,
  forgetWritten,
  holdDirtyDeals,
  letGoOfDirty,
  lockDirtyDeals,
  markWritten,
  postponeDirty,
} from '../outbox/deal-mirror-table'
import { backoffMs } from '../outbox/retry'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'
import { addConnectionFact, type Connection, readConnection } from '../tenants/connection-table'
import { compareAmount } from './compare-amount'
import { dealProperties, dealPropertiesVersion, stampProperty } from './deal-properties'
import { keepProperties } from './keep-properties'
import { type LookParts, lookAtDeals } from './look-at-deals'

interface Pending {
  readonly deal: DirtyDeal
  readonly changed: Readonly<Record<string, string>>
}

interface WriteParts extends LookParts {
  readonly clock: Clock
  readonly random: () => number
}

/**
 * Line 9 of the story: the deal hears about it. Takes the deals whose figures may have changed, up to a
 * hundred, and writes what really did in one call; each deal answers for itself. Writing the same twice does
 * no harm, so an unclear answer is simply tried again. Answers how many deals were looked at.
 */
export async function writeDeals(parts: WriteParts, portal: Portal, workspaceId: string): Promise<number> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const seen = await within((sql) => dueDirtyDeals(sql, limits.hubspot.dealsPerBatch))
  await lookAtDeals(parts, workspaceId, seen.map(({ dealId }) => dealId).sort())
  const { looked, pending, facts, held } = await within((sql) => takeDirty(sql, parts.clock, seen))
  if (pending.length === 0) return looked
  try {
    await write(parts, portal, workspaceId, pending, facts)
    return looked
  } catch (error) {
    // Where the database is what failed, the hold ends by itself.
    await within((sql) => letGoOfDirty(sql, held)).catch(() => undefined)
    throw error
  }
}

/** Writes what changed in one call, and keeps what HubSpot answered for each deal. */
async function write(
  parts: WriteParts,
  portal: Portal,
  workspaceId: string,
  pending: readonly Pending[],
  facts: Connection['facts'],
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const blocked =
    facts.propertiesMade === dealPropertiesVersion
      ? (facts.propertiesBlocked ?? [])
      : await keepProperties(parts, portal, workspaceId)
  const writes = pending.map((each) => without(each, blocked))

  const stamp = blocked.includes(stampProperty)
    ? {}
    : { [stampProperty]: parts.clock.now().getTime().toString() }
  const updates = writes.filter(({ changed }) => Object.keys(changed).length > 0)
  const answer =
    updates.length === 0
      ? ({ outcome: 'done', value: [] as DealUpdate[] } as const)
      : await portal.updateDeals(
          updates.map((each) => ({
            id: each.deal.dealId,
            properties: { ...each.changed, ...stamp },
          })),
        )
  await within(async (sql) => {
    if (answer.outcome !== 'done') {
      for (const { deal } of writes) {
        await postponeDirty(
          sql,
          [deal.dealId],
          backoffMs(deal.attempts, answer.fault, parts.random),
          answer.fault,
        )
      }
      return
    }
    const results = new Map(answer.value.map((result) => [result.id, result]))
    for (const each of writes) await keepResult(sql, parts, each, results.get(each.deal.dealId))
  })
}

/**
 * Deals whose turn it is, as they were seen, each held against its tracker; those that HubSpot must hear about are ours for
 * a while. What is asked about them comes before what holds them, as everyone locks the two.
 */
async function takeDirty(sql: Sql, clock: Clock, seen: readonly DirtyDeal[]) {
  const seenIds = seen.map((deal) => deal.dealId).sort()
  const trackers = await readTrackers(sql, clock, seenIds)
  const forecasts = await readForecasts(sql, [...trackers.values()])
  const known = new Map<string, Awaited<ReturnType<typeof readDeal>>>()
  for (const dealId of seenIds) {
    const deal = await readDeal(sql, dealId)
    const tracker = trackers.get(dealId)
    // An old id finds the deal that it went into, which has its own turn.
    const own = deal?.dealId === dealId ? deal : null
    if (own) await compareAmount(sql, own, tracker ?? null)
    known.set(dealId, own)
  }
  const due = await lockDirtyDeals(sql, seen)
  const ids = due.map((deal) => deal.dealId)
  const held = await holdDirtyDeals(sql, ids, limits.vendorDeadlineMs * 2)
  const pending: Pending[] = []
  for (const deal of due) {
    const own = known.get(deal.dealId)
    const about = { tracker: trackers.get(deal.dealId), forecast: forecasts.get(deal.dealId) }
    const wanted = own?.archived === false ? wantedOf(deal, about, own.currency) : {}
    const difference = Object.entries(wanted).filter(([name, value]) => deal.written[name] !== value)
    if (difference.length === 0) await markWritten(sql, { ...deal, written: {} })
    else pending.push({ deal, changed: Object.fromEntries(difference) })
  }
  await forgetWritten(
    sql,
    pending.map((each) => ({ dealId: each.deal.dealId, names: Object.keys(each.changed) })),
  )
  const facts = pending.length === 0 ? {} : ((await readConnection(sql, 'hubspot'))?.facts ?? {})
  return { looked: due.length, pending, facts, held }
}

/** What the deal should say; where its plan is gone nothing of ours, and only what was never written is left alone. */
const wantedOf = (
  deal: DirtyDeal,
  { tracker, forecast }: { readonly tracker: Tracker | undefined; readonly forecast: Forecast | undefined },
  currency: string | null,
): Record<string, string> =>
  tracker && forecast
    ? dealProperties(tracker, forecast, currency)
    : Object.fromEntries(Object.keys(deal.written).map((name) => [name, '']))

/** What is written of a deal while some properties can't be. */
function without(pending: Pending, blocked: readonly string[]): Pending {
  const rest = Object.entries(pending.changed).filter(([name]) => !blocked.includes(name))
  return { deal: pending.deal, changed: Object.fromEntries(rest) }
}

/** What HubSpot answered for one deal; nothing was asked where none of its changes can be written. */
async function keepResult(
  sql: Sql,
  { random }: WriteParts,
  { deal, changed }: Pending,
  result: DealUpdate | undefined,
): Promise<void> {
  const { dealId, mark } = deal
  if (result?.ok || Object.keys(changed).length === 0) {
    return markWritten(sql, { dealId, mark, written: changed })
  }
  const later = (why: object) => postponeDirty(sql, [dealId], backoffMs(deal.attempts, null, random), why)
  if (result?.missing) {
    // Deleted or merged, or back by now: the reader finds out, whether or not HubSpot rings.
    await askForDeal(sql, dealId, 'not given', String(mark))
    return later({ message: 'HubSpot does not give this deal: it was deleted or merged, and is read again.' })
  }
  if (result === undefined) return later({ message: 'HubSpot did not answer for this deal.' })
  // Perhaps a property of ours was deleted there: that is looked at before the next try.
  await addConnectionFact(sql, 'hubspot', { propertiesMade: '' })
  return later({ message: result.message, ofThisDeal: true })
}
