import { limits } from '../../config/limits'
import { readClaims } from '../hours/claim-table'
import { rateOf } from '../hours/enter-time'
import { readWorkReading } from '../hours/time-binding-table'
import { isUnbilled, type TimeEntry, timePartKey } from '../hours/time-entry'
import { listEntries, listUnassigned } from '../hours/time-entry-table'
import { type Claim, claimsOn } from '../hours/work-owner'
import { timesRate } from '../hours/worked'
import { liveAmong } from '../invoices/extras/extra-part-table'
import { limitOf, readExtraRoom } from '../invoices/extras/look-at-extras'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'

/** Where hours stand with billing. */
export type TimeStanding =
  | 'unbilled'
  | 'billed'
  | 'billed_elsewhere'
  | 'not_billable'
  | 'on_its_way'
  | 'unclear'
  | 'refused'
  | 'deleted'

/** One entry, with what is derived of it. */
export interface ShownEntry {
  readonly entry: TimeEntry
  readonly standing: TimeStanding
  /** Minor units; null where no rate is agreed, or the deal bills no hours. */
  readonly amountMinor: bigint | null
  readonly intentId: string | null
  readonly couldBe: readonly Claim[]
}

/** A deal's hours, as its page shows them. */
export interface TimePage {
  readonly schedule: Schedule
  readonly rateMinor: bigint | null
  /** The most that hours and costs may come to; null where nothing is agreed. */
  readonly limitMinor: bigint | null
  readonly remainingMinor: bigint | null
  readonly entries: readonly ShownEntry[]
  readonly unassigned: readonly ShownEntry[]
  readonly more: boolean
  readonly minutes: number
  readonly billedMinutes: number
  readonly unbilledMinutes: number
  readonly unbilledMinor: bigint | null
  /** Names of customers by their ids: those who pay, and those whose hours are shown. */
  readonly customers: ReadonlyMap<string, string>
  readonly payerIds: readonly string[]
  readonly readAt: Date | null
}

const MOST_SHOWN = 500

export async function readTimePage(sql: Sql, schedule: Schedule): Promise<TimePage> {
  const payerIds = payersOf(schedule)
  const all = await listEntries(sql, [schedule.scheduleId], limits.workEntriesRead)
  const waiting = await listUnassigned(sql, payerIds, MOST_SHOWN)
  const show = await shower(sql, schedule, [...all, ...waiting])
  const entries = all.map(show)
  const unbilled = entries.filter(({ standing }) => standing === 'unbilled')
  const rateMinor = schedule.billingType === 'fixed' ? null : rateOf(schedule)
  return {
    schedule,
    rateMinor,
    limitMinor: limitOf(schedule),
    remainingMinor: (await readExtraRoom(sql, schedule))?.remainingMinor ?? null,
    entries: entries.slice(0, MOST_SHOWN),
    unassigned: waiting.map(show),
    more: entries.length > MOST_SHOWN,
    minutes: minutesOf(entries.filter(({ entry }) => !entry.deleted)),
    billedMinutes: minutesOf(
      entries.filter(({ standing }) => standing === 'billed' || standing === 'billed_elsewhere'),
    ),
    unbilledMinutes: minutesOf(unbilled),
    // Each line is rounded once, so the sum is of lines.
    unbilledMinor:
      rateMinor === null ? null : unbilled.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n),
    customers: await masterNames(sql, 'customers', [
      ...new Set([...payerIds, ...[...all, ...waiting].map((entry) => entry.customerId)]),
    ]),
    payerIds,
    readAt: (await readWorkReading(sql, 'time'))?.readAt ?? null,
  }
}

/** One entry, as it is shown beside its schedule; without one, as nobody's. */
export async function showEntry(sql: Sql, schedule: Schedule | null, entry: TimeEntry): Promise<ShownEntry> {
  return (await shower(sql, schedule, [entry]))(entry)
}

const minutesOf = (entries: readonly ShownEntry[]): number =>
  entries.reduce((sum, { entry }) => sum + entry.minutes, 0)

/** Who pays a schedule: its several payers, else its customer. */
export function payersOf({ terms }: Schedule): string[] {
  const several = [...new Set(terms.payers.map(({ customer }) => customer.quickbooksId))]
  return several.length > 0 ? several : terms.customerId === null ? [] : [terms.customerId]
}

async function shower(
  sql: Sql,
  schedule: Schedule | null,
  entries: readonly TimeEntry[],
): Promise<(entry: TimeEntry) => ShownEntry> {
  const keys = entries.flatMap(({ quickbooksId }) =>
    quickbooksId === null ? [] : [timePartKey(quickbooksId)],
  )
  const live = await liveAmong(sql, keys)
  const open = entries.filter((entry) => entry.scheduleId === null)
  const claims = await readClaims(sql, [
    ...new Set(open.flatMap((entry) => [entry.customerId, entry.projectId ?? []].flat())),
  ])
  const rateMinor = schedule === null || schedule.billingType === 'fixed' ? null : rateOf(schedule)
  return (entry) => {
    const part = entry.quickbooksId === null ? undefined : live.get(timePartKey(entry.quickbooksId))
    return {
      entry,
      standing: standingOf(entry, part !== undefined),
      // What an invoice says of it stands, whatever the rate is now.
      amountMinor: part?.amountMinor ?? (rateMinor === null ? null : timesRate(entry.minutes, rateMinor)),
      intentId: part?.intentId ?? null,
      couldBe: entry.scheduleId === null ? claimsOn(entry, claims) : [],
    }
  }
}

function standingOf(entry: TimeEntry, isLive: boolean): TimeStanding {
  if (entry.deleted) return 'deleted'
  if (isLive) return 'billed'
  switch (entry.state) {
    case 'queued':
    case 'sending':
      return 'on_its_way'
    case 'unclear':
    case 'refused':
      return entry.state
    case 'posted':
    case 'cancelled':
      break
  }
  if (entry.billable === 'billed') return 'billed_elsewhere'
  return isUnbilled(entry) ? 'unbilled' : 'not_billable'
}
