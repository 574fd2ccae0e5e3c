import type { Sql } from '../postgres/database'
import type { MoneyOrShare } from '../schedules/milestone'
import type { Decision, HowDecided, PartOutcome } from './round'

interface Row {
  decision_id: string
  round_id: string
  approver_id: string | null
  who: string
  role: string | null
  decision: Decision['decision']
  reason: string | null
  outcome: PartOutcome | null
  accepted: MoneyOrShare | null
  recorded_by: string | null
  recorded_on: string | null
  signed_name: string | null
  file_ids: string[]
  snapshot_hash: string
  how: HowDecided
  at: Date
  zone: string
}

const COLUMNS = `decision_id, round_id, approver_id, who, role, decision, reason, outcome, accepted, recorded_by, recorded_on,
  signed_name, file_ids, snapshot_hash, how, at, zone`

const toDecision = (row: Row): Decision => ({
  decisionId: row.decision_id,
  approverId: row.approver_id,
  who: row.who,
  role: row.role,
  decision: row.decision,
  reason: row.reason,
  outcome: row.outcome,
  accepted: row.accepted,
  recordedBy: row.recorded_by,
  recordedOn: row.recorded_on,
  signedName: row.signed_name,
  fileIds: row.file_ids,
  snapshotHash: row.snapshot_hash,
  how: row.how,
  at: row.at,
  zone: row.zone,
})

/** Keeps a decision for ever, with the workspace's zone at this moment. */
export async function addDecision(
  sql: Sql,
  decision: Omit<Decision, 'decisionId' | 'at' | 'zone'> & { roundId: string },
): Promise<Decision> {
  const [row] = await sql<Row>(
    `insert into decision (workspace_id, round_id, approver_id, who, role, decision, reason, outcome, accepted, recorded_by,
       recorded_on, signed_name, file_ids, snapshot_hash, how, zone)
     select milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, zone from workspace
     returning ${COLUMNS}`,
    [
      decision.roundId,
      decision.approverId,
      decision.who,
      decision.role,
      decision.decision,
      decision.reason,
      decision.outcome,
      decision.accepted === null ? null : JSON.stringify(decision.accepted),
      decision.recordedBy,
      decision.recordedOn,
      decision.signedName,
      decision.fileIds,
      decision.snapshotHash,
      JSON.stringify(decision.how),
    ],
  )
  if (!row) throw new Error('a decision was not kept')
  return toDecision(row)
}

/** The decisions of these rounds, the first one first. */
export async function readDecisions(sql: Sql, roundIds: readonly string[]): Promise<Map<string, Decision[]>> {
  if (roundIds.length === 0) return new Map()
  const rows = await sql<Row>(
    `select ${COLUMNS} from decision where round_id = any($1) order by at, decision_id`,
    [roundIds],
  )
  const byRound = new Map<string, Decision[]>()
  for (const row of rows) {
    byRound.set(row.round_id, [...(byRound.get(row.round_id) ?? []), toDecision(row)])
  }
  return byRound
}

/**
 * Which of these files clients sent with answers that accepted nothing: their round asks still, ended otherwise, or its
 * approval was taken back. What a colleague attached is never among them.
 */
export async function sentWithoutAcceptance(sql: Sql, fileIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ file_id: string }>(
    `select distinct sent.file_id from decision d
       cross join unnest(d.file_ids) as sent (file_id)
       join approval_round r on r.round_id = d.round_id
     where d.file_ids && $1::uuid[] and sent.file_id = any($1::uuid[]) and d.how ->> 'via' = 'portal'
       and (r.state not in ('approved', 'deemed') or r.taken_back_at is not null)`,
    [fileIds],
  )
  return new Set(rows.map((row) => row.file_id))
}
