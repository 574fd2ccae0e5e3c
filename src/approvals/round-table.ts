import type { Sql } from '../postgres/database'
import type { Decision, Round, Snapshot } from './round'

interface Row {
  round_id: string
  milestone_id: string
  number: number
  state: Round['state']
  snapshot_hash: string
  note: string | null
  submitted_by: string
  submitted_at: Date
  ended_at: Date | null
}

const COLUMNS =
  'round_id, milestone_id, number, state, snapshot_hash, note, submitted_by, submitted_at, ended_at'

const toRound = (row: Row): Round => ({
  roundId: row.round_id,
  milestoneId: row.milestone_id,
  number: row.number,
  state: row.state,
  snapshotHash: row.snapshot_hash,
  note: row.note,
  submittedBy: row.submitted_by,
  submittedAt: row.submitted_at,
  endedAt: row.ended_at,
})

export async function openRound(
  sql: Sql,
  round: { milestoneId: string; snapshot: Snapshot; hash: string; note: string | null; by: string },
): Promise<Round> {
  const [row] = await sql<Row>(
    `insert into approval_round (workspace_id, milestone_id, number, snapshot, snapshot_hash, note, submitted_by)
     values (milepost.current_workspace(), $1,
       (select coalesce(max(number), 0) + 1 from approval_round where milestone_id = $1), $2, $3, $4, $5)
     returning ${COLUMNS}`,
    [round.milestoneId, JSON.stringify(round.snapshot), round.hash, round.note, round.by],
  )
  if (!row) throw new Error('a round was not opened')
  return toRound(row)
}

export async function endRound(
  sql: Sql,
  roundId: string,
  state: Exclude<Round['state'], 'open'>,
): Promise<void> {
  await sql('update approval_round set state = $2, ended_at = milepost.now() where round_id = $1', [
    roundId,
    state,
  ])
}

export async function readRound(sql: Sql, roundId: string): Promise<Round | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from approval_round where round_id = $1`, [roundId])
  return row ? toRound(row) : null
}

/** The newest round of each of these milestones. */
export async function latestRounds(sql: Sql, milestoneIds: readonly string[]): Promise<Map<string, Round>> {
  const rows = await sql<Row>(
    `select distinct on (milestone_id) ${COLUMNS} from approval_round where milestone_id = any($1)
     order by milestone_id, number desc`,
    [milestoneIds],
  )
  return new Map(rows.map((row) => [row.milestone_id, toRound(row)]))
}

export async function addDecision(
  sql: Sql,
  decision: {
    roundId: string
    who: string
    role: string | null
    decision: Decision['decision']
    reason: string | null
    snapshotHash: string
    how: object
  },
): Promise<void> {
  await sql(
    `insert into decision (workspace_id, round_id, who, role, decision, reason, snapshot_hash, how)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7)`,
    [
      decision.roundId,
      decision.who,
      decision.role,
      decision.decision,
      decision.reason,
      decision.snapshotHash,
      JSON.stringify(decision.how),
    ],
  )
}

export async function readDecisions(sql: Sql, roundIds: readonly string[]): Promise<Map<string, Decision[]>> {
  const rows = await sql<Decision & { round_id: string }>(
    'select round_id, who, role, decision, reason, at from decision where round_id = any($1) order by at, decision_id',
    [roundIds],
  )
  const byRound = new Map<string, Decision[]>()
  for (const { round_id: roundId, ...decision } of rows) {
    byRound.set(roundId, [...(byRound.get(roundId) ?? []), decision])
  }
  return byRound
}
