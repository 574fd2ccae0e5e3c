import { limits } from '../../config/limits'
import { type Claim, claimNext, giveBackAllBut, type QueueName, queueNames } from '../outbox/claim'
import { type Database, DatabaseAway, DatabaseBusy } from '../postgres/database'
import type { Doorbell } from './doorbell'
import { watchProcesses } from './watch-processes'
import { type WorkLoop, workLoop } from './work-loop'

/** What each queue's work is; the flow hands it in. Work that only waits from now on may step aside, and keeps no place. */
export type Handlers = Readonly<Record<QueueName, (claim: Claim, stepAside?: () => void) => Promise<void>>>

/**
 * How each queue is looked at. Vendor reads are one at a time per workspace, by their lease; `perWorkspace` bounds the
 * deliveries over all processes: as many as a company's limits let pass where each takes a second, and a fifth of a
 * process's places, so that companies that hang leave some to the others. A place costs next to nothing while it waits.
 */
const lanes: Readonly<
  Record<QueueName, { concurrency: number; perWorkspace: number; gatherMs: number; ringEveryMs: number }>
> = {
  outbox: { concurrency: 50, perWorkspace: 10, gatherMs: 0, ringEveryMs: 1_000 },
  // The sweeps, and with QuickBooks' its lists, once a day.
  quickbooks: { concurrency: 4, perWorkspace: 1, gatherMs: limits.gatherMs, ringEveryMs: 500 },
  hubspot: { concurrency: 4, perWorkspace: 1, gatherMs: 200, ringEveryMs: 500 },
  writeback: { concurrency: 2, perWorkspace: 1, gatherMs: 500, ringEveryMs: 1_000 },
  // QuickBooks may be asked what an invoice needs: a company that hangs leaves places to the others.
  triggers: { concurrency: 8, perWorkspace: 2, gatherMs: 0, ringEveryMs: 1_000 },
  // Overdue invoices, reminders, the month's invoices. A look whether a vendor is back waits beside these places.
  upkeep: { concurrency: 2, perWorkspace: 1, gatherMs: 0, ringEveryMs: 5_000 },
}

/** Somebody rings by the clock, in this process or through Redis; should nobody, every process looks by itself. */
const LOOK_ANYWAY_MS = 5_000

export interface Workers {
  idle(): boolean
  /** How many things of each queue this process has in hand. */
  inHand(): Readonly<Record<QueueName, number>>
  stop(): Promise<void>
}

/** Starts one loop for each queue. Any number of processes may do so on one database. */
export function startWorkers(parts: {
  database: Database
  doorbell: Doorbell
  handlers: Handlers
  sweepMs: number
  onError: (queue: QueueName | 'processes', error: unknown) => void
}): Workers {
  const loops = new Map<QueueName, WorkLoop>()
  for (const queue of queueNames) {
    const lane = lanes[queue]
    const loop = workLoop<Claim>({
      claim: (most) =>
        claimNext(parts.database, queue, {
          most,
          perWorkspace: lane.perWorkspace,
          leaseMs: limits.leaseMs,
          gatherMs: lane.gatherMs,
          sweepMs: parts.sweepMs,
        }),
      run: parts.handlers[queue],
      concurrency: lane.concurrency,
      everyMs: LOOK_ANYWAY_MS,
      // Readings are also begun beside this loop, which it knows nothing of: only a database that was away ended those too.
      leavesBehind: (error) =>
        error instanceof DatabaseAway || (error instanceof DatabaseBusy && lane.perWorkspace > 1),
      giveBackAllBut: (inHand) => giveBackAllBut(parts.database, queue, inHand),
      onError: (error) => parts.onError(queue, error),
    })
    loops.set(queue, loop)
    parts.doorbell.onRing(queue, () => loop.wake())
    parts.doorbell.ringEvery(queue, lane.ringEveryMs)
  }
  const watch = watchProcesses({
    database: parts.database,
    onFreed: () => {
      for (const loop of loops.values()) loop.wake()
    },
    onError: (error) => parts.onError('processes', error),
  })
  return {
    idle: () => [...loops.values()].every((loop) => loop.idle()),
    inHand: () => {
      const count = (queue: QueueName) => loops.get(queue)?.inHand() ?? 0
      return {
        outbox: count('outbox'),
        quickbooks: count('quickbooks'),
        hubspot: count('hubspot'),
        writeback: count('writeback'),
        triggers: count('triggers'),
        upkeep: count('upkeep'),
      }
    },
    async stop() {
      await Promise.all([watch.stop(), ...[...loops.values()].map((loop) => loop.stop())])
    },
  }
}
