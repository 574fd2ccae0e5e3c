import type { Fault } from '../../../connectors/answer'
import { type Sql, tell } from '../../postgres/database'

/** What is tried of an invoice: to create it, to attach a file, to e-mail it, to put it back, or to look what became of that. */
export type SendStep = 'create' | 'attach' | 'look' | 'send' | 'restore'

/** Records that an attempt begins, before its first byte leaves. Answers its id. */
export async function beginAttempt(
  sql: Sql,
  attempt: {
    intentId: string
    step: SendStep
    requestKey: string | null
    bodyHash: string | null
    /** The batch it goes out in. */
    batchId?: string
  },
): Promise<bigint> {
  const [row] = await sql<{ attempt_id: bigint }>(
    `insert into send_attempt (workspace_id, intent_id, step, request_key, body_hash, batch_id)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5) returning attempt_id`,
    [attempt.intentId, attempt.step, attempt.requestKey, attempt.bodyHash, attempt.batchId ?? null],
  )
  if (!row) throw new Error('an attempt was not recorded')
  return row.attempt_id
}

export async function endAttempt(
  sql: Sql,
  attemptId: bigint,
  end: { outcome: 'done' | 'refused' | 'unknown'; trace: string | null; fault: Fault | null },
): Promise<void> {
  await tell(
    sql,
    `update send_attempt set ended_at = milepost.now(), outcome = $2, trace = $3, fault = $4 where attempt_id = $1`,
    [attemptId, end.outcome, end.trace, end.fault ? JSON.stringify(end.fault) : null],
  )
}

/** When the newest attempt of a step began. */
export async function lastAttemptAt(sql: Sql, intentId: string, step: SendStep): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>(
    'select max(began_at) as at from send_attempt where intent_id = $1 and step = $2',
    [intentId, step],
  )
  return row?.at ?? null
}
