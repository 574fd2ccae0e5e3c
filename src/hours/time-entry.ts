import { createHash } from 'node:crypto'
import type { Fault } from '../../connectors/answer'
import type { Entities } from '../../connectors/quickbooks/entities'
import type { AssignedBy, WorkMark } from './work-owner'

export type WorkerKind = 'employee' | 'vendor'
export type Billable = 'billable' | 'not_billable' | 'billed'

/**
 * How far hours that were entered here are on their way to QuickBooks. What was read there is `posted`.
 *
 *   queued ──► sending ──► posted                QuickBooks has them
 *                │  └────► refused               it certainly has not; a person mends the cause
 *                └───────► unclear ──► posted    looked for before anything is sent again
 *   queued | refused ────► cancelled
 */
export type EntryState = 'queued' | 'sending' | 'unclear' | 'refused' | 'posted' | 'cancelled'

/** Work of one person on one day, in whole minutes. */
export interface TimeEntry extends WorkMark {
  readonly entryId: string
  readonly quickbooksId: string | null
  readonly scheduleId: string | null
  readonly assignedBy: AssignedBy | null
  readonly workerKind: WorkerKind
  readonly workerId: string
  readonly workerName: string
  /** `YYYY-MM-DD`. */
  readonly workedOn: string
  readonly minutes: number
  readonly note: string | null
  readonly billable: Billable
  readonly state: EntryState
  readonly fault: Fault | null
  readonly deleted: boolean
  /** What an invoice says of it, since it was decided to be billed. */
  readonly billedMinutes: number | null
  /** Who entered it here; null for what was read. */
  readonly enteredBy: string | null
}

/** An entry on its way, with what is sent. */
export interface EntryToSend extends TimeEntry {
  readonly requestKey: string
  readonly marker: string
  readonly body: string
  readonly bodyHash: string
  readonly sentAt: Date | null
}

/** Hours as QuickBooks has them. */
export interface ReadEntry extends WorkMark {
  readonly quickbooksId: string
  readonly syncToken: string
  readonly changedAt: Date
  readonly workerKind: WorkerKind
  readonly workerId: string
  readonly workerName: string
  readonly workedOn: string
  readonly minutes: number
  readonly note: string | null
  readonly billable: Billable
  /** Our mark in its description; null for what a person wrote. */
  readonly marker: string | null
}

const BILLABLE: Readonly<Record<string, Billable>> = {
  Billable: 'billable',
  NotBillable: 'not_billable',
  HasBeenBilled: 'billed',
}

/** What Milepost keeps of a time activity; null for one of no customer, person or day: it is nobody's to bill. */
export function entryOf(activity: Entities['TimeActivity']): ReadEntry | null {
  const worker = activity.EmployeeRef ?? activity.VendorRef
  const { CustomerRef: customer, TxnDate: workedOn, Description: note } = activity
  if (worker === undefined || customer === undefined || workedOn === undefined) return null
  const marker = markerIn(note)
  return {
    quickbooksId: activity.Id,
    syncToken: activity.SyncToken,
    changedAt: new Date(activity.MetaData.LastUpdatedTime),
    customerId: customer.value,
    projectId: activity.ProjectRef?.value ?? null,
    classId: activity.ClassRef?.value ?? null,
    itemId: activity.ItemRef?.value ?? null,
    workerKind: activity.EmployeeRef === undefined ? 'vendor' : 'employee',
    workerId: worker.value,
    workerName: worker.name ?? `number ${worker.value}`,
    workedOn,
    minutes: minutesIn(activity),
    note: withoutMarker(note),
    billable: BILLABLE[activity.BillableStatus ?? ''] ?? 'not_billable',
    marker,
  }
}

/** Hours and minutes where it says them, else from when to when; a break counts for nothing. */
function minutesIn(activity: Entities['TimeActivity']): number {
  const { Hours, Minutes, BreakHours, BreakMinutes, StartTime, EndTime } = activity
  if (Hours !== undefined || Minutes !== undefined) return whole(Hours) * 60 + whole(Minutes)
  const [from, to] = [Date.parse(StartTime ?? ''), Date.parse(EndTime ?? '')]
  if (Number.isNaN(from) || Number.isNaN(to)) return 0
  const spent = Math.round((to - from) / 60_000) - whole(BreakHours) * 60 - whole(BreakMinutes)
  return spent > 0 ? spent : 0
}

const whole = (text: string | undefined): number => Math.max(Math.trunc(Number(text ?? '0')) || 0, 0)

const MARKER = / ?\(Milepost T-[A-Z2-7]{6}\)/
const MARKER_LETTERS = 6
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

const markerIn = (note: string | undefined): string | null => MARKER.exec(note ?? '')?.[0].trim() ?? null

function withoutMarker(note: string | undefined): string | null {
  const text = (note ?? '').replace(MARKER, '').trim()
  return text === '' ? null : text
}

/**
 * The idempotency key of one entry and the mark in its description, by which it is known again: "(Milepost T-7KQ4XB)".
 * From the entry's own id, so that a repeat has the same.
 */
export function entryKeys(
  workspaceId: string,
  entryId: string,
  generation: number,
): { requestKey: string; marker: string } {
  const digest = createHash('sha256')
    .update(JSON.stringify(['v1', 'time', workspaceId, entryId, generation]))
    .digest()
  const requestKey = [...digest].map((byte) => BASE32[byte & 31]).join('')
  return { requestKey, marker: `(Milepost T-${requestKey.slice(0, MARKER_LETTERS).toUpperCase()})` }
}

/** The description of an entry as QuickBooks keeps it: the note, and the mark. */
export const describedWith = (note: string | null, marker: string): string =>
  note === null ? marker : `${note} ${marker}`

/** The key of the invoice line that bills an entry: each is billed once. */
export const timePartKey = (quickbooksId: string): string => `time:${quickbooksId}`

/** Whether it may be put on an invoice as far as QuickBooks goes: it is there, and still to be billed. */
export const isUnbilled = (entry: TimeEntry): entry is TimeEntry & { readonly quickbooksId: string } =>
  entry.quickbooksId !== null &&
  entry.state === 'posted' &&
  !entry.deleted &&
  entry.billable === 'billable' &&
  entry.minutes > 0
