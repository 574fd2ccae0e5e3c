import type { Sql } from '../postgres/database'
import { type BillingType, noApproval, type Schedule, type ScheduleTerms } from './schedule'

interface Row {
  schedule_id: string
  deal_id: string
  billing_type: BillingType
  currency: string
  contract_minor: bigint
  original_minor: bigint
  terms: Partial<ScheduleTerms>
  accepted_on: string | null
  accepted_by: string | null
  changed_by_order: boolean
  version: number
}

const COLUMNS = `schedule_id, deal_id, billing_type, currency, contract_minor, original_minor, terms, accepted_on,
  accepted_by, changed_by_order, version`

export const emptyTerms: ScheduleTerms = {
  contractDate: null,
  contractReference: null,
  customerId: null,
  payers: [],
  itemId: null,
  classId: null,
  locationId: null,
  taxCode: null,
  terms: null,
  delivery: null,
  control: 'open',
  approval: noApproval,
  lateFee: null,
  lateFeeAfterDays: null,
  pauseWork: null,
  pauseAfterDays: null,
  source: null,
  hourlyRate: null,
  notToExceed: null,
  retainage: null,
  deposit: null,
  cadence: null,
}

const toSchedule = (row: Row): Schedule => ({
  scheduleId: row.schedule_id,
  dealId: row.deal_id,
  billingType: row.billing_type,
  currency: row.currency,
  contractMinor: row.contract_minor,
  originalMinor: row.original_minor,
  terms: { ...emptyTerms, ...row.terms },
  acceptedOn: row.accepted_on,
  acceptedBy: row.accepted_by,
  changedByOrder: row.changed_by_order,
  version: row.version,
})

const BY_DEAL = `deal_id = coalesce((select a.deal_id from deal_alias a where a.old_deal_id = $1), $1)`

export async function readScheduleOfDeal(sql: Sql, dealId: string): Promise<Schedule | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from schedule where ${BY_DEAL}`, [dealId])
  return row ? toSchedule(row) : null
}

/**
 * The schedule, locked until the transaction ends. Everything that changes money on it goes through this
 * lock: it is what makes the cap hold when fifty people approve at once. Rows that only point at it ("no key") may be
 * added meanwhile.
 */
export async function lockScheduleOfDeal(sql: Sql, dealId: string): Promise<Schedule | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from schedule where ${BY_DEAL} for no key update`, [dealId])
  return row ? toSchedule(row) : null
}

/** The deals of these schedules, by schedule. */
export async function readDealsOfSchedules(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ schedule_id: string; deal_id: string }>(
    'select schedule_id, deal_id from schedule where schedule_id = any($1) order by deal_id',
    [scheduleIds],
  )
  return new Map(rows.map((row) => [row.schedule_id, row.deal_id]))
}

export async function lockSchedule(sql: Sql, scheduleId: string): Promise<Schedule | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from schedule where schedule_id = $1 for no key update`, [
    scheduleId,
  ])
  return row ? toSchedule(row) : null
}

/** The schedule as it is, for who only looks. */
export async function readSchedule(sql: Sql, scheduleId: string): Promise<Schedule | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from schedule where schedule_id = $1`, [scheduleId])
  return row ? toSchedule(row) : null
}

