import { limits } from '../../config/limits'
import { type Claim, claimNext, type QueueName } from '../outbox/claim'
import type { Database } from '../postgres/database'
import type { Doorbell } from './doorbell'
import { type WorkLoop, workLoop } from './work-loop'

/** What each queue's work is; the flow hands it in. */
export type Handlers = Readonly<Record<QueueName, (claim: Claim) => Promise<void>>>

/**
 * How each queue is looked at. Vendor reads are one at a time per workspace, by their lease; `perWorkspace` bounds the
 * deliveries over all processes: as many as a company's limits let pass where each takes a second, and a fifth of a
 * process's places, so that companies that hang leave some to the others. A place costs next to nothing while it waits.
 */
const lanes: Readonly<
  Record<QueueName, { concurrency: number; perWorkspace: number; gatherMs: number; everyMs: number }>
> = {
  outbox: { concurrency: 50, perWorkspace: 10, gatherMs: 0, everyMs: 1_000 },
  quickbooks: { concurrency: 4, perWorkspace: 1, gatherMs: limits.gatherMs, everyMs: 500 },
  hubspot: { concurrency: 4, perWorkspace: 1, gatherMs: 200, everyMs: 500 },
  writeback: { concurrency: 2, perWorkspace: 1, gatherMs: 0, everyMs: 1_000 },
  // No vendor is called inside; a schedule's milestones wait for its lock anyway.
  triggers: { concurrency: 4, perWorkspace: 4, gatherMs: 0, everyMs: 1_000 },
}

export interface Workers {
  idle(): boolean
  stop(): Promise<void>
}

/** Starts one loop for each queue. Any number of processes may do so on one database. */
export function startWorkers(parts: {
  database: Database
  doorbell: Doorbell
  handlers: Handlers
  sweepMs: number
  onError: (queue: QueueName, error: unknown) => void
}): Workers {
  const loops: WorkLoop[] = []
  for (const queue of ['outbox', 'quickbooks', 'hubspot', 'writeback', 'triggers'] as const) {
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
      everyMs: lane.everyMs,
      onError: (error) => parts.onError(queue, error),
    })
    loops.push(loop)
    parts.doorbell.onRing(queue, () => loop.wake())
  }
  return {
    idle: () => loops.every((loop) => loop.idle()),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
