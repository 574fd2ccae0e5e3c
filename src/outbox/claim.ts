import type { Database } from '../postgres/database'

/** Every queue; what stands in each, and what is done with it, is told in flow.ts. */
export const queueNames = ['outbox', 'quickbooks', 'hubspot', 'writeback', 'triggers', 'upkeep'] as const
export type QueueName = (typeof queueNames)[number]

export interface Claim {
  readonly workspaceId: string
  /**
   * The message, in the outbox; the milestone whose day has come; where a vendor is read, the reading's lease; null where
   * the workspace itself is the work.
   */
  readonly subjectId: string | null
}

/**
 * Takes due work of one queue under a lease, over all workspaces. What is claimed is the caller's until the lease ends.
 * `perWorkspace` is how many messages of one workspace are in flight at most, over all workers: a company that hangs
 * keeps that many places and leaves the others to the rest. A vendor is read once at a time per workspace anyway.
 */
export async function claimNext(
  database: Database,
  queue: QueueName,
  bounds: { most: number; perWorkspace: number; leaseMs: number; gatherMs: number; sweepMs: number },
): Promise<Claim[]> {
  const milliseconds = (value: number) => `${value} milliseconds`
  return database.once(null, async (sql) => {
    if (queue === 'upkeep') {
      const rows = await sql<{ workspace_id: string }>(
        'select workspace_id from milepost.claim_upkeep($1, $2::interval)',
        [bounds.most, milliseconds(bounds.leaseMs)],
      )
      return rows.map((row) => ({ workspaceId: row.workspace_id, subjectId: null }))
    }
    if (queue === 'quickbooks' || queue === 'hubspot') {
      const rows = await sql<{ workspace_id: string; lease: string }>(
        'select workspace_id, lease from milepost.claim_reading($1, $2, $3::interval, $4::interval, $5::interval)',
        [
          queue,
          bounds.most,
          milliseconds(bounds.leaseMs),
          milliseconds(bounds.gatherMs),
          milliseconds(bounds.sweepMs),
        ],
      )
      return rows.map((row) => ({ workspaceId: row.workspace_id, subjectId: row.lease }))
    }
    const rows = await sql<{ workspace_id: string; subject_id: string | null }>(
      'select workspace_id, subject_id from milepost.claim_next($1, $2, $3, $4::interval, $5::interval, $6::interval)',
      [
        queue,
        bounds.most,
        bounds.perWorkspace,
        milliseconds(bounds.leaseMs),
        milliseconds(bounds.gatherMs),
        milliseconds(bounds.sweepMs),
      ],
    )
    return rows.map((row) => ({ workspaceId: row.workspace_id, subjectId: row.subject_id }))
  })
}

/**
 * Gives back every lease, of all workspaces. Called at start by a program that is the only one running: the
 * leases are then a dead program's, and waiting for them to end would only delay the work.
 */
export async function dropLeases(database: Database): Promise<void> {
  await database.once(null, (sql) =>
    sql("select milepost.claim_next('restart', 0, 0, interval '0', interval '0', interval '0')"),
  )
}

/**
 * The processes, by number, that have something in hand and do not announce themselves now. One whose connection to the
 * database was cut does again within seconds: believe it only of one that stays missing.
 */
export async function missingProcesses(database: Database): Promise<number[]> {
  const rows = await database.once(null, (sql) =>
    sql<{ number: number }>('select milepost.missing_processes() as number'),
  )
  return rows.map((row) => row.number)
}

/** Frees what dead processes had in hand, of all workspaces. */
export async function giveBack(database: Database, dead: readonly number[]): Promise<void> {
  await database.once(null, (sql) => sql('select milepost.give_back($1::int[])', [dead]))
}

/**
 * Frees what this process has claimed of one queue beside what it works on: the database went away before it could be put
 * down, or before the claim was heard of. False while the process is not announced: ask again.
 */
export async function giveBackAllBut(
  database: Database,
  queue: QueueName,
  inHand: readonly Claim[],
): Promise<boolean> {
  const held = inHand.map(({ workspaceId, subjectId }) => subjectId ?? workspaceId)
  const [row] = await database.once(null, (sql) =>
    sql<{ given: boolean }>('select milepost.give_back_all_but($1, $2::uuid[]) as given', [queue, held]),
  )
  return row?.given === true
}
