import { assignCost } from '../../costs/assign-cost'
import { costPartKey } from '../../costs/cost-line'
import { readCost } from '../../costs/cost-line-table'
import { learnCosts } from '../../costs/read-costs'
import { assignTime } from '../../hours/assign-time'
import { enterTime } from '../../hours/enter-time'
import { learnTime, readTimeById } from '../../hours/read-time'
import { timePartKey } from '../../hours/time-entry'
import { readEntry } from '../../hours/time-entry-table'
import { wordsFor } from '../../inbox/put-off-reading'
import { ReadFailed } from '../../inbox/read-failed'
import { readCostsPage, showCost } from '../../insight/read-costs-page'
import { readTimePage, showEntry } from '../../insight/read-time-page'
import { readBilled } from '../../invoices/books/read-billed-intents'
import { billCosts, lookAtCosts } from '../../invoices/extras/bill-costs'
import { billHours, idsToBill, lookAtHours } from '../../invoices/extras/bill-hours'
import { liveAmong } from '../../invoices/extras/extra-part-table'
import { watchBilledHours } from '../../invoices/extras/watch-billed-hours'
import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readTrackers } from '../../reconcile/read-trackers'
import type { Schedule } from '../../schedules/schedule'
import { lockScheduleOfDeal, readSchedule, readScheduleOfDeal } from '../../schedules/schedule-table'
import { ConnectionLost } from '../../tenants/access-token'
import { conflict, notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { InvoiceView } from '../contract/deal'
import type { Handlers } from '../contract-router'
import { invoiceView } from '../views/invoice-view'
import { costsView, costView, entryView, extrasPreviewView, timeView } from '../views/work-view'
import { type HandlerParts, linksOf } from './handler-parts'

type HoursRoutes =
  | 'readTime'
  | 'enterTime'
  | 'assignTime'
  | 'billTime'
  | 'readCosts'
  | 'assignCost'
  | 'billCosts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Hours and costs: what is there, whose it is, and billing it. */
export function hoursHandlers(parts: HandlerParts): Pick<Handlers, HoursRoutes> {
  const troubles = new WeakMap<object, string>()
  const within = <T>({ workspaceId }: Caller, work: (sql: Sql) => Promise<T>) =>
    parts.database.inWorkspace(workspaceId, work)
  const company =
    ({ workspaceId }: Caller) =>
    () =>
      parts.vendors.quickbooks(workspaceId, 'hours')
  /** Reads what can be read; a page is there without the vendor, and says so. */
  const quietly = async (asked: object, reading: Promise<unknown>) => {
    try {
      await reading
    } catch (error) {
      if (!(error instanceof ReadFailed || error instanceof ConnectionLost)) throw error
      troubles.set(asked, wordsFor(error))
    }
  }
  /** What an invoice refers to; nothing is asked for that was read within the day. */
  const learnLists = async ({ workspaceId }: Caller) => {
    for (const kind of ['customers', 'items', 'terms', 'tax-codes'] as const)
      await parts.refreshMasters(workspaceId, kind)
  }
  return {
    readTime: {
      async before(asked) {
        const { caller, params, query } = asked
        await within(caller, (sql) => scheduleOf(sql, params['dealId'] ?? ''))
        await quietly(
          asked,
          learnTime(parts, company(caller), caller.workspaceId, query.again === 'true').then(() =>
            within(caller, (sql) => watchBilledHours(sql, null)),
          ),
        )
      },
      async run(sql, asked) {
        const schedule = await scheduleOf(sql, asked.params['dealId'] ?? '')
        const tracker = (await readTrackers(sql, parts.clock, [schedule.dealId])).get(schedule.dealId)
        const page = await readTimePage(sql, schedule)
        const rate = tracker?.work.effectiveHourlyRate ?? null
        return { value: timeView(page, rate, troubles.get(asked) ?? null) }
      },
    },
    enterTime: {
      async before({ caller, body }) {
        const kind = body.employeeId === undefined ? 'vendors' : 'employees'
        await parts.refreshMasters(caller.workspaceId, kind)
      },
      async run(sql, { params, body, caller }) {
        const schedule = await lockedOf(sql, params['dealId'] ?? '')
        const { employeeId, vendorId, note } = body
        const entry = await enterTime(sql, caller.actor, schedule, {
          on: body.on,
          hours: body.hours,
          worker:
            employeeId === undefined
              ? { kind: 'vendor', quickbooksId: vendorId ?? '' }
              : { kind: 'employee', quickbooksId: employeeId },
          note: note === undefined || note === '' ? null : note,
          customerId: body.customerId,
        })
        return { value: await showOne(sql, schedule, entry.entryId) }
      },
    },
    assignTime: {
      async run(sql, { params, body, caller }) {
        const entryId = params['id'] ?? ''
        const entry = UUID.test(entryId) ? await readEntry(sql, entryId) : null
        if (!entry) throw notFound('entry of hours')
        // The schedule before its lines, as everyone locks them.
        if (entry.scheduleId !== null) await lockedOf(sql, (await dealOf(sql, entry.scheduleId)) ?? '')
        const key = entry.quickbooksId === null ? null : timePartKey(entry.quickbooksId)
        if (key !== null && (await liveAmong(sql, [key])).has(key)) throw onInvoice('These hours are')
        const after = await assignTime(sql, caller.actor, { entryId, dealId: body.dealId })
        const schedule = after.scheduleId === null ? null : await readSchedule(sql, after.scheduleId)
        return { value: await showOne(sql, schedule, entryId) }
      },
    },
    billTime: {
      async before({ caller, params, body }) {
        const dealId = params['dealId'] ?? ''
        await within(caller, (sql) => scheduleOf(sql, dealId))
        await learnLists(caller)
        if (body.dryRun === true) return
        // What an invoice says must be so in QuickBooks now: one metered read.
        const ids = await within(caller, async (sql) => idsToBill(sql, await scheduleOf(sql, dealId), body))
        await readTimeById(parts, await company(caller)(), caller.workspaceId, ids)
      },
      async run(sql, { params, body, caller }) {
        const asked = { entryIds: body.entryIds, until: body.until }
        const schedule = await lockedOf(sql, params['dealId'] ?? '')
        if (body.dryRun === true) {
          const outlook = await lookAtHours(sql, parts.clock, schedule, asked)
          return { value: extrasPreviewView(schedule, outlook) }
        }
        const made = await billHours(sql, caller.actor, parts.clock, schedule, asked)
        return { value: { invoices: await showInvoices(parts, sql, caller, made) } }
      },
    },
    readCosts: {
      async before(asked) {
        const { caller, params, query } = asked
        await within(caller, (sql) => scheduleOf(sql, params['dealId'] ?? ''))
        await quietly(asked, learnCosts(parts, company(caller), caller.workspaceId, query.again === 'true'))
      },
      async run(sql, asked) {
        const schedule = await scheduleOf(sql, asked.params['dealId'] ?? '')
        return { value: costsView(await readCostsPage(sql, schedule), troubles.get(asked) ?? null) }
      },
    },
    assignCost: {
      async run(sql, { params, body, caller }) {
        const costId = params['id'] ?? ''
        const cost = UUID.test(costId) ? await readCost(sql, costId) : null
        if (!cost) throw notFound('cost')
        if (cost.scheduleId !== null) await lockedOf(sql, (await dealOf(sql, cost.scheduleId)) ?? '')
        if ((await liveAmong(sql, [costPartKey(cost)])).size > 0) throw onInvoice('This cost is')
        const after = await assignCost(sql, caller.actor, { costId, dealId: body.dealId })
        const names = await masterNames(sql, 'customers', [after.customerId])
        return { value: costView(await showCost(sql, after), names) }
      },
    },
    billCosts: {
      async before({ caller, params }) {
        const dealId = params['dealId'] ?? ''
        await within(caller, (sql) => scheduleOf(sql, dealId))
        await learnLists(caller)
      },
      async run(sql, { params, body, caller }) {
        const schedule = await lockedOf(sql, params['dealId'] ?? '')
        if (body.dryRun === true) {
          const outlook = await lookAtCosts(sql, parts.clock, schedule, body)
          return { value: extrasPreviewView(schedule, outlook) }
        }
        const made = await billCosts(sql, caller.actor, parts.clock, schedule, {
          costIds: body.costIds,
          release: body.setNotBillable === true,
        })
        return { value: { invoices: await showInvoices(parts, sql, caller, made) } }
      },
    },
  }
}

const onInvoice = (what: string) =>
  conflict(
    'already_billed',
    `${what} on an invoice already. Void it in QuickBooks first, or cancel it while it waits.`,
  )

async function scheduleOf(sql: Sql, dealId: string): Promise<Schedule> {
  const schedule = await readScheduleOfDeal(sql, dealId)
  if (!schedule) throw notFound('schedule')
  return schedule
}

async function lockedOf(sql: Sql, dealId: string): Promise<Schedule> {
  const schedule = await lockScheduleOfDeal(sql, dealId)
  if (!schedule) throw notFound('schedule')
  return schedule
}

const dealOf = async (sql: Sql, scheduleId: string): Promise<string | undefined> =>
  (await readSchedule(sql, scheduleId))?.dealId

async function showOne(sql: Sql, schedule: Schedule | null, entryId: string) {
  const entry = await readEntry(sql, entryId)
  if (!entry) throw notFound('entry of hours')
  const shown = await showEntry(sql, schedule, entry)
  return entryView(shown, schedule?.currency ?? '', await masterNames(sql, 'customers', [entry.customerId]))
}

async function showInvoices(
  parts: HandlerParts,
  sql: Sql,
  { workspaceId }: Caller,
  intentIds: readonly string[],
): Promise<InvoiceView[]> {
  const links = await linksOf(parts, sql, workspaceId)
  const billed = await readBilled(sql, { intentIds })
  const customers = await masterNames(
    sql,
    'customers',
    billed.map(({ intent }) => intent.customerId),
  )
  return billed.map((each) => invoiceView({ names: new Map(), customers }, each, '', links))
}
