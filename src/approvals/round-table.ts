import type { Sql } from '../postgres/database'
import type { Approver } from '../schedules/schedule'
import type { Round } from './round'
import { type Snapshot, wholeSnapshot } from './snapshot'

interface Row {
  round_id: string
  milestone_id: string
  number: number
  state: Round['state']
  snapshot: Snapshot
  snapshot_hash: string
  snapshot_version: number
  rule: Round['rule']
  approvers: Approver[]
  partial: boolean
  window_days: number
  deemed: boolean
  ends_at: Date | null
  note: string | null
  submitted_by: string
  submitted_at: Date
  ended_at: Date | null
  takes_back: Round['takesBack']
  taken_back_at: Date | null
  revisions: number
}

const COLUMNS = `r.round_id, r.milestone_id, r.number, r.state, r.snapshot, r.snapshot_hash, r.snapshot_version, r.rule,
  r.approvers, r.partial, r.window_days, r.deemed, r.ends_at, r.note, r.submitted_by, r.submitted_at, r.ended_at,
  r.takes_back, r.taken_back_at,
  (select count(*)::int from approval_round before where before.milestone_id = r.milestone_id
     and before.number <= r.number and before.state = 'revised') as revisions`

const toRound = (row: Row): Round => ({
  roundId: row.round_id,
  milestoneId: row.milestone_id,
  number: row.number,
  state: row.state,
  snapshot: wholeSnapshot(row.snapshot),
  snapshotHash: row.snapshot_hash,
  snapshotVersion: row.snapshot_version,
  rule: row.rule,
  approvers: row.approvers,
  partial: row.partial,
  windowDays: row.window_days,
  deemed: row.deemed,
  endsAt: row.ends_at,
  note: row.note,
  submittedBy: row.submitted_by,
  submittedAt: row.submitted_at,
  endedAt: row.ended_at,
  takesBack: row.takes_back,
  takenBackAt: row.taken_back_at,
  revisions: row.revisions,
})

/** Opens a milestone's next round; the schedule's lock keeps two from taking one number. */
export async function openRound(
  sql: Sql,
  round: Pick<
    Round,
    | 'milestoneId'
    | 'snapshot'
    | 'snapshotHash'
    | 'snapshotVersion'
    | 'rule'
    | 'approvers'
    | 'partial'
    | 'windowDays'
    | 'deemed'
    | 'note'
    | 'submittedBy'
    | 'takesBack'
  >,
): Promise<Round> {
  const [opened] = await sql<{ round_id: string }>(
    `insert into approval_round (workspace_id, milestone_id, number, snapshot, snapshot_hash, snapshot_version, rule,
       approvers, partial, window_days, deemed, note, submitted_by, takes_back)
     values (milepost.current_workspace(), $1,
       (select coalesce(max(number), 0) + 1 from approval_round where milestone_id = $1), $2, $3, $4, $5, $6, $7, $8, $9,
       $10, $11, $12)
     returning round_id`,
    [
      round.milestoneId,
      JSON.stringify(round.snapshot),
      round.snapshotHash,
      round.snapshotVersion,
      round.rule,
      JSON.stringify(round.approvers),
      round.partial,
      round.windowDays,
      round.deemed,
      round.note,
      round.submittedBy,
      round.takesBack,
    ],
  )
  const stored = opened && (await readRound(sql, opened.round_id))
  if (!stored) throw new Error('a round was not opened')
  return stored
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

/** What a round came to does not count any more, whether anybody is asked again or not. */
export async function markTakenBack(sql: Sql, roundId: string): Promise<void> {
  await sql('update approval_round set taken_back_at = milepost.now() where round_id = $1', [roundId])
}

/** Who is asked in an open round, where an address was changed. */
export async function saveApprovers(
  sql: Sql,
  roundId: string,
  approvers: readonly Approver[],
): Promise<void> {
  await sql(`update approval_round set approvers = $2 where round_id = $1 and state = 'open'`, [
    roundId,
    JSON.stringify(approvers),
  ])
}

export async function readRound(sql: Sql, roundId: string): Promise<Round | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from approval_round r where r.round_id = $1`, [roundId])
  return row ? toRound(row) : null
}

/** The newest round of each of these milestones. */
export async function latestRounds(sql: Sql, milestoneIds: readonly string[]): Promise<Map<string, Round>> {
  const rows = await sql<Row>(
    `select distinct on (r.milestone_id) ${COLUMNS} from approval_round r where r.milestone_id = any($1)
     order by r.milestone_id, r.number desc`,
    [milestoneIds],
  )
  return new Map(rows.map((row) => [row.milestone_id, toRound(row)]))
}

/** Every round of these milestones, the newest first. */
export async function readRounds(sql: Sql, milestoneIds: readonly string[]): Promise<Round[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from approval_round r where r.milestone_id = any($1)
     order by r.submitted_at desc, r.number desc, r.round_id`,
    [milestoneIds],
  )
  return rows.map(toRound)
}
