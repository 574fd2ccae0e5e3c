import { limits } from '../../../config/limits'
import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { rateOf } from '../../hours/enter-time'
import { setBilledMinutes } from '../../hours/time-binding-table'
import { isUnbilled, type TimeEntry, timePartKey } from '../../hours/time-entry'
import { listEntries, lockEntries } from '../../hours/time-entry-table'
import { clockText } from '../../hours/worked'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, type Refusal } from '../../tenants/refusal'
import { billExtras, billedAlready } from './bill-extras'
import { hoursExtra } from './extra-line'
import { liveAmong } from './extra-part-table'
import { type ExtrasOutlook, lookAtExtras } from './look-at-extras'

/** Which hours are meant: these, or all that nothing bills, up to a day. */
export interface HoursAsked {
  readonly entryIds?: readonly string[] | undefined
  /** `YYYY-MM-DD`, that day included. */
  readonly until?: string | undefined
}

type Billable = TimeEntry & { readonly quickbooksId: string }

/** Looks at the invoices of a deal's unbilled hours. Refuses hours_not_billed, rate_missing, and what can't be billed. */
export async function lookAtHours(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  asked: HoursAsked,
): Promise<ExtrasOutlook> {
  const { rateMinor, entries } = await gather(sql, schedule, asked)
  return outlookOf(sql, clock, schedule, entries, rateMinor)
}

/**
 * Bills a deal's unbilled hours, under the schedule's lock: each entry once, by its own line, frozen. Answers the
 * intents. Refuses hours_not_billed on fixed work, rate_missing, nothing_to_bill, already_billed, over_billing,
 * preflight_failed.
 */
export async function billHours(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  asked: HoursAsked,
): Promise<readonly string[]> {
  const { rateMinor, entries } = await gather(sql, schedule, asked)
  if (entries.length === 0) {
    throw conflict(
      'nothing_to_bill',
      'No hours of this deal wait to be billed. Hours count once QuickBooks has them as billable, for this customer.',
    )
  }
  // The schedule is locked; these so that no reading changes them meanwhile.
  const locked = await lockEntries(
    sql,
    entries.map((entry) => entry.entryId),
  )
  if (locked.some((entry) => !isUnbilled(entry))) throw billedAlready()
  const outlook = await outlookOf(sql, clock, schedule, entries, rateMinor)
  const { intentIds, happenings } = await billExtras(sql, actor, clock, schedule, outlook)
  await setBilledMinutes(
    sql,
    entries.map((entry) => entry.entryId),
  )
  await record(sql, actor, happenings)
  return intentIds
}

/** Ids of QuickBooks of the hours that are meant: to be read again before they are billed. */
export async function idsToBill(sql: Sql, schedule: Schedule, asked: HoursAsked): Promise<string[]> {
  const { entries } = await gather(sql, schedule, asked)
  return entries.map((entry) => entry.quickbooksId)
}

const outlookOf = (
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  entries: readonly Billable[],
  rateMinor: bigint,
) =>
  lookAtExtras(
    sql,
    clock,
    schedule,
    'hours',
    entries.map((entry) => hoursExtra(schedule, entry, rateMinor)),
  )

/** The hours that are meant, oldest day first, none of which a live line bills. */
async function gather(
  sql: Sql,
  schedule: Schedule,
  { entryIds, until }: HoursAsked,
): Promise<{ rateMinor: bigint; entries: readonly Billable[] }> {
  if (schedule.billingType === 'fixed') {
    throw conflict(
      'hours_not_billed',
      'This job is a fixed price: its hours never go onto an invoice. They show what an hour of it brings.',
    )
  }
  const rateMinor = rateOf(schedule)
  if (rateMinor === null) {
    throw conflict('rate_missing', 'No hourly rate is agreed for this deal. Set one in the plan, then bill.')
  }
  const all = await listEntries(sql, [schedule.scheduleId], limits.workEntriesRead)
  const wanted = entryIds === undefined ? null : new Set(entryIds)
  const meant = all.filter(
    (entry) => (wanted?.has(entry.entryId) ?? true) && (until === undefined || entry.workedOn <= until),
  )
  if (wanted !== null && meant.length < wanted.size) {
    throw invalid([{ pointer: '/entryIds', detail: 'Some of these hours are not of this deal.' }])
  }
  const live = await liveAmong(
    sql,
    meant.flatMap((entry) => (entry.quickbooksId === null ? [] : [timePartKey(entry.quickbooksId)])),
  )
  const isFree = (entry: TimeEntry): entry is Billable =>
    isUnbilled(entry) && !live.has(timePartKey(entry.quickbooksId))
  const taken = wanted === null ? undefined : meant.find((entry) => !isFree(entry))
  if (taken) throw cannotBill(taken)
  const entries = meant.filter(isFree).reverse()
  if (entries.length > limits.workLinesPerInvoice) {
    throw invalid([
      {
        pointer: '/until',
        detail: `An invoice takes ${limits.workLinesPerInvoice} entries, and ${entries.length} wait. Bill up to an earlier day first.`,
      },
    ])
  }
  return { rateMinor, entries }
}

/** Why hours that somebody chose are not billed. */
function cannotBill(entry: TimeEntry): Refusal {
  const text = `The ${clockText(entry.minutes)} hours of ${entry.workerName} on ${entry.workedOn}`
  if (entry.state !== 'posted') {
    return conflict('not_billable', `${text} are not in QuickBooks yet. Wait until they are, then bill.`)
  }
  if (entry.deleted) return conflict('not_billable', `${text} were deleted in QuickBooks.`)
  if (entry.billable === 'not_billable') {
    return conflict('not_billable', `${text} are not billable in QuickBooks. Make them billable there first.`)
  }
  return conflict('already_billed', `${text} are on an invoice already.`)
}
