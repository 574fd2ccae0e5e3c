import type { Fault } from '../../../connectors/answer'
import type { Sql } from '../../postgres/database'

/** One invoice of a batch, in the order sent: its id within the batch, and which frozen body it is. */
export interface BatchItem {
  readonly item: string
  readonly intentId: string
  readonly bodyHash: string
}

/** Keeps a batch whole before its first byte leaves. Answers its id. */
export async function addBatch(
  sql: Sql,
  batch: { requestKey: string; items: readonly BatchItem[] },
): Promise<string> {
  const [row] = await sql<{ batch_id: string }>(
    `insert into send_batch (workspace_id, request_key, items) values (milepost.current_workspace(), $1, $2)
     returning batch_id`,
    [batch.requestKey, JSON.stringify(batch.items)],
  )
  if (!row) throw new Error('a batch was not kept')
  return row.batch_id
}

export async function endBatch(
  sql: Sql,
  batchId: string,
  end: { outcome: 'done' | 'refused' | 'unknown'; trace: string | null; fault: Fault | null },
): Promise<void> {
  await sql(
    `update send_batch set ended_at = milepost.now(), outcome = $2, trace = $3, fault = $4 where batch_id = $1`,
    [batchId, end.outcome, end.trace, end.fault ? JSON.stringify(end.fault) : null],
  )
}
