import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../clock/clock'
import { everyDayKinds } from '../../masters/every-day-lists'
import { readMaster } from '../../masters/master-table'
import { dueMasters, type NamedKind, readMasterById, readMasters } from '../../masters/read-masters'
import type { Database, Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import { withOwnTerms } from '../../schedules/own-terms'
import { portionsOf } from '../../schedules/payers'
import { readSchedule } from '../../schedules/schedule-table'
import type { Vendors } from '../../tenants/vendors'
import { readWorkspace } from '../../tenants/workspace-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
  readonly log?: (error: unknown, what: string, workspaceId: string) => void
}

/** A person waits for this: what takes longer goes on without them, and preflight shows what is missing. */
const LONGEST_WAIT_MS = 2_000
/** An id that QuickBooks doesn't know isn't asked for again so soon. */
const MISS_KEPT_MS = 60_000

/** Per program: readings on their way, and ids that were not there, until when. */
interface Memory {
  readonly flights: Map<string, Promise<unknown>>
  readonly misses: Map<string, number>
}
const memories = new WeakMap<Vendors, Memory>()

/**
 * Before a milestone is judged or billed: the lists its invoice refers to are in the cache, and a customer or
 * item that was made in QuickBooks a moment ago is known too. Usually everything is there and this costs no
 * call; an unknown id costs one read of that id, however many people look. Trouble with the vendor is no
 * trouble here: preflight shows what is missing.
 */
export async function learnBillingFacts(
  parts: Parts,
  workspaceId: string,
  milestoneId: string,
): Promise<void> {
  const memory = memories.get(parts.vendors) ?? { flights: new Map(), misses: new Map() }
  memories.set(parts.vendors, memory)
  const waiting = new AbortController()
  const learning = learn(parts, memory, workspaceId, milestoneId)
  const longEnough = pause(LONGEST_WAIT_MS, undefined, { signal: waiting.signal })
  // Whichever comes second must not end the process.
  learning.catch(() => undefined)
  longEnough.catch(() => undefined)
  try {
    await Promise.race([learning, longEnough])
  } finally {
    waiting.abort()
  }
}

async function learn(parts: Parts, memory: Memory, workspaceId: string, milestoneId: string): Promise<void> {
  const seen = await parts.database.inWorkspace(workspaceId, async (sql) => ({
    due: await dueMasters(sql, parts.clock, everyDayKinds),
    unknown: await unknownIds(sql, milestoneId),
  }))
  if (seen.due.length === 0 && seen.unknown.length === 0) return
  const company = await parts.vendors.quickbooks(workspaceId, 'preflight')
  if (seen.due.length > 0)
    await once(memory, workspaceId, () => readMasters(parts, company, workspaceId, everyDayKinds))
  const unknown = await parts.database.inWorkspace(workspaceId, (sql) => unknownIds(sql, milestoneId))
  const now = parts.clock.now().getTime()
  for (const [key, until] of memory.misses) if (until <= now) memory.misses.delete(key)
  for (const [kind, id] of unknown) {
    const key = `${workspaceId} ${kind} ${id}`
    if (memory.misses.has(key)) continue
    await once(memory, key, async () => {
      const found = await readMasterById(parts, company, workspaceId, kind, id)
      if (!found) memory.misses.set(key, now + MISS_KEPT_MS)
    })
  }
}

/** Joins the reading that is on its way, or begins it. */
async function once(memory: Memory, key: string, read: () => Promise<unknown>): Promise<void> {
  const flight = memory.flights.get(key) ?? read().finally(() => memory.flights.delete(key))
  memory.flights.set(key, flight)
  await flight
}

/** What this milestone's schedule names and no list holds. */
async function unknownIds(sql: Sql, milestoneId: string): Promise<[NamedKind, string][]> {
  const milestone = await readMilestone(sql, milestoneId)
  const schedule = milestone ? await readSchedule(sql, milestone.scheduleId) : null
  if (!milestone || !schedule) return []
  const { terms } = withOwnTerms(schedule, milestone)
  const { settings } = await readWorkspace(sql)
  const taxCode = terms.taxCode ?? settings.taxCode
  const named: [NamedKind, string | null][] = [
    ...portionsOf(schedule, milestone).map((each): [NamedKind, string | null] => [
      'customers',
      each.customerId,
    ]),
    ['items', terms.itemId ?? settings.itemId],
    [
      'terms',
      terms.terms === null
        ? settings.termsId
        : 'quickbooksId' in terms.terms
          ? terms.terms.quickbooksId
          : null,
    ],
    ['tax-codes', taxCode === 'TAX' || taxCode === 'NON' ? null : taxCode],
    ['estimates', terms.source?.kind === 'estimate' ? terms.source.quickbooksId : null],
  ]
  const unknown: [NamedKind, string][] = []
  for (const [kind, id] of named) {
    if (id !== null && (await readMaster(sql, kind, id)) === null) unknown.push([kind, id])
  }
  return unknown
}
