import { readDeal } from '../../deals/deal-table'
import { readHistory } from '../../history/history-table'
import { listDealsWithFigures } from '../../insight/list-deals'
import { readDealPage } from '../../insight/read-deal-page'
import { billOnSignature } from '../../invoices/deposits/bill-on-signature'
import { moveWaiting } from '../../invoices/monthly/move-waiting'
import type { Sql } from '../../postgres/database'
import { acceptSchedule } from '../../schedules/accept-schedule'
import { readMilestones } from '../../schedules/milestone-table'
import { planSchedule } from '../../schedules/plan-schedule'
import type { Schedule } from '../../schedules/schedule'
import { readScheduleOfDeal } from '../../schedules/schedule-table'
import { undoPlanning } from '../../schedules/undo-planning'
import { notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { dealPageView, dealSummaryView, scheduleView } from '../views/deal-view'
import { badCursor, type HandlerParts, linksOf, paged, pageOf } from './handler-parts'

type DealRoutes =
  | 'listDeals'
  | 'readDeal'
  | 'planSchedule'
  | 'acceptSchedule'
  | 'undoPlanning'
  | 'readHistory'

export function dealHandlers(parts: HandlerParts): Pick<Handlers, DealRoutes> {
  const planned = async (sql: Sql, schedule: Schedule) => ({
    value: scheduleView(schedule, await readMilestones(sql, [schedule.scheduleId])),
    version: schedule.version,
  })
  const showDeal = async (sql: Sql, caller: Caller, dealId: string) => {
    const page = await readDealPage(sql, parts.clock, dealId)
    const links = await linksOf(parts, sql, caller.workspaceId)
    const value = dealPageView(page, caller.actor, links)
    return { value, ...(value.state && { version: value.state.version }) }
  }
  return {
    listDeals: {
      async run(sql, { query, caller }) {
        const page = pageOf(query)
        const links = await linksOf(parts, sql, caller.workspaceId)
        const deals = await listDealsWithFigures(sql, parts.clock, {
          search: query.search,
          status: query.status,
          attention: query.attention === undefined ? undefined : query.attention === 'true',
          sort: query.sort ?? 'recent',
          limit: page.limit + 1,
          offset: page.offset,
        })
        const { items, next } = paged(deals, page)
        return { value: { items: items.map((deal) => dealSummaryView(deal, links)), next } }
      },
    },
    readDeal: {
      run: (sql, { params, caller }) => showDeal(sql, caller, params['dealId'] ?? ''),
    },
    planSchedule: {
      before: ({ caller, params }) => parts.learnDeal(caller.workspaceId, params['dealId'] ?? ''),
      async run(sql, { params, body, caller, ifVersion }) {
        const dealId = params['dealId'] ?? ''
        const before = (await readScheduleOfDeal(sql, dealId))?.terms.cadence ?? null
        const schedule = await planSchedule(sql, caller.actor, { dealId, draft: body, ifVersion })
        await moveWaiting(sql, caller.actor, parts.clock, before, schedule)
        return planned(sql, schedule)
      },
    },
    acceptSchedule: {
      async run(sql, { params, body, caller, ifVersion }) {
        const schedule = await acceptSchedule(
          sql,
          caller.actor,
          {
            dealId: params['dealId'] ?? '',
            on: body.on,
            by: body.by,
            ...(body.fileIds !== undefined && { fileIds: body.fileIds }),
            ifVersion,
          },
          (accepted) => billOnSignature(sql, caller.actor, parts.clock, accepted),
        )
        return planned(sql, schedule)
      },
    },
    undoPlanning: {
      async run(sql, { params, caller, ifVersion }) {
        const dealId = params['dealId'] ?? ''
        const before = (await readScheduleOfDeal(sql, dealId))?.terms.cadence ?? null
        await undoPlanning(sql, caller.actor, { dealId, ifVersion })
        const schedule = await readScheduleOfDeal(sql, dealId)
        if (schedule) await moveWaiting(sql, caller.actor, parts.clock, before, schedule)
        return showDeal(sql, caller, dealId)
      },
    },
    readHistory: {
      async run(sql, { params, query }) {
        const deal = await readDeal(sql, params['dealId'] ?? '')
        if (!deal) throw notFound('deal')
        const limit = query.limit ?? 50
        if (query.cursor !== undefined && !/^\d{1,18}$/.test(query.cursor)) throw badCursor()
        const before = query.cursor === undefined ? undefined : BigInt(query.cursor)
        const entries = await readHistory(sql, {
          dealId: deal.dealId,
          limit: limit + 1,
          ...(before !== undefined && { before }),
          ...(query.milestone !== undefined && { milestoneId: query.milestone }),
          ...(query.who !== undefined && { who: query.who }),
        })
        const shown = entries.slice(0, limit)
        return {
          value: {
            items: shown.map((entry) => ({
              number: Number(entry.number),
              at: entry.at.toISOString(),
              who: entry.who,
              from: entry.via,
              what: entry.what,
              milestoneId: entry.milestoneId,
              before: entry.before,
              after: entry.after,
              hash: entry.hash,
            })),
            next: entries.length > limit ? String(shown.at(-1)?.number ?? '') : null,
          },
        }
      },
    },
  }
}
