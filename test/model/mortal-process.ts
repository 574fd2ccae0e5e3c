import { limits } from '../../config/limits'
import type { Portal } from '../../connectors/hubspot/portal'
import type { Company } from '../../connectors/quickbooks/company'
import { type FlowParts, wire } from '../../src/flow/flow'
import { ReadFailed } from '../../src/inbox/read-failed'
import { claimNext, dropLeases, type QueueName } from '../../src/outbox/claim'
import type { Database } from '../../src/postgres/database'
import { ConnectionLost } from '../../src/tenants/access-token'
import type { Vendors } from '../../src/tenants/vendors'
import type { Stage } from '../fixtures/stage'

/** What a dead process would have done next: nothing. */
class Killed extends Error {}

/** Faults that a test plants between the program and the world; none in an honest run. */
export interface Plants {
  readonly database?: (database: Database) => Database
  readonly company?: (company: Company) => Company
  readonly portal?: (portal: Portal) => Portal
}

/** The program's workers, run by hand one turn at a time, and killable at any step. */
export interface MortalProcess {
  /** As the people's side of the program sees the database. */
  readonly database: Database
  /** Takes what is due of one queue and carries it out, all at once. Answers how much was taken. */
  turn(queue: QueueName): Promise<number>
  /** Dies at the n-th step from now: before a transaction, before a call, or between a call and its record. */
  dieAfter(steps: number): void
  /** Starts again; the only program running gives back what the dead one held, another one waits for the leases. */
  restart(alone: boolean): Promise<void>
  /** When workers last had their turn, by `performance.now()`: a slow request is no older than that. */
  lastTurn(): number
  /** What went wrong that no fault of a vendor explains. */
  readonly surprises: unknown[]
}

export const SWEEP_MS = 60_000

/** `sweepMs`: how often each vendor is read although nobody rang. */
export function mortalProcess(stage: Stage, plants: Plants, sweepMs = SWEEP_MS): MortalProcess {
  const planted = plants.database?.(stage.database) ?? stage.database
  const surprises: unknown[] = []
  let life = { left: Number.POSITIVE_INFINITY }
  const step = (own: typeof life) => {
    if (own.left <= 0) throw new Killed()
    own.left -= 1
  }

  function born(): FlowParts {
    const own = life
    const database: Database = {
      ...planted,
      inWorkspace: async (workspaceId, work) => {
        step(own)
        return planted.inWorkspace(workspaceId, work)
      },
      once: async (workspaceId, work) => {
        step(own)
        return planted.once(workspaceId, work)
      },
    }
    const mortal = <T extends object>(vendor: T): T =>
      new Proxy(vendor, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver)
          if (typeof member !== 'function') return member
          return async (...given: unknown[]) => {
            step(own)
            return Reflect.apply(member, target, given)
          }
        },
      })
    const vendors: Vendors = {
      ...stage.vendors,
      quickbooks: async (workspaceId) => {
        const company = await stage.vendors.quickbooks(workspaceId)
        return mortal(plants.company?.(company) ?? company)
      },
      hubspot: async (workspaceId) => {
        const portal = await stage.vendors.hubspot(workspaceId)
        return mortal(plants.portal?.(portal) ?? portal)
      },
    }
    return {
      database,
      clock: stage.clock,
      random: () => 0.5,
      vendors,
      sweepMs,
      log: (error) => {
        const known =
          error instanceof Killed || error instanceof ReadFailed || error instanceof ConnectionLost
        if (!known) surprises.push(error)
      },
    }
  }

  let handlers = wire(born())
  let lastTurn = 0
  return {
    database: planted,
    surprises,
    lastTurn: () => lastTurn,
    async turn(queue) {
      const claims = await claimNext(planted, queue, {
        most: 8,
        perWorkspace: 4,
        leaseMs: limits.leaseMs,
        gatherMs: 0,
        sweepMs,
      })
      const ends = await Promise.allSettled(claims.map((claim) => handlers[queue](claim)))
      for (const end of ends) {
        if (end.status === 'rejected' && !(end.reason instanceof Killed)) surprises.push(end.reason)
      }
      lastTurn = performance.now()
      return claims.length
    },
    dieAfter(steps) {
      life.left = steps
    },
    async restart(alone) {
      life = { left: Number.POSITIVE_INFINITY }
      handlers = wire(born())
      if (alone) await dropLeases(planted)
    },
  }
}
