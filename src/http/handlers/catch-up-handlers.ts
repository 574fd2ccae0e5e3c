import { readDeal } from '../../deals/deal-table'
import { wordsFor } from '../../inbox/put-off-reading'
import { ReadFailed } from '../../inbox/read-failed'
import { type ReadDocument, readDocuments } from '../../invoices/books/document-table'
import { readBilled } from '../../invoices/books/read-billed-intents'
import { checkLinks, type LinkAsked } from '../../invoices/catch-up/check-links'
import { newestLinkOf } from '../../invoices/catch-up/invoice-link-table'
import { type LinkOutcome, linkInvoices } from '../../invoices/catch-up/link-invoices'
import { readCatchUp } from '../../invoices/catch-up/read-catch-up'
import { learnCustomerInvoices, readInvoicesNow } from '../../invoices/catch-up/read-invoices'
import { unlinkInvoice } from '../../invoices/catch-up/unlink-invoice'
import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readMilestone, readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { lockSchedule, readSchedule, readScheduleOfDeal } from '../../schedules/schedule-table'
import { ConnectionLost } from '../../tenants/access-token'
import { conflict, invalid, notFound, Refusal } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { LinkedView } from '../contract/catch-up'
import type { Handlers } from '../contract-router'
import { catchUpView, linkedView } from '../views/catch-up-view'
import { invoiceView } from '../views/invoice-view'
import { type HandlerParts, linksOf } from './handler-parts'

type CatchUpRoutes = 'readCatchUp' | 'linkInvoices' | 'linkInvoice' | 'unlinkInvoice'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const QUICKBOOKS_ID = /^\d{1,30}$/

/** Catching up with what people made in QuickBooks, before Milepost or beside it. */
export function catchUpHandlers(parts: HandlerParts): Pick<Handlers, CatchUpRoutes> {
  const troubles = new WeakMap<object, string>()
  const read = new WeakMap<object, readonly ReadDocument[]>()
  const within = <T>({ workspaceId }: Caller, work: (sql: Sql) => Promise<T>) =>
    parts.database.inWorkspace(workspaceId, work)
  const readNow = async (asked: object, { workspaceId }: Caller, ids: readonly string[]) => {
    const company = await parts.vendors.quickbooks(workspaceId, 'catch_up')
    read.set(asked, await readInvoicesNow(company, ids))
  }
  const link = async (sql: Sql, asked: object, caller: Caller, scheduleId: string, links: LinkAsked[]) => {
    const schedule = await lockSchedule(sql, scheduleId)
    if (!schedule) throw notFound('schedule')
    const documents = read.get(asked) ?? []
    const outcome = await linkInvoices(sql, caller.actor, parts.clock, { schedule, links, documents })
    return linkedView(schedule, outcome, await showInvoices(parts, sql, caller, schedule, outcome))
  }
  return {
    readCatchUp: {
      async before(asked) {
        const { caller, params, query } = asked
        const schedule = await within(caller, (sql) => scheduleOf(sql, params['dealId'] ?? ''))
        const wanted = { schedule, since: query.since ?? null, again: query.again === 'true' }
        try {
          await learnCustomerInvoices(parts, caller.workspaceId, wanted)
        } catch (error) {
          if (!(error instanceof ReadFailed || error instanceof ConnectionLost)) throw error
          troubles.set(asked, wordsFor(error))
        }
      },
      async run(sql, asked) {
        const { params, query, caller } = asked
        const schedule = await scheduleOf(sql, params['dealId'] ?? '')
        const found = await readCatchUp(sql, parts.clock, schedule, { since: query.since ?? null })
        const links = await linksOf(parts, sql, caller.workspaceId)
        return { value: catchUpView(found, troubles.get(asked) ?? null, links) }
      },
    },
    linkInvoices: {
      async before(asked) {
        const { caller, params, body } = asked
        await within(caller, (sql) => scheduleOf(sql, params['dealId'] ?? ''))
        if (body.dryRun === true) return
        await readNow(
          asked,
          caller,
          body.links.map((each) => each.invoiceId),
        )
      },
      async run(sql, asked) {
        const { params, body, caller } = asked
        const schedule = await scheduleOf(sql, params['dealId'] ?? '')
        if (body.dryRun === true) return { value: await judge(sql, schedule, body.links) }
        return { value: await link(sql, asked, caller, schedule.scheduleId, body.links) }
      },
    },
    linkInvoice: {
      async before(asked) {
        const { caller, params, body } = asked
        const invoiceId = params['invoiceId'] ?? ''
        if (!QUICKBOOKS_ID.test(invoiceId)) throw notFound('invoice')
        await within(caller, (sql) => scheduleOfMilestones(sql, body.milestoneIds))
        await readNow(asked, caller, [invoiceId])
        if (!read.get(asked)?.some((document) => document.kind === 'Invoice')) throw notFound('invoice')
      },
      async run(sql, asked) {
        const { params, body, caller } = asked
        const schedule = await scheduleOfMilestones(sql, body.milestoneIds)
        const links = [{ invoiceId: params['invoiceId'] ?? '', milestoneIds: body.milestoneIds }]
        return { value: await placed(link(sql, asked, caller, schedule.scheduleId, links)) }
      },
    },
    unlinkInvoice: {
      async run(sql, { params, caller }) {
        const id = params['invoiceId'] ?? ''
        const intentId = UUID.test(id) ? id : QUICKBOOKS_ID.test(id) ? await newestLinkOf(sql, id) : null
        if (intentId === null) throw notFound('invoice')
        return { value: await unlinkInvoice(sql, caller.actor, intentId) }
      },
    },
  }
}

