import type { Share } from '../money/share'
import { type Sql, tell } from '../postgres/database'
import { type AgreedPart, agreedFromStored, agreedToStored, type StoredAgreedPart } from './agreed-part'
import { type Claim, claimFromStored, claimToStored, type StoredClaim } from './claim'
import type { Milestone, MilestoneDetails, Split, WorkStatus } from './milestone'

interface Row {
  milestone_id: string
  schedule_id: string
  ordinal: number
  position: number
  number: number
  code: string | null
  split: Split | null
  name: string
  details: MilestoneDetails
  share: Share | null
  share_base_minor: bigint | null
  amount_minor: bigint
  planned_on: string | null
  work_status: WorkStatus
  changes_requested: boolean
  completed_at: Date | null
  completed_by: string | null
  completed_note: string | null
  completed_how: 'person' | 'trigger' | 'silence' | null
  trigger_on: string | null
  trigger_spent_on: string | null
  claims: StoredClaim[]
  agreed: StoredAgreedPart[]
  version: number
  billed: boolean
}

// Both parts of a split stand for one milestone of the contract: whoever comes after keeps the number that was agreed.
const SELECT = `select m.milestone_id, m.schedule_id, m.ordinal, m.position, m.code, m.split, m.name, m.details,
    m.position - (select count(*) - count(distinct split_part(o.code, '-', 1)) from milestone o
      where o.schedule_id = m.schedule_id and o.code is not null and o.position < m.position)::int as number,
    m.share, m.share_base_minor, m.amount_minor, m.planned_on, m.work_status, m.changes_requested, m.completed_at,
    m.completed_by, m.completed_note, m.completed_how, m.trigger_on, m.trigger_spent_on, m.claims,
    m.agreed, m.version,
    exists (select from billing_part p
      join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
      where p.milestone_id = m.milestone_id and p.live and i.state <> 'prepared') as billed
  from milestone m`

const toMilestone = (row: Row): Milestone => ({
  milestoneId: row.milestone_id,
  scheduleId: row.schedule_id,
  ordinal: row.ordinal,
  position: row.position,
  number: row.number,
  code: row.code,
  split: row.split,
  name: row.name,
  details: row.details,
  share: row.share,
  shareBaseMinor: row.share_base_minor,
  amountMinor: row.amount_minor,
  plannedOn: row.planned_on,
  workStatus: row.work_status,
  changesRequested: row.changes_requested,
  completedAt: row.completed_at,
  completedBy: row.completed_by,
  completedNote: row.completed_note,
  completedHow: row.completed_how,
  triggerOn: row.trigger_on,
  triggerSpentOn: row.trigger_spent_on,
  claims: row.claims.map(claimFromStored),
  agreed: row.agreed.map(agreedFromStored),
  version: row.version,
  billed: row.billed,
})

/** The milestones of these schedules, in the order people see. */
export async function readMilestones(sql: Sql, scheduleIds: readonly string[]): Promise<Milestone[]> {
  const rows = await sql<Row>(`${SELECT} where m.schedule_id = any($1) order by m.position, m.ordinal`, [
    scheduleIds,
  ])
  return rows.map(toMilestone)
}

export async function readMilestone(sql: Sql, milestoneId: string): Promise<Milestone | null> {
  const [row] = await sql<Row>(`${SELECT} where m.milestone_id = $1`, [milestoneId])
  return row ? toMilestone(row) : null
}

/** What is stored of a milestone when a person plans it. */
export interface MilestoneContent {
  readonly milestoneId: string
  readonly ordinal: number
  readonly position: number
  readonly name: string
  readonly details: MilestoneDetails
  readonly share: Share | null
  readonly shareBaseMinor: bigint | null
  readonly amountMinor: bigint
  readonly plannedOn: string | null
}

const RECORDS = `jsonb_to_recordset($2::jsonb) as c(milestone_id uuid, ordinal int, position int, name text,
  details jsonb, share jsonb, share_base_minor bigint, amount_minor bigint, planned_on date)`

const toRecord = (content: MilestoneContent) => ({
  milestone_id: content.milestoneId,
  ordinal: content.ordinal,
  position: content.position,
  name: content.name,
  details: content.details,
  share: content.share ?? undefined,
  share_base_minor: content.shareBaseMinor?.toString() ?? null,
  amount_minor: content.amountMinor.toString(),
  planned_on: content.plannedOn,
})

