import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../config/limits'
import type { Database } from '../postgres/database'
import type { Vendor } from './connection-table'
import { givePlaces, type LaneName, quietLanes, takePlace } from './vendor-lane-table'

/** The vendors' published limits, kept by us so that they need not refuse. */
export interface Pace {
  /**
   * Waits until the limits of the workspace's account admit one more call of this kind. Answers how to say that the
   * call has its answer. Throws NoPlace when that would take longer than a call may wait.
   */
  enter(workspaceId: string, kind: LaneName): Promise<() => void>
  /** The vendor refused a call as one too many: no call leaves for so long; null: for as long as the vendor advises. */
  quiet(workspaceId: string, forMs: number | null): Promise<void>
}

/** A call did not leave: the line is too long, or the vendor asked for a pause of `quietMs` more. */
export class NoPlace extends Error {
  constructor(readonly quietMs: number | null) {
    super(
      quietMs === null
        ? 'There was no place in line in time.'
        : `The vendor asked for a pause of ${Math.ceil(quietMs / 1_000)} more seconds.`,
    )
  }
}

/** How one kind of call is spaced: one every so often, and at most so many without an answer (null: any number). */
interface LaneRule {
  readonly everyMs: number
  readonly inFlight: number | null
}

export interface PaceRules {
  /** Every call, and the narrower lane that some kinds must pass first or instead. */
  readonly call: LaneRule
  readonly batch?: LaneRule
  readonly search?: LaneRule
  /** How long the vendor advises to wait after a refusal that does not say it. */
  readonly quietMs: number
}

const { quickbooks, hubspot } = limits

/** What each vendor admits for one account. A batch is a call too; a search is not counted as one. */
export const paceRules: Readonly<Record<Vendor, PaceRules>> = {
  quickbooks: {
    call: { everyMs: quickbooks.callEveryMs, inFlight: quickbooks.inFlight },
    batch: { everyMs: quickbooks.batchEveryMs, inFlight: null },
    quietMs: quickbooks.quietMs,
  },
  hubspot: {
    call: { everyMs: hubspot.callEveryMs, inFlight: null },
    search: { everyMs: hubspot.searchEveryMs, inFlight: null },
    quietMs: hubspot.quietMs,
  },
}

/** Nobody waits; for tests and tools that meet no limits. */
export const unpaced: Pace = { enter: async () => () => undefined, quiet: async () => undefined }

/**
 * Calls leave evenly spaced, per company or portal, over all processes: each takes the next free moment from a row of
 * the database, the one thing that all of them share. Two counters, one for when the other is away, would each admit
 * the whole limit. Within a process the calls of one lane wait in line and only the first one holds a moment, so that
 * a pause that the vendor asks for finds nobody ahead of it, and its end sets nobody off at once.
 */
export function paceOf(parts: { database: Database; vendor: Vendor; rules?: PaceRules }): Pace {
  const rules = parts.rules ?? paceRules[parts.vendor]
  const lane = (name: LaneName, rule: LaneRule) => openLane(parts, name, rule)
  const calls = lane('call', rules.call)
  const batches = rules.batch && lane('batch', rules.batch)
  const searches = rules.search && lane('search', rules.search)
  return {
    async enter(workspaceId, kind) {
      const until = performance.now() + limits.beforeSendMs
      if (kind === 'search' && searches) return searches(workspaceId, until)
      if (kind === 'batch' && batches) await batches(workspaceId, until)
      return calls(workspaceId, until)
    },
    quiet: (workspaceId, forMs) =>
      parts.database.once(workspaceId, (sql) =>
        quietLanes(sql, parts.vendor, ['call', 'search'], forMs ?? rules.quietMs),
      ),
  }
}

/** The calls of one workspace that wait in this process, and the places that its answered ones have yet to give back. */
interface Line {
  last: Promise<unknown>
  waiting: number
  answered: string[]
  /** Wakes the first one in line, where it waits for a place rather than for its moment. */
  freed: () => void
}

const newLine = (): Line => ({ last: Promise.resolve(), waiting: 0, answered: [], freed: () => undefined })

/** A slow machine that is late for so many moments in a row is slower than the limit anyway. */
const MISSED_MOMENTS = 3

function openLane(
  { database, vendor }: { database: Database; vendor: Vendor },
  lane: LaneName,
  rule: LaneRule,
): (workspaceId: string, until: number) => Promise<() => void> {
  const lines = new Map<string, Line>()

  function lineOf(workspaceId: string): Line {
    const line = lines.get(workspaceId) ?? newLine()
    lines.set(workspaceId, line)
    return line
  }

  async function ask(workspaceId: string, line: Line, patienceMs: number) {
    const answered = line.answered.splice(0)
    try {
      return await database.once(workspaceId, (sql) =>
        takePlace(sql, {
          vendor,
          lane,
          everyMs: rule.everyMs,
          backMs: limits.momentBackMs,
          most: rule.inFlight,
          // Until we stop waiting for an answer, and a little more.
          holdMs: limits.vendorDeadlineMs + limits.beforeSendMs,
          patienceMs,
          answered,
        }),
      )
    } catch (error) {
      line.answered.push(...answered)
      throw error
    }
  }

  /** The first one in line: its moment, once it has come. */
  async function moment(workspaceId: string, line: Line, until: number): Promise<string> {
    let missed = 0
    for (;;) {
      const asked = performance.now()
      const patienceMs = until - asked
      if (patienceMs <= 0) throw new NoPlace(null)
      const taken = await ask(workspaceId, line, patienceMs)
      if (taken.place === null && (taken.quiet || taken.waitMs > patienceMs)) {
        throw new NoPlace(taken.quiet ? taken.waitMs : null)
      }
      if (taken.place === null) {
        await placeGivenBack(line, taken.waitMs)
        continue
      }
      if (taken.waitMs > 0) await pause(taken.waitMs)
      const late = performance.now() - asked - taken.waitMs
      if (late <= limits.lateMs - limits.momentBackMs || missed >= MISSED_MOMENTS) return taken.place
      missed += 1
      line.answered.push(taken.place)
    }
  }

  /** Those of other processes are found by asking again. */
  async function placeGivenBack(line: Line, atMostMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      line.freed = resolve
      timer = setTimeout(resolve, atMostMs)
    })
    clearTimeout(timer)
  }

  /** Nobody waits who would give these back on the way. What can't be given back now is by whoever calls next. */
  function giveBack(workspaceId: string, line: Line): void {
    if (line.waiting > 0) {
      line.freed()
      return
    }
    lines.delete(workspaceId)
    const answered = line.answered.splice(0)
    if (rule.inFlight === null || answered.length === 0) return
    database
      .once(workspaceId, (sql) => givePlaces(sql, { vendor, lane }, answered))
      .catch(() => void lineOf(workspaceId).answered.push(...answered))
  }

  return async (workspaceId, until) => {
    const line = lineOf(workspaceId)
    line.waiting += 1
    const turn = line.last.then(() => moment(workspaceId, line, until))
    line.last = turn.catch(() => undefined)
    const place = await turn.finally(() => {
      line.waiting -= 1
      giveBack(workspaceId, line)
    })
    if (rule.inFlight === null) return () => undefined
    return () => {
      const now = lines.get(workspaceId) ?? newLine()
      now.answered.push(place)
      giveBack(workspaceId, now)
    }
  }
}