async function scheduleOf(sql: Sql, dealId: string): Promise<Schedule> {
  if (!(await readDeal(sql, dealId))) throw notFound('deal')
  const schedule = await readScheduleOfDeal(sql, dealId)
  if (!schedule) {
    throw conflict(
      'schedule_missing',
      'This deal has no milestones yet. Plan them first: invoices are matched with them.',
    )
  }
  return schedule
}

/** The schedule of the first; whether the others are its own too is the rules' to say. */
async function scheduleOfMilestones(sql: Sql, ids: readonly string[]): Promise<Schedule> {
  const [first = ''] = ids
  const milestone = UUID.test(first) ? await readMilestone(sql, first) : null
  const schedule = milestone ? await readSchedule(sql, milestone.scheduleId) : null
  if (!schedule) throw invalid([{ pointer: '/milestoneIds/0', detail: 'There is no such milestone.' }])
  return schedule
}

/** A single link's refusals point into its own body. */
async function placed(linking: Promise<LinkedView>): Promise<LinkedView> {
  try {
    return await linking
  } catch (error) {
    const errors: unknown = error instanceof Refusal ? error.more['errors'] : undefined
    if (!Array.isArray(errors)) throw error
    throw invalid(
      errors.map((each: { pointer: string; detail: string }) => ({
        ...each,
        pointer: each.pointer.replace('/links/0', ''),
      })),
    )
  }
}

/** What linking would do, from what is held. */
async function judge(sql: Sql, schedule: Schedule, links: readonly LinkAsked[]): Promise<LinkedView> {
  const held = await readDocuments(
    sql,
    'Invoice',
    links.map((each) => each.invoiceId),
  )
  const errors = links.flatMap(({ invoiceId }, at) =>
    held.get(invoiceId)?.body
      ? []
      : [
          {
            pointer: `/links/${at}/invoiceId`,
            detail: 'This invoice was not read yet. Open the catch-up again.',
          },
        ],
  )
  if (errors.length > 0) throw invalid(errors)
  return linkedView(schedule, await checkLinks(sql, schedule, links, held), [])
}

async function showInvoices(
  parts: HandlerParts,
  sql: Sql,
  { workspaceId }: Caller,
  schedule: Schedule,
  { intentIds }: LinkOutcome,
): Promise<LinkedView['invoices']> {
  const links = await linksOf(parts, sql, workspaceId)
  const deal = await readDeal(sql, schedule.dealId)
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const names = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone.name]))
  const billed = await readBilled(sql, { intentIds })
  const customers = await masterNames(
    sql,
    'customers',
    billed.map(({ intent }) => intent.customerId),
  )
  return billed.map((each) => invoiceView({ names, customers }, each, deal?.name ?? '', links))
}