/** These schedules as they are, by their ids. */
export async function readSchedulesById(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, Schedule>> {
  if (scheduleIds.length === 0) return new Map()
  const rows = await sql<Row>(`select ${COLUMNS} from schedule where schedule_id = any($1)`, [scheduleIds])
  return new Map(rows.map((row) => [row.schedule_id, toSchedule(row)]))
}

/** Whether an invoice that counts, is on its way or is prepared has a line of the schedule, of a milestone or of none. */
export async function isOnInvoices(sql: Sql, scheduleId: string): Promise<boolean> {
  const rows = await sql('select from billing_part where schedule_id = $1 and live limit 1', [scheduleId])
  return rows.length > 0
}

export async function readSchedules(sql: Sql, dealIds: readonly string[]): Promise<Schedule[]> {
  return (await sql<Row>(`select ${COLUMNS} from schedule where deal_id = any($1)`, [dealIds])).map(
    toSchedule,
  )
}

/** Every schedule that one of these customers pays, all or a share, of all or of one milestone; locked, in the order of their ids. */
export async function lockSchedulesOfCustomers(
  sql: Sql,
  customerIds: readonly string[],
): Promise<Schedule[]> {
  if (customerIds.length === 0) return []
  const rows = await sql<Row>(
    `select ${COLUMNS} from schedule s
     where s.terms->>'customerId' = any($1)
       or exists (select from unnest($2::jsonb[]) payer where s.terms->'payers' @> payer)
       or exists (select from milestone m, unnest($2::jsonb[]) payer
         where m.schedule_id = s.schedule_id and m.details->'payers' @> payer)
     order by schedule_id for no key update of s`,
    [customerIds, customerIds.map((quickbooksId) => JSON.stringify([{ customer: { quickbooksId } }]))],
  )
  return rows.map(toSchedule)
}

/**
 * Schedules which one of these customers pays, all or a share, of all or of one milestone: of deals that are there first, then
 * of deleted ones. One that was set aside when deals were merged says so: what is left of it is planned anew, and what it
 * billed stays billed.
 */
export async function readSchedulesOfCustomers(
  sql: Sql,
  customerIds: readonly string[],
): Promise<{ readonly schedule: Schedule; readonly setAside: boolean }[]> {
  const rows = await sql<Row & { set_aside: boolean }>(
    `select ${COLUMNS}, exists (
         select from deal d where d.deal_id = schedule.deal_id and d.merged_into is not null) as set_aside
     from schedule where schedule_id in (
       select s.schedule_id from schedule s where s.terms->>'customerId' = any($1)
       union select s.schedule_id from schedule s, jsonb_array_elements(s.terms->'payers') payer
         where jsonb_array_length(s.terms->'payers') > 0 and payer->'customer'->>'quickbooksId' = any($1)
       union select m.schedule_id from milestone m, jsonb_array_elements(m.details->'payers') payer
         where m.details ? 'payers' and payer->'customer'->>'quickbooksId' = any($1))
     order by (select d.archived from deal d where d.deal_id = schedule.deal_id) is true, schedule_id`,
    [customerIds],
  )
  return rows.map((row) => ({ schedule: toSchedule(row), setAside: row.set_aside }))
}

/** The deals whose plans were started from this estimate of QuickBooks. */
export async function dealsStartedFrom(sql: Sql, estimateId: string): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select deal_id from schedule
     where terms->'source'->>'kind' = 'estimate' and terms->'source'->>'quickbooksId' = $1 order by deal_id`,
    [estimateId],
  )
  return rows.map((row) => row.deal_id)
}

export async function addSchedule(
  sql: Sql,
  schedule: Pick<Schedule, 'dealId' | 'billingType' | 'currency' | 'contractMinor' | 'terms'>,
): Promise<Schedule> {
  const [row] = await sql<Row>(
    `insert into schedule (workspace_id, deal_id, billing_type, currency, contract_minor, original_minor, terms)
     values (milepost.current_workspace(), $1, $2, $3, $4, $4, $5) returning ${COLUMNS}`,
    [
      schedule.dealId,
      schedule.billingType,
      schedule.currency,
      schedule.contractMinor,
      JSON.stringify(schedule.terms),
    ],
  )
  if (!row) throw new Error('a schedule was not added')
  return toSchedule(row)
}

/** Saves header, contract value and acceptance, and counts the version up. */
export async function saveSchedule(sql: Sql, schedule: Schedule): Promise<void> {
  await sql(
    `update schedule set billing_type = $2, currency = $3, contract_minor = $4, original_minor = $5, terms = $6,
       accepted_on = $7, accepted_by = $8, changed_by_order = $9, version = version + 1 where schedule_id = $1`,
    [
      schedule.scheduleId,
      schedule.billingType,
      schedule.currency,
      schedule.contractMinor,
      schedule.originalMinor,
      JSON.stringify(schedule.terms),
      schedule.acceptedOn,
      schedule.acceptedBy,
      schedule.changedByOrder,
    ],
  )
}

/** Only for a plan that nobody has worked on: whatever else refers to it keeps it. */
export async function removeSchedule(sql: Sql, scheduleId: string): Promise<void> {
  await sql('delete from schedule where schedule_id = $1', [scheduleId])
}
