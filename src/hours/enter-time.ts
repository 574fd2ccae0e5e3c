import { createHash, randomUUID } from 'node:crypto'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'
import { record } from '../history/history-table'
import { readMaster } from '../masters/master-table'
import { formatAmount, money, parseAmount } from '../money/money'
import { addMessage } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict, invalid } from '../tenants/refusal'
import { readToday, readWorkspace } from '../tenants/workspace-table'
import { describedWith, entryKeys, type TimeEntry, type WorkerKind } from './time-entry'
import { addEntry, readEntry } from './time-entry-table'
import { clockText, MOST_MINUTES, minutesOf } from './worked'

/** Hours as a person enters them. */
export interface TimeDraft {
  /** `YYYY-MM-DD`, today or before. */
  readonly on: string
  /** "1.25" or "1:15". */
  readonly hours: string
  readonly worker: { readonly kind: WorkerKind; readonly quickbooksId: string }
  readonly note: string | null
  /** Which of several payers the hours are for; left out where one customer pays all. */
  readonly customerId?: string | undefined
}

/**
 * Takes hours in, with the promise to QuickBooks to make a time activity of them: billable where the deal bills
 * hours, else not. What is sent is frozen. Refuses validation_failed, and customer_missing.
 */
export async function enterTime(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  draft: TimeDraft,
): Promise<TimeEntry> {
  const minutes = minutesOf(draft.hours)
  const { kind, quickbooksId } = draft.worker
  const worker = await readMaster(sql, kind === 'employee' ? 'employees' : 'vendors', quickbooksId)
  const errors = [
    ...(minutes === null || minutes === 0 || minutes > MOST_MINUTES
      ? [{ pointer: '/hours', detail: hoursProblem(draft.hours, minutes) }]
      : []),
    ...(draft.on > (await readToday(sql))
      ? [{ pointer: '/on', detail: 'This day has not come yet. Enter hours once they are worked.' }]
      : []),
    ...(worker?.active !== true
      ? [
          {
            pointer: kind === 'employee' ? '/employeeId' : '/vendorId',
            detail: worker
              ? `${worker.name} is inactive in QuickBooks. Choose somebody else.`
              : `QuickBooks has no ${kind} of this number. Choose somebody of the list.`,
          },
        ]
      : []),
  ]
  if (minutes === null || worker === null || errors.length > 0) throw invalid(errors)
  const customerId = customerOf(schedule, draft.customerId)
  const { workspaceId, settings } = await readWorkspace(sql)
  const entryId = randomUUID()
  const { requestKey, marker } = entryKeys(workspaceId, entryId, 1)
  const billable = schedule.billingType !== 'fixed'
  const rate = rateOf(schedule)
  const body = JSON.stringify({
    TxnDate: draft.on,
    NameOf: kind === 'employee' ? 'Employee' : 'Vendor',
    [kind === 'employee' ? 'EmployeeRef' : 'VendorRef']: { value: quickbooksId },
    CustomerRef: { value: customerId },
    ...(settings.hoursItemId !== null && { ItemRef: { value: settings.hoursItemId } }),
    ...(schedule.terms.classId !== null && { ClassRef: { value: schedule.terms.classId } }),
    Hours: Math.floor(minutes / 60),
    Minutes: minutes % 60,
    BillableStatus: billable ? 'Billable' : 'NotBillable',
    // QuickBooks wants a rate of what is billable; the invoice takes the deal's own of its day.
    HourlyRate: billable && rate !== null ? decimalNumber(formatAmount(money(rate, schedule.currency))) : 0,
    Description: describedWith(draft.note, marker),
  })
  await addEntry(sql, {
    entryId,
    scheduleId: schedule.scheduleId,
    customerId,
    classId: schedule.terms.classId,
    itemId: settings.hoursItemId,
    workerKind: kind,
    workerId: quickbooksId,
    workerName: worker.name,
    workedOn: draft.on,
    minutes,
    note: draft.note,
    billable: billable ? 'billable' : 'not_billable',
    enteredBy: actor.who,
    requestKey,
    marker,
    body,
    bodyHash: createHash('sha256').update(body).digest('hex'),
  })
  await addMessage(sql, { kind: 'time.create', subjectId: entryId, dealId: schedule.dealId })
  await record(sql, actor, [
    {
      what: `Entered ${clockText(minutes)} hours of ${worker.name} on ${draft.on}`,
      dealId: schedule.dealId,
      after: { hours: clockText(minutes), who: worker.name, on: draft.on, note: draft.note, billable },
    },
  ])
  const entry = await readEntry(sql, entryId)
  if (!entry) throw new Error('hours were not added')
  return entry
}

function hoursProblem(text: string, minutes: number | null): string {
  if (minutes === null)
    return `${text} is no whole number of minutes. Write hours as 1:20, or as a decimal such as 1.25.`
  return minutes === 0 ? 'Enter at least a minute.' : 'A day has 24 hours.'
}

/** The project's rate in minor units; null where none is agreed. */
export const rateOf = (schedule: Schedule): bigint | null => {
  const { hourlyRate } = schedule.terms
  return hourlyRate ? (parseAmount(hourlyRate.amount, hourlyRate.currency)?.minor ?? null) : null
}

function customerOf({ terms }: Schedule, asked: string | undefined): string {
  const payers = terms.payers.map(({ customer }) => customer.quickbooksId)
  const all = payers.length > 0 ? payers : terms.customerId === null ? [] : [terms.customerId]
  const [only, ...others] = all
  if (only === undefined) {
    throw conflict(
      'customer_missing',
      'No QuickBooks customer is chosen for this deal, so QuickBooks would not know whose hours these are. Choose one in the plan.',
    )
  }
  if (asked !== undefined && !all.includes(asked)) {
    throw invalid([{ pointer: '/customerId', detail: 'This customer does not pay this deal.' }])
  }
  if (asked === undefined && others.length > 0) {
    throw invalid([
      { pointer: '/customerId', detail: 'Several pay this deal: say for which of them the hours are.' },
    ])
  }
  return asked ?? only
}