/** Adds milestones, however many, in one statement. */
export async function addMilestones(
  sql: Sql,
  scheduleId: string,
  contents: readonly MilestoneContent[],
): Promise<void> {
  await sql(
    `insert into milestone (workspace_id, schedule_id, milestone_id, ordinal, position, name, details, share,
       share_base_minor, amount_minor, planned_on)
     select milepost.current_workspace(), $1, c.* from ${RECORDS}`,
    [scheduleId, JSON.stringify(contents.map(toRecord))],
  )
}

/**
 * Saves planned content; only rows that really differ change, and count their version up. What was agreed that payers pay
 * was of the amount that it was: another one is divided by shares, and so is the same one should it come back.
 */
export async function saveMilestones(
  sql: Sql,
  scheduleId: string,
  contents: readonly MilestoneContent[],
): Promise<void> {
  await sql(
    `update milestone m set position = c.position, name = c.name, details = c.details, share = c.share,
       share_base_minor = c.share_base_minor, amount_minor = c.amount_minor, planned_on = c.planned_on,
       agreed = case when m.amount_minor = c.amount_minor then m.agreed else '[]' end, version = m.version + 1
     from ${RECORDS}
     where m.milestone_id = c.milestone_id and m.schedule_id = $1
       and (m.position, m.name, m.details, m.share, m.share_base_minor, m.amount_minor, m.planned_on)
         is distinct from (c.position, c.name, c.details, c.share, c.share_base_minor, c.amount_minor, c.planned_on)`,
    [scheduleId, JSON.stringify(contents.map(toRecord))],
  )
}

export async function removeMilestones(sql: Sql, milestoneIds: readonly string[]): Promise<void> {
  await sql('delete from milestone where milestone_id = any($1)', [milestoneIds])
}

/** Positions only: reordering touches nothing else, not even versions, so that no open editor is disturbed. */
export async function orderMilestones(sql: Sql, scheduleId: string, ids: readonly string[]): Promise<void> {
  await sql(
    `update milestone m set position = o.place
     from unnest($2::uuid[]) with ordinality as o(milestone_id, place)
     where m.milestone_id = o.milestone_id and m.schedule_id = $1 and m.position <> o.place`,
    [scheduleId, ids],
  )
}

/** Moves a milestone's work along. */
export async function setWorkStatus(
  sql: Sql,
  milestoneId: string,
  change: {
    workStatus: WorkStatus
    changesRequested: boolean
    /** `how`: a person, unless a trigger's day or a client's silence did it. */
    completed: { at: Date; by: string; note: string | null; how?: 'trigger' | 'silence' } | null
  },
): Promise<void> {
  await tell(
    sql,
    `update milestone set work_status = $2, changes_requested = $3, completed_at = $4, completed_by = $5,
       completed_note = $6, completed_how = $7, version = version + 1 where milestone_id = $1`,
    [
      milestoneId,
      change.workStatus,
      change.changesRequested,
      change.completed?.at ?? null,
      change.completed?.by ?? null,
      change.completed?.note ?? null,
      change.completed === null ? null : (change.completed.how ?? 'person'),
    ],
  )
}

/** Keeps a milestone's claims, and with them what credits let be billed again. Under the schedule's lock. */
export async function saveClaims(sql: Sql, milestoneId: string, claims: readonly Claim[]): Promise<void> {
  const again = claims.filter(({ kind }) => kind === 'again')
  await sql(
    'update milestone set claims = $2::jsonb, again_minor = $3, version = version + 1 where milestone_id = $1',
    [
      milestoneId,
      JSON.stringify(claims.map(claimToStored)),
      again.reduce((sum, claim) => sum + claim.amountMinor, 0n),
    ],
  )
}

/** Keeps what a milestone's payers pay by a change order. Under the schedule's lock. */
export async function saveAgreed(
  sql: Sql,
  milestoneId: string,
  agreed: readonly AgreedPart[],
): Promise<void> {
  await sql('update milestone set agreed = $2::jsonb where milestone_id = $1', [
    milestoneId,
    JSON.stringify(agreed.map(agreedToStored)),
  ])
}
